"""Pictures as HTML, as Wagtail's `Picture` writes them, in a fifth of its steps.

A page has a dozen pictures, each in up to seven crops; Wagtail formats each attribute of each by
itself. `sizes` stands where it is of use: not on an <img> with one file.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.apps import apps
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractRendition, Picture

Renditions = dict[str, AbstractRendition]


def picture_html(
    renditions: Renditions, attributes: Mapping[str, str], *, before: str = ""
) -> SafeString:
    """Return the <picture> of some renditions, `attributes` on its <img>. `before` are sources
    that browsers shall ask first.
    """
    picture = Picture(renditions)
    shown = picture.formats.get(picture.get_fallback_format(), picture.renditions)
    first, is_one = shown[0], len(shown) == 1
    facts: dict[str, Any] = {"src": first.url, "width": first.width, "height": first.height}
    wagtailimages: Any = apps.get_app_config("wagtailimages")
    facts |= wagtailimages.default_attrs | attributes
    if is_one:
        facts.pop("sizes", None)
    else:
        facts["srcset"] = Picture.get_width_srcset(shown)
    sources = _sources(picture, sizes=attributes.get("sizes", ""))
    return SafeString(f"<picture>{before}{sources}<img{_written(facts)}></picture>")


def sources_html(renditions: Renditions, *, sizes: str, media: str) -> str:
    """Return <source> elements for what is not the fallback, for screens that `media` names."""
    picture = Picture(renditions)
    sources = _sources(picture, sizes=sizes)
    return sources.replace("<source", f'<source media="{media}"')


def _sources(picture: Picture, *, sizes: str) -> str:
    fallback = picture.get_fallback_format()
    html = ""
    for kind in Picture.source_format_order:
        if kind.name in picture.formats and kind.name != fallback:
            files = Picture.get_width_srcset(picture.formats[kind.name])
            html += f"<source{_written({'srcset': files, 'sizes': sizes, 'type': kind.mime_type})}>"
    return html


def _written(facts: Mapping[str, object]) -> str:
    """Attributes in the order of their names, as Django writes them: True is its name alone."""
    said = [name for name in sorted(facts) if facts[name] not in (None, False)]
    return "".join(
        [
            f" {name}" if facts[name] is True else f' {name}="{escape(str(facts[name]))}"'
            for name in said
        ]
    )
