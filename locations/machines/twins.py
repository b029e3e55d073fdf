"""The Markdown twin of a page: the page's own template in another frame, converted.

So a twin has the words of the page, its live facts among them, and a page type needs nothing more
than the template that it has.
"""

import json
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.models import Page

from ..directory import Directory
from .markdown import to_markdown

FRAME = "clinic/twin.html"
FOOT = "clinic/includes/twin_foot.html"


def twin_of(page: Page, request: HttpRequest) -> str:
    """The page as Markdown: what it is, what it says, and whom to call."""
    clinic = Directory.for_request(request)
    url = clinic.canonical_url(page)
    context = page.get_context(request) | {"base_template": FRAME}
    content = render_to_string(page.get_template(request), context, request)
    foot = render_to_string(FOOT, {"clinic": clinic}, request)
    parts = [to_markdown(html, base=url) for html in (content, foot)]
    return "\n".join([_front_matter(page, clinic, url), *parts])


def _front_matter(page: Page, clinic: Directory, url: str) -> str:
    """YAML, of which JSON is a part: a title cannot be more than a title."""
    changed = page.last_published_at
    facts: dict[str, Any] = {
        "title": getattr(page, "subject_name", page.title),
        "url": url,
        "publisher": clinic.organisation.name,
        "language": get_language() or "",
        "updated": changed.date().isoformat() if changed else "",
    }
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items() if value
    ]
    return "\n".join(["---", *lines, "---", ""])
