"""The title of an article whose format does not say which it is."""

import re

from django.utils.translation import gettext as _

from .document import Paragraph, plain
from .headlines import may_head, reads_as_heading
from .invitations import invites
from .parts import Heading, Part
from .spans import is_strong

_LONGEST_TITLE = 200
_DATE_PREFIX = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[-_ ]+")
_COPY_SUFFIX = re.compile(r"\s*(?:\(\d+\)|- copy|final|v\d+)$", re.IGNORECASE)


def take_title(parts: list[Part], spare: tuple[str, ...]) -> tuple[str, list[Part], list[str]]:
    """Return the title, the parts without it, and what to tell.

    It is the highest heading when that stands first or is alone on its level, else a short first
    line, else the first of `spare` that says something.
    """
    index = _index_of_title(parts)
    if index is not None:
        part = parts[index]
        if isinstance(part, Heading | Paragraph):
            title = " ".join(plain(part.text).split())
            return title, [*parts[:index], *parts[index + 1 :]], []
    title = next((name for name in spare if re.search(r"\w", name)), "")
    if not title:
        return "", parts, []
    said = _("there is no title in the text; “%(title)s” was taken") % {"title": title}
    return title, parts, [said]


def title_of_name(stem: str) -> str:
    """Return the name of a file as a title: “2024-03-01-neck-pain” is “Neck pain”."""
    words = re.sub(r"[-_+\s]+", " ", _DATE_PREFIX.sub("", stem)).strip()
    words = _COPY_SUFFIX.sub("", words) or words
    return words[:1].upper() + words[1:]


def _index_of_title(parts: list[Part]) -> int | None:
    headings = [i for i, part in enumerate(parts) if isinstance(part, Heading)]
    tops = [i for i in headings if _level(parts[i]) == 1]
    if tops and _fits(parts[tops[0]]):
        return tops[0]
    first = next((i for i, part in enumerate(parts) if isinstance(part, Heading | Paragraph)), None)
    if first is None or not _fits(parts[first]):
        return None
    return first if _reads_as_title(parts, first) else None


def _reads_as_title(parts: list[Part], index: int) -> bool:
    part = parts[index]
    if isinstance(part, Heading):
        others = [_level(other) for other in parts[index + 1 :] if isinstance(other, Heading)]
        return not others or part.level < min(others)
    if not isinstance(part, Paragraph) or part.quoted or index + 1 == len(parts):
        return False
    words = plain(part.text)
    if invites(words) or not may_head(words):
        return False
    return is_strong(part.text) or reads_as_heading(words, glued=False)


def _fits(part: Part) -> bool:
    return isinstance(part, Heading | Paragraph) and len(plain(part.text)) <= _LONGEST_TITLE


def _level(part: Part) -> int:
    return part.level if isinstance(part, Heading) else 0
