"""The marks of inline elements: what is strong, what is emphasised, where a link leads."""

import re
from dataclasses import replace

from bs4.element import Tag

from . import links
from .document import Span
from .html_tree import attribute

_STRONG = frozenset({"b", "strong"})
_EMPHASIS = frozenset({"em", "i", "cite", "dfn", "var"})
_WEIGHT = re.compile(r"font-weight\s*:\s*(?P<weight>[\w-]+)", re.IGNORECASE)
_STYLE = re.compile(r"font-style\s*:\s*(?P<style>[\w-]+)", re.IGNORECASE)
_HEAVY = 600


def marked_by(tag: Tag, marks: Span) -> Span:
    """Return `marks` as they are inside `tag`."""
    if tag.name in _STRONG:
        marks = replace(marks, strong=True)
    elif tag.name in _EMPHASIS:
        marks = replace(marks, emphasis=True)
    elif tag.name == "a":
        marks = replace(marks, href=links.normal(attribute(tag, "href")))
    style = attribute(tag, "style")
    return _styled(style, marks) if "font-" in style else marks


def _styled(style: str, marks: Span) -> Span:
    """Word processors say it with styles, and wrap all their text in a <b> that is none."""
    weight, slant = _WEIGHT.search(style), _STYLE.search(style)
    if weight:
        marks = replace(marks, strong=_is_heavy(weight["weight"].casefold()))
    if slant:
        marks = replace(marks, emphasis=slant["style"].casefold() in {"italic", "oblique"})
    return marks


def _is_heavy(weight: str) -> bool:
    return weight in {"bold", "bolder"} or (weight.isdecimal() and int(weight[:9]) >= _HEAVY)
