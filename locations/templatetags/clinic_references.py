"""Templates: phone references that cost a page no query of their own."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context

from locations.references import sharing

register = template.Library()


class LiveReferencesNode(Node):
    """Renders what it holds with the page's directory at hand."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        with sharing(context.get("clinic")):
            return self.nodelist.render(context)


@register.tag
def clinic_live_references(parser: Parser, token: Token) -> LiveReferencesNode:
    """Rich text up to ``{% endclinic_live_references %}`` reads locations from `clinic`."""
    nodelist = parser.parse(("endclinic_live_references",))
    parser.delete_first_token()
    return LiveReferencesNode(nodelist)
