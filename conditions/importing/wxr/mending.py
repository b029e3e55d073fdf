"""From an item's bytes to text that XML allows, with a remark for what had to be mended.

Old exports have letters in the wrong encoding and control characters that were pasted from word
processors. Both would make a parser refuse the whole file, and neither takes a word away.
"""

import html
import re

from django.utils.translation import gettext as _

from ..document import ImportRefused

_WRONG_BYTES = re.compile("[\udc80-\udcff]+")
_MOST_WRONG = 0.15  # of the letters; more is no Western text with a slip
_LINE_BREAKS = re.compile("[\x0b\x0c]")
_HYPHEN = "\x1e"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,9}));")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)


def mended(data: bytes, encoding: str) -> tuple[str, list[str]]:
    """Return `data` as text for an XML parser, and remarks on what was changed."""
    text, remarks = _decoded(data, encoding)
    clean = _LINE_BREAKS.sub("\n", text).replace(_HYPHEN, "-")
    clean = _REFERENCE.sub(_allowed, _CONTROL.sub("", clean))
    if clean != text:
        remarks.append(_("control characters were taken out of the text"))
    return _with_known_entities(clean), remarks


def _decoded(data: bytes, encoding: str) -> tuple[str, list[str]]:
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    wrong = sum(len(part) for part in _WRONG_BYTES.findall(text))
    letters = sum(char.isalpha() for char in text)
    if wrong > _MOST_WRONG * letters:
        raise ImportRefused(_("its letters are in an encoding that is not known"))
    text = _WRONG_BYTES.sub(_as_windows_text, text)
    return text, [_("some letters were in another encoding; compare them with the old page")]


def _as_windows_text(match: re.Match[str]) -> str:
    return match[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _allowed(match: re.Match[str]) -> str:
    """Return the reference unless XML forbids the character that it names."""
    code = int(match[1], 16) if match[1] else int(match[2])
    is_character = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return match[0] if is_character or 0x10000 <= code < 0x110000 else ""


def _with_known_entities(text: str) -> str:
    """XML has five entities, HTML many: “&nbsp;” in a title is no reason to refuse a post."""
    parts = _CDATA.split(text)
    return "".join(
        part if part.startswith("<![CDATA[") else _ENTITY.sub(_character, part) for part in parts
    )


def _character(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return match[0] if match[1] in _OF_XML or character == match[0] else character
