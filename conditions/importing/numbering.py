"""Numbered entries, whether they were a list, typed numbers or headings: points, or a list."""

import re
from collections.abc import Sequence
from itertools import pairwise

from .document import Block, Bullets, Item, Paragraph, Point, Points, Span, Text, plain
from .invitations import invites
from .lines import ends_sentence
from .parts import Heading, Numbered, Part, Rule, entry, flat
from .run_ins import split_run_in
from .spans import cut, strip, without_strong
from .typed_marks import numbered

_LONGEST_POINT = 120  # the heading of a point is no longer; a longer entry is text
_WORDS_OF_PROSE = 12
_AFTER_LEAD = re.compile(r"\s*[:.–—-]?\s+")

Body = list[Paragraph | Bullets]


def blocks_and_headings(parts: Sequence[Part]) -> list[Block | Heading]:
    """Return `parts` with all numbered entries as points or ordered lists; rules are gone."""
    found: list[Block | Heading] = []
    index = 0
    while index < len(parts):
        part = parts[index]
        members = _sequence(parts, index)
        if members:
            block, index = _take(parts, members)
            found.append(block)
            continue
        if isinstance(part, Numbered):  # “2019. It was a good year” is no list
            found += flat([Paragraph((Span(f"{part.marker} "), *part.text)), *part.body])
        elif not isinstance(part, Rule):
            found.append(part)
        index += 1
    return found


def _sequence(parts: Sequence[Part], start: int) -> list[int]:
    """Return where the entries are that count on from the one at `start`; none for one alone."""
    first = numbered(parts[start])
    if first is None:
        return []
    members, order = [start], first.order
    for index in range(start + 1, len(parts)):
        one = numbered(parts[index])
        if one is not None and one.level == first.level:
            steps = {order + 1} if first.level else {order, order + 1}
            if one.order not in steps:
                break
            members.append(index)
            order = one.order
        elif _ends(parts[index], first):
            break
    if isinstance(parts[start], Numbered) and (len(members) > 1 or order <= 1):
        return members
    whole = len(members) > 1 and (not first.level or _are_points(parts, members, first))
    return members if whole else []


def _ends(part: Part, first: Numbered) -> bool:
    """Say whether `part` cannot stand within the entries that begin with `first`."""
    if isinstance(part, Rule):
        return not first.level
    return isinstance(part, Heading) and (not first.level or part.level <= first.level)


def _are_points(parts: Sequence[Part], members: list[int], first: Numbered) -> bool:
    """Headings count as points when they begin with 1 and hold nothing but text."""
    end = _end_of_headed(parts, members[-1], first.level)
    inside = parts[members[0] : end]
    heads = [part for part in inside if isinstance(part, Heading)]
    short = all(len(plain(head.text)) <= _LONGEST_POINT for head in heads)
    return first.order == 1 and len(heads) == len(members) and short


def _take(parts: Sequence[Part], members: list[int]) -> tuple[Block, int]:
    first = numbered(parts[members[0]])
    level = first.level if first else 0
    end = _end_of_headed(parts, members[-1], level) if level else _end_of_listed(parts, members)
    bounds = pairwise([*members, end])
    entries = [_entry(parts, start, stop) for start, stop in bounds]
    points = _points(entries, headed=level > 0)
    return (points or _ordered(entries)), end


def _end_of_headed(parts: Sequence[Part], last: int, level: int) -> int:
    """Return where the last point ends: at a heading, a rule, or an invitation at the end."""
    end = last + 1
    while end < len(parts) and not isinstance(parts[end], Rule | Heading):
        end += 1
    while end > last + 2 and _invites(parts[end - 1]):
        end -= 1
    return end


def _end_of_listed(parts: Sequence[Part], members: list[int]) -> int:
    """Return where the last entry ends: it gets no more parts than the longest other one has."""
    allowance = max((after - one - 1 for one, after in pairwise(members)), default=0)
    end = members[-1] + 1
    while end < len(parts) and allowance:
        if isinstance(parts[end], Rule | Heading) or numbered(parts[end]) or _invites(parts[end]):
            break
        allowance -= 1
        end += 1
    return end


def _invites(part: Part) -> bool:
    return isinstance(part, Paragraph) and invites(plain(part.text))


def _entry(parts: Sequence[Part], start: int, end: int) -> Numbered:
    one = numbered(parts[start])
    if one is None:
        raise ValueError("no numbered entry")
    body = flat([*one.body, *parts[start + 1 : end]])
    return Numbered(one.marker, one.order, one.text, tuple(body), one.level)


def _points(entries: list[Numbered], *, headed: bool) -> Points | None:
    """Return the entries as points, None when they are a plain list."""
    if len(entries) < 2:
        return None
    points = []
    for one in entries:
        heading: Text = one.text
        rest: Text = ()
        if not headed and (not one.body or not _is_short(plain(heading))):
            heading, rest = split_lead(one.text)
        if not plain(heading).strip() or not (headed or _is_short(plain(heading))):
            return None
        first = (Paragraph(rest),) if rest else ()
        points.append(Point(without_strong(heading), (*first, *one.body), one.marker))
    with_body = sum(bool(point.body) for point in points)
    return Points(tuple(points)) if headed or 2 * with_body > len(points) else None


def _is_short(text: str) -> bool:
    prose = ends_sentence(text) and len(text.split()) > _WORDS_OF_PROSE
    return len(text) <= _LONGEST_POINT and not prose and "\n" not in text


def _ordered(entries: list[Numbered]) -> Bullets:
    items = [entry([Paragraph(one.text), *one.body], one.marker) for one in entries]
    return Bullets(tuple(item for item in items if _has_words(item)), ordered=True)


def _has_words(item: Item) -> bool:
    return bool(plain(item.text) or item.children)


def split_lead(text: Text) -> tuple[Text, Text]:
    """Return the heading that begins `text` and what follows it; all and nothing without one."""
    words = plain(text)
    lead = ""
    for span in text:
        if not span.strong:
            break
        lead += span.text
    after = _AFTER_LEAD.match(words, len(lead)) if lead else None
    inside = lead[-1:] in {" ", "\n", ":", "."} and len(lead) < len(words)
    if lead and (after or inside):
        return strip(cut(text, 0, len(lead.rstrip(" \n:.")))), strip(
            cut(text, after.end() if after else len(lead))
        )
    heading, rest = split_run_in(words)
    if not rest:
        return text, ()
    return strip(cut(text, 0, len(heading))), strip(cut(text, len(words) - len(rest)))
