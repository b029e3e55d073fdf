"""From plain text to logical lines: indent, list mark, typed number and the text itself.

Editors break lines at a width, put a bullet on a line of its own, indent with non-breaking
spaces and underline headings with hyphens. After this module none of that is left to see.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from .inline import as_strong, is_strong, unmarked

_BREAKS = re.compile("\r\n|[\r\n\u2028\x0b\x85]")
_PAGE_BREAKS = re.compile("[\u2029\x0c]")
_SPACES = re.compile(r"[^\S\n]+")
# Non-breaking spaces that a typographer puts on purpose: between a number and its unit, before
# French punctuation. All others come from pasting.
_MEANT_NBSP = re.compile(
    "(?<=\\d)[\u00a0\u202f](?=\\w)|(?<=\\S)[\u00a0\u202f](?=[!?:;»%€])|(?<=«)[\u00a0\u202f]"
)
_RULE = re.compile(r"(?:[-=_*~–—]\s?){3,}")
_HEADING_MARK = re.compile(r"(#{1,6})\s+(.+)")
_CLOSING_MARK = re.compile(r"\s+#+$")
_UNDERLINE = re.compile(r"(=|-){3,}")
_STRONG_MARKS = "•·▪▫◦‣⁃●○■□◆◇➢➤►▶✓✔➔→❖\uf0b7\uf0a7\uf0d8"
BULLET = re.compile(rf"(?P<mark>[{_STRONG_MARKS}]|[-*+](?=\s|$)|[–—o](?=\s|$))\s*(?P<text>.*)")
# Marks that are also ordinary text: they count only in the company of another one.
WEAK_MARKS = "–—o"
LETTER_MARK = "o"
NUMBER = re.compile(
    r"(?P<mark>\(?\d{1,2}[.)]|\#\d{1,2}[.:)]?"
    r"|(?:step|tip|reason|way|point|number|no\.)\s+\#?\d{1,2}\s?[:.)–—-])"
    r"(?:\s+|$)(?P<text>.*)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)»\]]*$")
_LONGEST_HEADING = 120
# No editor breaks lines before this column; a shorter line ends because its writer ended it.
_SHORTEST_WRAP = 40
_TAB = 4
# Further to the right nothing is nested any more; it bounds how deep lists can go.
_DEEPEST_INDENT = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: a paragraph, a heading or the text of a list entry.

    `indent` is in columns; `level` is 1–6 when the line was marked as a heading; `gap` says that
    a blank line stood above it.
    """

    text: str
    indent: int = 0
    bullet: str = ""
    number: str = ""
    level: int = 0
    gap: bool = False

    @property
    def is_listed(self) -> bool:
        return bool(self.bullet or self.number)

    @property
    def order(self) -> int:
        """The typed number as a number, -1 without one."""
        digits = re.search(r"\d+", self.number)
        return int(digits[0]) if digits else -1


@dataclass(frozen=True, slots=True)
class _Physical:
    line: Line
    length: int


def logical_lines(text: str) -> list[Line]:
    """Return the lines of `text` as their writer meant them, blank lines and rules removed."""
    physical = list(_physical_lines(text))
    joined = _join_wrapped(physical, width=_wrap_width(physical))
    return _settle_numbers(_settle_weak_marks(joined))


def ends_sentence(text: str) -> bool:
    """Say whether `text` ends as sentences do."""
    return _SENTENCE_END.search(text) is not None


def _physical_lines(text: str) -> Iterator[_Physical]:
    gap = False
    before: _Physical | None = None
    for raw in _BREAKS.split(_PAGE_BREAKS.sub("\n\n", text)):
        body = _tidy(raw)
        if not body:
            gap = True
            continue
        underlined = before and not gap and _underlined(before, body)
        if underlined:
            before = underlined
            continue
        if before:
            yield before
            before = None
        if _RULE.fullmatch(body):
            gap = True
            continue
        before = _Physical(_parse(body, indent=_indent(raw), gap=gap), len(raw.rstrip()))
        gap = False
    if before:
        yield before


def _underlined(above: _Physical, body: str) -> _Physical | None:
    """Return the line above as a heading when `body` is its underline."""
    if not _UNDERLINE.fullmatch(body) or above.line.is_listed:
        return None
    if len(above.line.text) > _LONGEST_HEADING or ends_sentence(above.line.text):
        return None
    return replace(above, line=replace(above.line, level=1 if body[0] == "=" else 2))


def single_spaces(text: str) -> str:
    """Return `text` with single spaces; line breaks and meant non-breaking spaces stay."""
    kept = _MEANT_NBSP.sub("\ue000", text)
    return _SPACES.sub(" ", kept).replace("\ue000", "\u00a0")


def _tidy(raw: str) -> str:
    return single_spaces(raw.strip()).strip()


def _indent(raw: str) -> int:
    lead = raw[: len(raw) - len(raw.lstrip())]
    return min(len(lead.expandtabs(_TAB)), _DEEPEST_INDENT)


def _parse(body: str, *, indent: int, gap: bool) -> Line:
    heading = _HEADING_MARK.fullmatch(body)
    if heading:
        text = _CLOSING_MARK.sub("", heading[2])
        return _numbered(Line(text, level=len(heading[1]), gap=gap))
    line = Line(body, indent=indent, gap=gap)
    bullet = None if _whole_is_strong(body) else BULLET.fullmatch(body)
    if bullet:
        line = replace(line, bullet=bullet["mark"], text=bullet["text"])
    return _numbered(line)


def _whole_is_strong(body: str) -> bool:
    return body.startswith("**") or (body.startswith("*") and body[1:2].strip() != "")


def _numbered(line: Line) -> Line:
    strong = is_strong(line.text)
    number = NUMBER.fullmatch(unmarked(line.text) if strong else line.text)
    if not number:
        return line
    text = as_strong(number["text"]) if strong and number["text"] else number["text"]
    return replace(line, number=number["mark"], text=text)


def _wrap_width(lines: list[_Physical]) -> int:
    """Return the column at which the writer's editor broke lines; 0 when it did not.

    A line that stops in the middle of a sentence shows it; two such lines are evidence.
    """
    broken = [
        one.length for one, after in pairwise(lines) if _breaks_sentence(one.line, after.line)
    ]
    return max(broken) if len(broken) >= 2 and max(broken) >= _SHORTEST_WRAP else 0


def _breaks_sentence(one: Line, after: Line) -> bool:
    if after.gap or after.is_listed or after.level or one.level or not after.text:
        return False
    return after.text[0].islower() and not ends_sentence(one.text)


def _join_wrapped(lines: list[_Physical], *, width: int) -> list[Line]:
    joined: list[Line] = []
    last_length = 0
    for one in lines:
        if joined and _continues(joined[-1], one.line, last_length, width):
            text = f"{joined[-1].text} {one.line.text}".strip()
            joined[-1] = replace(joined[-1], text=text)
        else:
            joined.append(one.line)
        last_length = one.length
    return [kept for line in joined if (kept := _without_empty_mark(line)).text]


def _without_empty_mark(line: Line) -> Line:
    """A mark that nothing follows is text if it can be read, and nothing if not."""
    if line.text:
        return line
    letter = line.bullet if line.bullet == LETTER_MARK else ""
    return replace(line, bullet="", number="", text=f"{letter} {line.number}".strip())


def _continues(above: Line, line: Line, length: int, width: int) -> bool:
    if line.gap or line.is_listed or line.level or above.level:
        return False
    if not above.text or (length >= _SHORTEST_WRAP and _breaks_sentence(above, line)):
        return True
    if not width:
        return False
    first_word = line.text.split(" ", 1)[0]
    return length + 1 + len(first_word) > width and length <= width


def _settle_weak_marks(lines: list[Line]) -> list[Line]:
    """Give back the dash or the letter o to lines that stand alone with it."""
    marks = [line.bullet for line in lines]
    settled = []
    for index, line in enumerate(lines):
        company = marks[max(index - 1, 0) : index] + marks[index + 1 : index + 2]
        alone = line.bullet not in company and (line.bullet != "o" or not any(company))
        if line.bullet and line.bullet in WEAK_MARKS and alone:
            line = replace(line, bullet="", text=f"{line.bullet} {line.text}")
        settled.append(line)
    return settled


def _settle_numbers(lines: list[Line]) -> list[Line]:
    """Give back the number to lines that no other line counts on from or up to.

    Numbers that go up by one belong together, and so do numbers that are all the same, which is
    how Markdown writes a list. A lone “2. ” is just how a sentence begins.
    """
    numbered = [index for index, line in enumerate(lines) if line.number]
    counted: set[int] = set()
    last_of: dict[tuple[str, int], int] = {}
    for index in numbered:
        line = lines[index]
        track = (line.bullet, line.indent)
        previous = last_of.get(track)
        if previous is not None and line.order in {
            lines[previous].order,
            lines[previous].order + 1,
        }:
            counted |= {previous, index}
        last_of[track] = index
    return [
        replace(line, number="", text=f"{line.number} {line.text}")
        if line.number and index not in counted
        else line
        for index, line in enumerate(lines)
    ]
