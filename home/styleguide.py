"""Everything that pages are made of, on one page: for those who change how it looks.

Served on a developer's machine only (``SHOW_STYLEGUIDE``). The blocks are those that editors can
choose, with the values of their own previews, so that a new block is here by itself.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from wagtail.blocks import Block, StreamBlock

from conditions.blocks import BodyBlock
from conditions.clinical import FAQBlock, FindingsBlock, RedFlagsBlock
from conditions.models import ArticlePage, ConditionPage, PractitionerPage
from conditions.models.base import live_pages, load_pictures
from locations.directory import Directory

STREAMS: tuple[type[StreamBlock], ...] = (BodyBlock, RedFlagsBlock, FindingsBlock, FAQBlock)
# The names of the colours in clinic.css.
COLOURS = ("paper", "surface", "sand", "accent", "accent-wash", "caution-wash", "urgent-wash")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show type, colours, controls, every block and every kind of card."""
    clinic = Directory.for_request(request)
    cards = {
        "conditions": live_pages(ConditionPage, limit=3),
        "practitioners": live_pages(PractitionerPage, limit=3),
        "articles": live_pages(ArticlePage, limit=3),
    }
    load_pictures(*(page for pages in cards.values() for page in pages))
    context: dict[str, Any] = {"clinic": clinic, "request": request, "colours": COLOURS, **cards}
    context["location"] = clinic.locations[0] if clinic.locations else None
    context["blocks"] = list(_blocks(context))
    return render(request, "home/styleguide.html", context)


def _blocks(context: dict[str, Any]) -> Iterator[tuple[Block, SafeString]]:
    """Every block that an editor can choose, with its preview as readers will see it."""
    for stream in STREAMS:
        for block in stream().child_blocks.values():
            bound = block.bind(block.normalize(block.get_preview_value()))
            yield block, bound.render_as_block(context)


urlpatterns = [path("", styleguide, name="styleguide")]
