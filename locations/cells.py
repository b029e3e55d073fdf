"""What is written into a cell, so that a spreadsheet shows it and does nothing else. Pure.

A spreadsheet takes text that begins with =, +, - or @ for a formula, full-width forms included. In
CSV an apostrophe before it makes it text; in XLSX a cell says itself that it is text. The same
holds after a semicolon or a tab, where a program set to another separator begins a new cell.
`undefused` takes exactly those apostrophes away again.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA = rf"'*[^\S\t;]*[{_SIGNS}]"
_AT_START, _AFTER_SEPARATOR = rf"(?:'*[\t\r\n]|{_FORMULA})", rf"(?<=[;\t])(?={_FORMULA})"
_TO_DEFUSE = re.compile(rf"^(?={_AT_START})|{_AFTER_SEPARATOR}")
_DEFUSED = re.compile(rf"^'(?={_AT_START})|(?<=[;\t])'(?={_FORMULA})")

# A telephone number with its country code: nothing can be computed from it, and with an apostrophe
# neither a telephone nor another program could read it.
_PHONE = re.compile(r"\+[0-9][0-9 ]*")

# What XML cannot hold, as a file or as text.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ as a character: the underscore in front is written as one.
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
EXCEL_CELL_LIMIT = 32_767  # characters; a file with a longer cell is called damaged


def defused(text: str) -> str:
    """Return `text` for a CSV file: what could be a formula gets an apostrophe in front."""
    if _PHONE.fullmatch(text):
        return text
    return _TO_DEFUSE.sub("'", text)


def undefused(text: str) -> str:
    """Return what `defused` was given."""
    return _DEFUSED.sub("", text)


def as_xml(text: str) -> str:
    """Return `text` for a cell of an XLSX file, without what would make the file unreadable."""
    text = plain(text)
    if len(text) > EXCEL_CELL_LIMIT:
        text = text[: EXCEL_CELL_LIMIT - 1] + "…"
    text = _EXCEL_ESCAPE.sub("_x005F_", text).replace("\r", "")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """Return `text` for a program that writes XLSX itself, without what XML cannot hold."""
    return _NO_XML.sub("", text)


def when(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a time as the clock in `zone` shows it, with its offset; "" for none."""
    if moment is None:
        return ""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")
