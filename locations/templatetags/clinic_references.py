"""Templates: what happens to the texts of a page on their way to readers."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context

from locations.links import reading
from locations.page_text import finished
from locations.references import sharing

register = template.Library()


class LiveReferencesNode(Node):
    """Renders what it holds with the page and its directory at hand."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        clinic, page = context.get("clinic"), context.get("page")
        with sharing(clinic), reading(clinic, page):
            html = self.nodelist.render(context)
        return finished(html, page, context.get("request"))


@register.tag
def clinic_live_references(parser: Parser, token: Token) -> LiveReferencesNode:
    """Rich text up to ``{% endclinic_live_references %}`` takes numbers and links from `clinic`.

    Other apps may then add to the finished text (locations/page_text.py).
    """
    nodelist = parser.parse(("endclinic_live_references",))
    parser.delete_first_token()
    return LiveReferencesNode(nodelist)
