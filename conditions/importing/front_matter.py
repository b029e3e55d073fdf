"""What stands above the text of a Markdown file: YAML, TOML or JSON between marks.

Jekyll, Hugo and Astro name the same things differently; none of them is known by name here.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import yaml
from django.utils.translation import gettext as _

from .document import Byline, Dateline, Picture
from .signatures import parse_byline, parse_dateline

_YAML = re.compile(r"\s*---[ \t]*\n(?P<head>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.M)
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(?P<head>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.M)
_JSON = re.compile(r"\s*(?P<head>\{\n.*?^\})[ \t]*(?:\n|\Z)", re.DOTALL | re.M)
_ENTRY = re.compile(r"(?P<key>[A-Za-z][\w-]*)[ \t]*[:=][ \t]*(?P<value>.*)")
_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?=$|[T ])")
# More than this is no description of a page, and nesting without end is an attack.
_LONGEST = 50_000

_TITLE = ("title", "headline", "name")
_DATE = (
    "date",
    "pubdate",
    "publishdate",
    "publisheddate",
    "published",
    "pubdatetime",
    "publishedat",
    "datepublished",
    "createdat",
    "created",
)
_AUTHOR = ("author", "authors", "writer", "byline")
_PICTURE = (
    "image",
    "coverimage",
    "cover",
    "heroimage",
    "hero",
    "featuredimage",
    "thumbnail",
    "thumb",
    "banner",
    "ogimage",
)


@dataclass(slots=True)
class FrontMatter:
    """What a file says above its text; `raw` are the words as they stood there."""

    raw: str = ""
    title: str = ""
    byline: Byline | None = None
    dateline: Dateline | None = None
    pictures: list[Picture] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def split(text: str) -> tuple[FrontMatter, str]:
    """Return what stands above the text of a file, and the text."""
    for pattern, load in ((_YAML, _yaml), (_TOML, tomllib.loads), (_JSON, json.loads)):
        match = pattern.match(text)
        if not match or len(match["head"]) > _LONGEST:
            continue
        values, is_whole = _loaded(match["head"], load)
        if not values and match["head"].strip():
            continue  # two rules with text between them
        found = FrontMatter(raw=match["head"].strip())
        if not is_whole:
            found.warnings.append(
                _("the lines above the text are not quite valid; compare title, author and date")
            )
        _read(values, found)
        return found, text[match.end() :]
    return FrontMatter(), text


def _yaml(head: str) -> Any:
    return yaml.safe_load(head)


def _loaded(head: str, load: Any) -> tuple[dict[str, Any], bool]:
    """Return the values; line by line when the whole cannot be understood."""
    try:
        values = load(head)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        values = None
    if isinstance(values, dict):
        return {_key(key): value for key, value in values.items()}, True
    lines = (_ENTRY.fullmatch(line.rstrip()) for line in head.splitlines())
    found = {_key(line["key"]): line["value"].strip(" \t'\"") for line in lines if line}
    return found, False


def _key(key: Any) -> str:
    return re.sub(r"[\W_]", "", str(key)).casefold() if isinstance(key, str) else ""


def _read(values: dict[str, Any], found: FrontMatter) -> None:
    found.title = next(
        (" ".join(str(values[key]).split()) for key in _TITLE if _is_plain(values.get(key))), ""
    )
    found.dateline = _date(values, found)
    found.byline = _author(values, found)
    for key in _PICTURE:
        found.pictures += _pictures(values.get(key))
    params = values.get("params") or values.get("extra")  # where Hugo and Zola keep the rest
    if isinstance(params, dict) and not found.byline:
        found.byline = _author({_key(key): value for key, value in params.items()}, found)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and str(value).strip() != ""


def _date(values: dict[str, Any], found: FrontMatter) -> Dateline | None:
    for key in _DATE:
        value = values.get(key)
        if isinstance(value, datetime | date):
            return Dateline(date(value.year, value.month, value.day), str(value))
        if not isinstance(value, str) or not value.strip():
            continue
        match = _ISO.match(value.strip())
        dateline = parse_dateline(match[0] if match else value.strip())
        if dateline:
            return Dateline(dateline.date, value)
        found.warnings.append(
            _("the date “%(date)s” was not read: it can be understood in more than one way")
            % {"date": value.strip()[:40]}
        )
    return None


def _author(values: dict[str, Any], found: FrontMatter) -> Byline | None:
    """Return the first author whose value is a name; a short name of the old site is none."""
    names = [name for key in _AUTHOR for name in _names(values.get(key))]
    bylines = [byline for name in names if (byline := parse_byline(f"By {name}"))]
    for name in names[1:] if bylines else names:
        said = (
            _("the file names a second author, “%(name)s”")
            if bylines
            else _("the file names “%(name)s” as its author, which is not the name of a person")
        )
        found.warnings.append(said % {"name": name[:60]})
    if not bylines:
        return None
    return Byline(bylines[0].name, bylines[0].credentials, bylines[0].raw.removeprefix("By "))


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield " ".join(value.split())
    elif isinstance(value, list):
        for inner in value[:20]:
            if isinstance(inner, str | dict):
                yield from _names(inner)
    elif isinstance(value, dict):
        yield from _names(next((v for k, v in value.items() if _key(k) in {"name", "title"}), None))


def _pictures(value: Any) -> Iterator[Picture]:
    """Yield the picture that a value names: its address, or its parts."""
    if isinstance(value, str) and re.search(r"[./]", value):
        yield Picture(value.strip()[:2000])
    elif isinstance(value, dict):
        parts = {_key(key): inner for key, inner in value.items() if isinstance(inner, str)}
        url = next((parts[key] for key in ("src", "url", "image", "path") if key in parts), "")
        if url:
            yield Picture(url[:2000], parts.get("alt", ""), parts.get("caption", ""))
