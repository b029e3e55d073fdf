"""Templates: the languages of the site, and what is shown in another than the page's."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from locations.languages import direction_of, foreign, name_for_reader, ways_to_change

register = template.Library()


@register.inclusion_tag("clinic/includes/languages.html", takes_context=True)
def clinic_languages(context: Context) -> dict[str, Any]:
    """The languages to change to. The page's head reads the same, so it is one query at most."""
    clinic, page = context.get("clinic"), context.get("page")
    if not clinic:
        return {}
    of_page = page if isinstance(page, Page) else None
    return {"ways": ways_to_change(clinic, of_page, context.get("request"))}


@register.simple_tag
def clinic_lang(language: str) -> SafeString | str:
    """The attributes of an element whose text is in `language`; "" for "", the page's own."""
    if not language:
        return ""
    return format_html(' lang="{}" dir="{}"', language, direction_of(language))


@register.simple_tag(takes_context=True)
def clinic_page_lang(context: Context, page: Page) -> SafeString | str:
    """The same for what is said of another page, which may have no translation."""
    clinic = context.get("clinic")
    language = clinic.language_of(page) if clinic else ""
    return clinic_lang(foreign(language) if language else "")


@register.simple_tag
def clinic_language_note(language: str) -> SafeString | str:
    """Says to readers of the page that a text is in another language; "" for the page's own."""
    if not language:
        return ""
    reader = get_language() or ""
    words = _("In %(language)s; not translated yet") % {"language": name_for_reader(language)}
    # It may stand inside the text that it is about.
    return format_html('<span class="in-language"{}>{}</span>', clinic_lang(reader), words)
