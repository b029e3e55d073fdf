"""Templates: numbers and links in texts that cost a page next to nothing."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context

from locations.links import reading
from locations.references import sharing

register = template.Library()


class LiveReferencesNode(Node):
    """Renders what it holds with the page and its directory at hand."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        clinic = context.get("clinic")
        with sharing(clinic), reading(clinic, context.get("page")):
            return self.nodelist.render(context)


@register.tag
def clinic_live_references(parser: Parser, token: Token) -> LiveReferencesNode:
    """Rich text up to ``{% endclinic_live_references %}`` takes numbers and links from `clinic`."""
    nodelist = parser.parse(("endclinic_live_references",))
    parser.delete_first_token()
    return LiveReferencesNode(nodelist)
