"""Templates: the languages of the site, and what is shown in another than the page's."""

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from locations import untranslated
from locations.languages import direction_of, foreign, name_for_reader, ways_to_change

register = template.Library()


class MarkUntranslatedNode(Node):
    """Renders what it holds, and marks what the interface says in English for want of better."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        language = _content_language(context)
        with untranslated.marking(content_language=language):
            html = self.nodelist.render(context)
        return SafeString(untranslated.finish(html, content_language=language))


@register.tag
def clinic_mark_untranslated(parser: Parser, token: Token) -> MarkUntranslatedNode:
    """Up to ``{% endclinic_mark_untranslated %}`` words without a translation get lang="en"."""
    nodelist = parser.parse(("endclinic_mark_untranslated",))
    parser.delete_first_token()
    return MarkUntranslatedNode(nodelist)


@register.simple_tag(takes_context=True)
def clinic_content_lang(context: Context) -> SafeString | str:
    """The attributes of <main>: its language, where that is not the page's."""
    return clinic_lang(_content_language(context))


def _content_language(context: Context) -> str:
    """The language of a page that waits for its translation, "" of others. No query of its own.

    It is an alias: it stands in the tree of its language and shows the text of its original.
    """
    clinic, page = context.get("clinic"), context.get("page")
    if not clinic or not isinstance(page, Page) or not page.alias_of_id:
        return ""
    return foreign(clinic.language_of(page.alias_of))


@register.simple_tag
def clinic_partly_english() -> SafeString:
    """Where a page says that parts of it are in English, if parts of it are."""
    return SafeString(untranslated.NOTICE)


@register.filter
def clinic_capfirst(text: object) -> str:
    """Django's `capfirst` for words that may be marked as untranslated."""
    return untranslated.capitalised(text)


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


@register.simple_tag(takes_context=True)
def clinic_page_note(context: Context, page: Page) -> SafeString | str:
    """Says in a list that a page is in another language; "" for one in the reader's.

    A page that is all in another language itself has no need to say it of each.
    """
    clinic = context.get("clinic")
    language = clinic.language_of(page) if clinic and not _content_language(context) else ""
    return clinic_language_note(foreign(language) if language else "")


@register.simple_tag
def clinic_language_note(language: str) -> SafeString | str:
    """Says to readers of the page that a text is in another language; "" for the page's own."""
    if not language:
        return ""
    reader = get_language() or ""
    words = _("In %(language)s; not translated yet") % {"language": name_for_reader(language)}
    # It may stand inside the text that it is about.
    return format_html('<span class="in-language"{}>{}</span>', clinic_lang(reader), words)
