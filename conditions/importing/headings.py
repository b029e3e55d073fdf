"""Which lines are headings, and which short lines are a list that nobody marked as one."""

from dataclasses import replace
from itertools import groupby, pairwise

from .headlines import reads_as_heading
from .inline import as_strong, is_strong, unmarked
from .lines import Line, ends_sentence

_LONGEST_ENTRY = 100
_PLAIN_LEVEL = 2


def mark(lines: list[Line]) -> list[Line]:
    """Return `lines` with the level of every heading set and unmarked lists marked."""
    return _demote_between_numbers(_mark_headings(_mark_lists(lines)))


def _mark_lists(lines: list[Line]) -> list[Line]:
    """Short lines after “such as:” are a list, although no bullet says so."""
    marked = list(lines)
    for start in range(1, len(lines)):
        if not lines[start - 1].text.endswith(":") or lines[start].is_listed:
            continue
        end = _end_of_entries(lines, start)
        if end - start >= 2:
            marked[start:end] = [replace(line, bullet="•") for line in lines[start:end]]
    return marked


def _end_of_entries(lines: list[Line], start: int) -> int:
    end = start
    while end < len(lines) and _is_entry(lines[end]) and (end == start or not lines[end].gap):
        end += 1
    # The last short line belongs to the text that follows it without a blank line.
    if end < len(lines) and end > start and not lines[end].gap:
        end -= 1
    return end


def _is_entry(line: Line) -> bool:
    short = len(line.text) <= _LONGEST_ENTRY and not ends_sentence(line.text)
    return short and _is_plain(line)


def _is_plain(line: Line) -> bool:
    return not line.is_listed and not line.level


def _mark_headings(lines: list[Line]) -> list[Line]:
    one_of_many = _one_of_many(lines)
    marked = []
    for index, line in enumerate(lines):
        if _is_candidate(lines, index) and index not in one_of_many:
            line = replace(line, level=_PLAIN_LEVEL, text=unmarked(line.text))
        marked.append(line)
    return marked


def _is_candidate(lines: list[Line], index: int) -> bool:
    """A heading stands free, or right above its text, and has something below it."""
    line = lines[index]
    if not _is_plain(line) or index + 1 == len(lines):
        return False
    above = lines[index - 1] if index else None
    if above is not None and above.is_listed and line.indent > above.indent:
        return False
    if above is not None and not line.gap and not (above.is_listed or ends_sentence(above.text)):
        return False
    return reads_as_heading(line.text, glued=is_strong(line.text) or not lines[index + 1].gap)


def _one_of_many(lines: list[Line]) -> set[int]:
    """Three short lines in a row are an address or a menu; the last may head what follows."""
    short = [_is_plain(line) and reads_as_heading(line.text, glued=True) for line in lines]
    found: set[int] = set()
    for is_short, run in groupby(range(len(lines)), key=short.__getitem__):
        members = list(run)
        if is_short and len(members) >= 3:
            found.update(members[:-1])
    return found


def _demote_between_numbers(lines: list[Line]) -> list[Line]:
    """A short line between point 1 and point 2 is part of point 1, not a new section."""
    demoted = list(lines)
    numbered = [index for index, line in enumerate(lines) if line.number]
    for first, second in pairwise(numbered):
        one, other = lines[first], lines[second]
        if (one.bullet, one.indent, one.order + 1) != (other.bullet, other.indent, other.order):
            continue
        for index in range(first + 1, second):
            line = lines[index]
            if line.level == _PLAIN_LEVEL and not line.is_listed:
                demoted[index] = replace(line, level=0, text=as_strong(line.text))
    return demoted
