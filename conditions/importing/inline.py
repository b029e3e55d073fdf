"""Marks inside a line of plain text."""

import re

from .document import Span, Text

# Within a word asterisks are just asterisks. The limit keeps the search short in odd texts.
_STRONG = re.compile(r"(?<!\w)\*\*(?=[^\s*])(.{1,500}?)(?<=[^\s*])\*\*(?!\w)")


def marked(text: str) -> Text:
    """Return `text` with what stands between double asterisks as strong."""
    found: list[Span] = []
    end = 0
    for match in _STRONG.finditer(text):
        found += [Span(text[end : match.start()]), Span(match[1], strong=True)]
        end = match.end()
    found.append(Span(text[end:]))
    return tuple(span for span in found if span.text)


def as_strong(text: str) -> str:
    """Return `text` between double asterisks, unless it has some of its own."""
    return text if "**" in text else f"**{text}**"


def unmarked(text: str) -> str:
    """Return `text` without double asterisks."""
    return _STRONG.sub(r"\1", text)


def is_strong(text: str) -> bool:
    """Say whether all of `text` stands between one pair of double asterisks."""
    match = _STRONG.fullmatch(text)
    return match is not None and "**" not in match[1]
