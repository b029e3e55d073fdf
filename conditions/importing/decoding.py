"""From the bytes of a file to clean text, or a refusal that says what to do."""

import codecs
import re
import unicodedata
from pathlib import Path

from bs4.dammit import EncodingDetector
from django.utils.translation import gettext as _

from .document import ImportRefused

# An article has some kilobytes. Fifty thousand words are no article any more.
MAX_BYTES = 300_000

_NO_TEXT = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word (.docx), OpenDocument or ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word (.doc)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
)
_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|\?xml)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Invisible marks that editors and web pages leave behind; none of them is part of a word.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Windows text once read as Latin-1, and UTF-8 once read as Windows text: “â€™” for ’, “Ã©” for é.
_GARBLED = re.compile("[\x80-\x84\x86-\x9f]|â€[™œ\x9d“”˜¢¦]|Ã[\x80-\xbf©¨ª«§´¶¼¡­³±]|Â[\xa0·»«°]")
# Share of the letters in a Windows text that may be outside ASCII; more is another encoding.
_MAX_FOREIGN = 0.15


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of the file at `path`; refuse what is no readable file of sane size."""
    if path.is_dir():
        raise ImportRefused(_("this is a folder; name the files in it"))
    if not path.exists():
        raise ImportRefused(_("there is no such file"))
    if not path.is_file():
        raise ImportRefused(_("this is not a regular file"))
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ImportRefused(
            _("the file cannot be read: %(why)s") % {"why": error.strerror or error}
        ) from error
    refuse_large(data, limit=limit)
    return data


def refuse_large(data: bytes, *, limit: int) -> None:
    """Refuse more bytes than an article of its format has."""
    if len(data) > limit:
        raise ImportRefused(
            _("the file is larger than %(limit)d kB, which no article is")
            % {"limit": limit // 1000}
        )


def decode(data: bytes) -> str:
    """Return `data` as text without invisible marks.

    UTF-8 with or without a byte order mark, UTF-16 with one, and the Windows code page 1252 are
    read; anything else is refused, because a guess would garble what patients read.
    """
    refuse_other_formats(data)
    text = _decoded(data)
    if _CONTROL.search(text):
        raise ImportRefused(
            _("this is not a text file (it has control characters); save the text as UTF-8")
        )
    if _WEB_PAGE.match(text):
        raise ImportRefused(
            _("this is a web page (HTML), not plain text; name the file .html and import it again")
        )
    text = clean(text)
    if not text.strip():
        raise ImportRefused(_("the file is empty"))
    return text


def decode_page(data: bytes) -> str:
    """Return the source of a web page: as it declares its encoding, else as text is read."""
    refuse_other_formats(data)
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    try:
        text = data.decode(declared) if declared else _decoded(data)
    except (LookupError, UnicodeError, ValueError):
        text = _decoded(data)
    text = clean(_CONTROL.sub(" ", text))
    if not text.strip():
        raise ImportRefused(_("the file is empty"))
    return text


def clean(text: str) -> str:
    """Return `text` composed (NFC) and without invisible marks."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def is_garbled(text: str) -> bool:
    """Say whether `text` shows the marks of an encoding that was read wrongly before."""
    return "\ufffd" in text or _GARBLED.search(text) is not None


def refuse_other_formats(data: bytes, *, besides: bytes | None = None) -> None:
    """Refuse files that begin as one of another kind does; `besides` is how this one begins."""
    for start, name in _NO_TEXT:
        if data.startswith(start) and start != besides:
            raise ImportRefused(
                _("this is a file of another kind (%(kind)s), whatever its name says")
                % {"kind": name}
            )


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16")
    if b"\x00" in data:
        raise ImportRefused(
            _("this is not a text file, or UTF-16 without a byte order mark; save it as UTF-8")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _windows_text(data, line=data.count(b"\n", 0, error.start) + 1)


def _windows_text(data: bytes, *, line: int) -> str:
    text = _strictly(data, "cp1252", line=line)
    foreign = sum(ord(char) > 127 and char.isalpha() for char in text)
    odd = sum(ord(char) > 127 and unicodedata.category(char) in {"So", "Sm", "Sk"} for char in text)
    letters = sum(char.isalpha() for char in text)
    if foreign + 3 * odd > _MAX_FOREIGN * letters or is_garbled(text):
        raise ImportRefused(_unknown_encoding(line))
    return text


def _strictly(data: bytes, encoding: str, *, line: int = 1) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(_unknown_encoding(line)) from error


def _unknown_encoding(line: int) -> str:
    return _(
        "the encoding is not known (first odd character in line %(line)d); save it as UTF-8"
    ) % {"line": line}
