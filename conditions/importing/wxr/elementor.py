"""Pages made with Elementor: their texts are in JSON beside the post, widget after widget."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from .autop import autop
from .items import Picture
from .shortcode_html import figure

# The ends of the names under which widgets keep what is read. “title_color” is none of them.
_HEADING = re.compile(r"(?:^|_)(?:title|heading|title_text|question)$")
_TEXT = re.compile(
    r"(?:^|_)(?:text|editor|content|description|description_text|caption|subtitle|sub_title|html"
    r"|answer|quote|name|job|prefix|suffix|price|sub_heading|before|after|highlighted|label"
    r"|message|shortcode|address|period|currency|footer|ribbon|field_options|placeholder)$"
)
_SWITCH = re.compile(r"^(?:_|show_|hide_|enable|use_|custom_)|(?:_tag|_size|_type|_color)$")
_NO_TEXT = re.compile(r"yes|no|none|default|custom|auto|true|false|on|off", re.IGNORECASE)
_LINKED = re.compile(r"(?:^|_)(?:text|title)$")
_FILMS = ("youtube_url", "vimeo_url", "dailymotion_url", "hosted_url", "external_url")
_DEEPEST = 60


def elementor_html(data: str) -> str | None:
    """Return the texts of a page in the order in which it shows them, None if it cannot be read."""
    elements = _loaded(data)
    if not isinstance(elements, list):
        return None
    return "\n".join(part for element in elements for part in _element(element, 0))


def _loaded(data: str) -> Any:
    for text in (data, data.replace('\\"', '"').replace("\\\\", "\\")):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


def _element(element: Any, depth: int) -> Iterator[str]:
    if not isinstance(element, dict) or depth > _DEEPEST:
        return
    settings = element.get("settings")
    if isinstance(settings, dict) and element.get("elType", "widget") == "widget":
        yield from _settings(settings)
    inner = element.get("elements")
    for child in inner if isinstance(inner, list) else []:
        yield from _element(child, depth + 1)


def _settings(settings: dict[str, Any]) -> Iterator[str]:
    level = settings.get("header_size", "h3")
    level = level if re.fullmatch(r"h[1-6]", str(level)) else "h3"
    link = _address(settings.get("link"))
    for key, value in settings.items():
        if isinstance(value, str):
            yield from _text(key, value, level=level, link=link)
        elif isinstance(value, dict) and str(value.get("url", "")) and "image" in key:
            yield figure(Picture(str(value["url"]), alt=str(value.get("alt") or "")))
        elif isinstance(value, list):
            for entry in value:
                if isinstance(entry, dict):
                    yield from _settings(entry)


def _text(key: str, value: str, *, level: str, link: str) -> Iterator[str]:
    value = value.strip()
    if key in _FILMS and value.startswith("http"):
        yield f'<p><a href="{html.escape(value)}">{html.escape(value)}</a></p>'
    elif not value or _SWITCH.search(key) or _NO_TEXT.fullmatch(value):
        return
    elif link and _LINKED.search(key) and not value.startswith("<"):
        yield f'<p><a href="{html.escape(link)}">{value}</a></p>'
    elif _HEADING.search(key):
        yield f"<{level}>{value}</{level}>"
    elif _TEXT.search(key):
        yield autop(value)


def _address(link: Any) -> str:
    address = str(link.get("url") or "") if isinstance(link, dict) else ""
    return address if re.match(r"(?:https?:)?//|/|mailto:|tel:", address) else ""
