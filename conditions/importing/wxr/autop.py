"""Paragraphs of the classic editor: blank lines in the text, which WordPress turns into <p>.

Text directly below the page, or in a part that holds paragraphs (a quotation, a division), is cut
at its blank lines. In a list entry, a cell or a heading they are line breaks.
"""

import re
from collections.abc import Iterator

TAG = r"</?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<kept>pre|script|style|textarea|svg|math)\b.*?</(?P=kept)\s*>"
    rf"|{TAG}|<[a-zA-Z/][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Parts that hold paragraphs, and other parts of a page. All else stands inside a line.
_HOLDERS = frozenset(
    "article aside blockquote body center details div fieldset footer form header hgroup html main"
    " nav section".split()
)
_PARTS = _HOLDERS | frozenset(
    "address caption col colgroup dd dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr legend li menu ol"
    " optgroup option p pre script select style summary table tbody td textarea tfoot th thead tr"
    " ul video audio iframe object".split()
)
_EMPTY = frozenset({"hr", "col"})
_BLANK_LINES = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*)+")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_AFTER_BREAK = re.compile(r"(<br\s*/?>)\s*\n\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def autop(text: str) -> str:
    """Return `text` with its paragraphs as <p> and its single line breaks as <br>."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    result: list[str] = []
    line: list[str] = []  # what gathers for the next paragraphs
    open_parts: list[str] = []
    for token, is_markup in _tokens(text):
        name, closes = _part(token) if is_markup else ("", False)
        if not name:
            line.append(token)
            continue
        result.append(_flushed(line, open_parts))
        result.append(token)
        _move(open_parts, name, closes=closes, token=token)
    result.append(_flushed(line, open_parts))
    return "\n".join(part for part in result if part)


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Yield tags and what stands between them."""
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def _part(token: str) -> tuple[str, bool]:
    """Return the name of the part that the tag begins or ends, "" for a tag inside a line."""
    match = _NAME.match(token)
    name = match[2].lower() if match else ""
    return (name, bool(match and match[1])) if name in _PARTS else ("", False)


def _move(open_parts: list[str], name: str, *, closes: bool, token: str) -> None:
    if closes and name in open_parts:
        while open_parts.pop() != name:
            pass
    elif not closes and name not in _EMPTY and "</" not in token and not token.endswith("/>"):
        open_parts.append(name)


def _flushed(line: list[str], open_parts: list[str]) -> str:
    text = "".join(line)
    line.clear()
    if not text.strip():
        return ""
    if open_parts and open_parts[-1] not in _HOLDERS:
        return _BLANK_LINES.sub("<br/>", text)
    return "\n".join(_paragraph(part) for part in _BLANK_LINES.split(text) if part.strip())


def _paragraph(text: str) -> str:
    text = text.strip()
    if _ADDRESS.fullmatch(text):
        return address_link(text)
    lines = _LINE_BREAK.sub("<br/>", _AFTER_BREAK.sub(r"\1", text))
    return f"<p>{lines}</p>"


def address_link(address: str) -> str:
    """Return an address that stands alone, which WordPress shows as a film or a post, as a link."""
    return f'<p><a href="{address}">{address}</a></p>'
