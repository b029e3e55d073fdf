"""Templates: the head of a page, as machines read it."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from locations.links import reading
from locations.machines.heads import head_of
from locations.models.described import Described
from locations.references import sharing

register = template.Library()


@register.inclusion_tag("clinic/includes/machines.html", takes_context=True)
def clinic_head(context: Context) -> dict[str, Any]:
    """Canonical address, languages, feeds, cards and structured data of the page in the context."""
    page = context.get("page")
    if not isinstance(page, Described):
        return {}
    facts: dict[str, Any] = {str(key): value for key, value in context.flatten().items()}
    # Texts in the data show the same numbers as on the page, at no cost.
    with sharing(facts.get("clinic")), reading(facts.get("clinic"), page):
        return head_of(page, facts)


@register.filter
def clinic_graph(text: str) -> SafeString:
    """A data block; its text is safe there already (schema.script_text)."""
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
