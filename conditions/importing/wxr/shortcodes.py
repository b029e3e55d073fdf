"""Finding shortcodes in a text: [caption …], [gallery], [vc_row]…[/vc_row].

Square brackets are also just brackets: “[sic]”, “[1]”, “[a boat]”. WordPress knows the names of its
shortcodes; here a bracket is one when its name is known, or when it is written like one: with
`name="value"`, with a closing partner, or with a name that no word has.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from .autop import TAG

_SHORTCODE = re.compile(
    r"\[(?P<escaped>\[?)(?P<closes>/?)(?P<name>[a-zA-Z][\w-]*)"
    r"(?P<rest>(?:\s(?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*|\s[^\[\]]*)?)(?P<empty>/?)\](?P<end>\]?)"
)
_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<code>pre|code|script|style|textarea)\b.*?</(?P=code)\s*>"
    rf"|{TAG}|{_SHORTCODE.pattern}",
    re.DOTALL | re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?P<key>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"']+))"
    r"|(?P<loose>\"[^\"]*\"|'[^']*'|\S+)"
)
# Quotation marks that WordPress made curly and that still mean straight ones.
_CURLY = re.compile("&#82(?:20|21|42|43);|&quot;|[“”„″]")
_KNOWN = frozenset("caption wp_caption gallery audio video playlist embed more".split())
_BUILDERS = re.compile(
    r"(?:vc|et_pb|et|fusion|av|fl|tatsu|cs|mk|ult|us|kc|thrive|sow|siteorigin|bsf|x|wpb)_\w",
    re.IGNORECASE,
)

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shortcode:
    """One shortcode: its name, its values, and what stands between its brackets."""

    name: str
    attributes: Attributes
    content: str = ""
    is_wrapper: bool = False

    @property
    def is_of_builder(self) -> bool:
        return _BUILDERS.match(self.name) is not None

    @property
    def is_known(self) -> bool:
        return self.name in _KNOWN


Render = Callable[[Shortcode], str]


@dataclass(slots=True)
class _Bracket:
    """A pair of brackets in the text, as typed."""

    text: str
    name: str
    rest: str
    closes: bool
    alone: bool  # nothing else in its line
    partner: int | None = None  # the position of the bracket that closes it

    @property
    def is_shortcode(self) -> bool:
        if self.name in _KNOWN or _BUILDERS.match(self.name) or self.partner is not None:
            return True
        if self.closes:
            return False
        odd_name = "_" in self.name or "-" in self.name
        has_value = re.search(r"\w\s*=\s*[\"'\w]", _straight(self.rest)) is not None
        return has_value or (odd_name and (self.alone or '"' in self.rest))


@dataclass(slots=True)
class Replaced:
    """A text without its shortcodes, and the brackets that were taken out of it."""

    text: str
    brackets: list[str] = field(default_factory=list)
    found: list[Shortcode] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    bracket: _Bracket
    closer: int
    parts: list[str] = field(default_factory=list)


def replaced(text: str, render: Render) -> Replaced:
    """Return `text` with each shortcode as `render` shows it; inner ones are rendered first."""
    if "[" not in text:
        return Replaced(text)
    pieces = _paired(list(_pieces(text)))
    result = Replaced("")
    stack = [_Open(_Bracket("", "", "", closes=False, alone=False), closer=-1)]
    for position, piece in enumerate(pieces):
        if isinstance(piece, str):
            stack[-1].parts.append(piece)
        elif not piece.is_shortcode:
            stack[-1].parts.append(piece.text)
        elif not piece.closes and piece.partner is not None:
            result.brackets.append(piece.text)
            stack.append(_Open(piece, piece.partner))
        else:
            result.brackets.append(piece.text)
            if stack[-1].closer == position:
                opened = stack.pop()
                code = _shortcode(opened.bracket, "".join(opened.parts), is_wrapper=True)
            elif piece.closes:
                continue
            else:
                code = _shortcode(piece, "", is_wrapper=False)
            result.found.append(code)
            stack[-1].parts.append(render(code))
    result.text = "".join(stack[0].parts)
    return result


def _shortcode(bracket: _Bracket, content: str, *, is_wrapper: bool) -> Shortcode:
    return Shortcode(bracket.name, attributes(bracket.rest), content, is_wrapper)


def attributes(rest: str) -> dict[str, str]:
    """Return the values of a shortcode; those without a name are called "0", "1", …"""
    found: dict[str, str] = {}
    for match in _VALUE.finditer(_straight(rest)):
        if match["key"]:
            value = match["double"] or match["single"] or match["bare"] or ""
            found[match["key"].lower()] = value
        else:
            found[str(len(found))] = match["loose"].strip("\"'")
    return found


def _straight(rest: str) -> str:
    """Curly quotation marks are those around a value only where there are no straight ones."""
    return rest if '"' in rest else _CURLY.sub('"', rest)


def _pieces(text: str) -> Iterator[str | _Bracket]:
    end = 0
    for match in _TOKEN.finditer(text):
        if not match["name"]:
            continue  # a tag or code: brackets in it are its own
        start = match.start()
        yield text[end:start]
        end = match.end()
        if match["escaped"] and match["end"]:
            yield match[0][1:-1]  # “[[gallery]]” writes about a gallery
            continue
        yield match["escaped"]
        typed = match[0][len(match["escaped"]) : len(match[0]) - len(match["end"])]
        yield _Bracket(
            text=typed,
            name=match["name"].lower(),
            rest=match["rest"],
            closes=bool(match["closes"]),
            alone=_is_alone(text, start, end),
        )
        yield match["end"]
    yield text[end:]


def _is_alone(text: str, start: int, end: int) -> bool:
    before = text[max(start - 80, 0) : start].rstrip(" \t")[-1:]
    after = text[end : end + 80].lstrip(" \t")[:1]
    return before in {"", "\n", "\r", ">", "]"} and after in {"", "\n", "\r", "<", "["}


def _paired(pieces: list[str | _Bracket]) -> list[str | _Bracket]:
    """Tell each opening bracket which one closes it; what closes nothing stays alone."""
    waiting: list[tuple[int, _Bracket]] = []
    for position, piece in enumerate(pieces):
        if isinstance(piece, str):
            continue
        if not piece.closes:
            waiting.append((position, piece))
        elif any(bracket.name == piece.name for _position, bracket in waiting):
            while True:
                opened_at, opened = waiting.pop()
                if opened.name == piece.name:
                    break
            opened.partner, piece.partner = position, opened_at
    return pieces
