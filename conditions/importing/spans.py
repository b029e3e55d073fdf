"""Texts as runs of marked words: tidied, cut and joined without losing a mark."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from .document import Span, Text, plain
from .lines import single_spaces

_AROUND_BREAK = re.compile(r" *\n *")


def tidy(spans: Iterable[Span]) -> Text:
    """Return `spans` with single spaces, none at the ends, and equal neighbours joined."""
    kept: list[Span] = []
    last = "\n"
    for span in spans:
        text = _AROUND_BREAK.sub("\n", single_spaces(span.text))
        if last in " \n":
            text = text.lstrip(" ")
        if text.startswith("\n") and kept:
            kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
        if text:
            kept.append(replace(span, text=text))
            last = text[-1]
    return strip(merged(kept))


def merged(spans: Iterable[Span]) -> Text:
    """Return `spans` with neighbours of the same marks as one, and none that is empty."""
    found: list[Span] = []
    for span in spans:
        if found and replace(found[-1], text=span.text) == span and span.phone is None:
            found[-1] = replace(span, text=found[-1].text + span.text)
        elif span.text:
            found.append(span)
    return tuple(span for span in found if span.text)


def strip(text: Text) -> Text:
    """Return `text` without spaces and line breaks at its ends."""
    words = plain(text)
    start = len(words) - len(words.lstrip())
    return cut(text, start, len(words.rstrip()))


def cut(text: Text, start: int, end: int | None = None) -> Text:
    """Return what stands in `text` from `start` to `end`, counted in characters."""
    end = len(plain(text)) if end is None else end
    pieces = []
    offset = 0
    for span in text:
        first, last = max(start - offset, 0), min(end - offset, len(span.text))
        if first < last:
            pieces.append(replace(span, text=span.text[first:last]))
        offset += len(span.text)
    return tuple(pieces)


def split_at(text: Text, pattern: re.Pattern[str]) -> list[Text]:
    """Return the pieces of `text` between the matches of `pattern`, empty ones left out."""
    words = plain(text)
    bounds = [0, *(edge for match in pattern.finditer(words) for edge in match.span()), len(words)]
    pieces = [strip(cut(text, start, end)) for start, end in list(pairwise(bounds))[::2]]
    return [piece for piece in pieces if piece]


def joined(texts: Iterable[Text], between: str) -> Text:
    """Return `texts` in one, with `between` them."""
    found: list[Span] = []
    for text in texts:
        if found and text:
            found.append(Span(between))
        found += text
    return merged(found)


def mark_all(text: Text, change: Callable[[Span], Span]) -> Text:
    """Return `text` with every span changed."""
    return merged(change(span) for span in text)


def as_strong(text: Text) -> Text:
    """Return all of `text` as strong."""
    return mark_all(text, lambda span: replace(span, strong=True))


def as_emphasised(text: Text) -> Text:
    """Return all of `text` as emphasised."""
    return mark_all(text, lambda span: replace(span, emphasis=True))


def without_strong(text: Text) -> Text:
    """Return `text` with nothing strong in it: a heading is strong by itself."""
    return mark_all(text, lambda span: replace(span, strong=False))


def is_strong(text: Text) -> bool:
    """Say whether all words of `text` are strong."""
    spans = [span for span in text if re.search(r"\w", span.text)]
    return bool(spans) and all(span.strong for span in spans)
