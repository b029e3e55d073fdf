"""The block editor: its marks are HTML comments around the HTML of each block.

The HTML stays and the marks go. Three kinds of blocks have words elsewhere: reusable blocks (in an
item of their own), blocks of plugins (in the settings inside the mark), and what WordPress makes
when a page is shown (nowhere in the file; that is reported).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .autop import address_link, autop

_MARK = re.compile(
    r"<!--\s*(?P<closes>/?)wp:(?P<name>[a-z][a-z0-9_/-]*)(?P<settings>\s+\{.*?\})?\s*(?P<empty>/?)-->",
    re.DOTALL,
)
_ORNAMENTAL = re.compile(r"<!--\s*/?(?:more|nextpage|noteaser)\b.*?-->", re.DOTALL)
# Text that the classic editor's rules apply to.
_CLASSIC = frozenset({"freeform", "core/freeform", "shortcode", "core/shortcode", "classic"})
_ALONE_ADDRESS = re.compile(r"(?<=>)\s*(https?://[^\s<>\"']+)\s*(?=</(?:div|figure)>)")
_DEEPEST = 5
_WORDY = re.compile(r"\w\W*\s\W*\w")
_NO_TEXT = re.compile(r"\s*(?:https?:|#|var\(|[\w-]+:[\w-]+;|\{|<svg|field_|[\d.]+(?:px|em|%))")


@dataclass(slots=True)
class Unblocked:
    """The HTML of a text without block marks, and what could not be had from it."""

    html: str
    made_by_wordpress: set[str] = field(default_factory=set)
    missing_blocks: set[int] = field(default_factory=set)
    from_settings: set[str] = field(default_factory=set)


Reusable = Callable[[int], str | None]


def has_blocks(text: str) -> bool:
    """Say whether `text` was written with the block editor."""
    return "<!-- wp:" in text or _MARK.search(text) is not None


def without_marks(text: str, reusable: Reusable, *, within: tuple[int, ...] = ()) -> Unblocked:
    """Return the HTML of `text`; `reusable` finds reusable blocks by their number."""
    found = Unblocked("")
    parts: list[str] = []
    open_blocks: list[str] = []
    end = 0
    for mark in _MARK.finditer(text):
        parts.append(_between(text[end : mark.start()], open_blocks))
        end = mark.end()
        name = mark["name"].removeprefix("core/")
        if mark["closes"]:
            _close(open_blocks, name)
        elif not mark["empty"]:
            open_blocks.append(name)
        else:
            parts.append(_empty(name, _settings(mark["settings"]), found, reusable, within))
    parts.append(_between(text[end:], open_blocks))
    found.html = "\n".join(part for part in parts if part.strip())
    return found


def _between(text: str, open_blocks: list[str]) -> str:
    if not text.strip():
        return ""
    text = without_ornaments(text)
    if not open_blocks or open_blocks[-1] in _CLASSIC:
        return autop(text)
    return _ALONE_ADDRESS.sub(lambda match: address_link(match[1]), text)


def reusable_numbers(text: str) -> list[int]:
    """Return the numbers of the reusable blocks that `text` shows."""
    return [int(number) for number in re.findall(r"<!-- wp:block \{\"ref\":(\d{1,18})", text)]


def without_ornaments(text: str) -> str:
    """Return `text` without the marks that cut it in pages."""
    return _ORNAMENTAL.sub("\n\n", text)


def _close(open_blocks: list[str], name: str) -> None:
    if name in open_blocks:
        while open_blocks.pop() != name:
            pass


def _settings(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _empty(
    name: str,
    settings: dict[str, Any],
    found: Unblocked,
    reusable: Reusable,
    within: tuple[int, ...],
) -> str:
    """Return what a block without HTML of its own would show."""
    if name == "block":
        return _reused(settings.get("ref"), found, reusable, within)
    texts = list(_texts(settings))
    if texts:
        found.from_settings.add(name)
    elif name not in {"footnotes", "spacer", "separator", "nextpage", "more"}:
        found.made_by_wordpress.add(name)
    return "".join(text if text.startswith("<") else f"<p>{text}</p>" for text in texts)


def _reused(ref: Any, found: Unblocked, reusable: Reusable, within: tuple[int, ...]) -> str:
    number = ref if isinstance(ref, int) else 0
    # A block that shows itself would never end.
    content = None if number in within or len(within) >= _DEEPEST else reusable(number)
    if content is None:
        found.missing_blocks.add(number)
        return ""
    inner = without_marks(content, reusable, within=(*within, number))
    found.made_by_wordpress |= inner.made_by_wordpress
    found.missing_blocks |= inner.missing_blocks
    found.from_settings |= inner.from_settings
    return inner.html


def _texts(value: Any, key: str = "") -> Iterator[str]:
    """Yield what reads like a text in the settings of a block; keys that begin with _ are names."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not name.startswith("_") and name not in {"className", "style", "anchor", "query"}:
                yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)
    elif isinstance(value, str) and _WORDY.search(value) and not _NO_TEXT.match(value):
        yield value.strip()
