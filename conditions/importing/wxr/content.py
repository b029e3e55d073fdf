"""From what WordPress keeps of a post to clean HTML, whichever editor it was written with."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..words import lost_words, words_of
from .autop import autop
from .blocks import has_blocks, without_marks, without_ornaments
from .elementor import elementor_html
from .items import ELEMENTOR_DATA, FOOTNOTES, THUMBNAIL, Picture, WxrItem
from .shortcode_html import RAW, ShortcodeHtml, figure
from .shortcodes import Shortcode, replaced

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OPEN_COMMENT = re.compile(r"<!--(?!.*?-->)", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


class Library(Protocol):
    """What else is in the file that a post may show."""

    def picture(self, picture_id: int) -> Picture | None: ...

    def pictures_of(self, item_id: int) -> list[Picture]: ...

    def reusable(self, block_id: int) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a post as HTML; `brackets` are the shortcodes that were taken out, as typed."""

    html: str
    brackets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def content_of(item: WxrItem, library: Library) -> Content:
    """Return all of the text of `item`, with its pictures in their places."""
    main = _converted(item.content, item, library)
    html, remarks = _with_builder(item, main.html)
    html += _footnotes(item.meta.get(FOOTNOTES, ""))
    top, missing = _thumbnail(item, library)
    return Content(top + html, main.brackets, (*main.remarks, *remarks, *missing))


def without_comments(text: str) -> str:
    """Return `text` without what XML comments hide; one that never ends hides nothing here."""
    return _OPEN_COMMENT.sub("", _COMMENT.sub("\n\n", text))


def _converted(text: str, item: WxrItem, library: Library) -> Content:
    render = ShortcodeHtml(library.picture, lambda: library.pictures_of(item.id))
    taken = replaced(_OPEN_COMMENT.sub("", text), render)
    brackets = [*taken.brackets, *(code.content for code in taken.found if code.name in RAW)]
    remarks = list(_shortcode_remarks(taken.found))
    if render.missing_pictures:
        remarks.append(
            ngettext(
                "%d picture of a gallery is not in the file",
                "%d pictures of a gallery are not in the file",
                render.missing_pictures,
            )
            % render.missing_pictures
        )
    if not has_blocks(taken.text):
        html = autop(without_ornaments(taken.text))
        return Content(html, tuple(brackets), tuple(remarks))
    found = without_marks(taken.text, library.reusable)
    remarks += _block_remarks(found.made_by_wordpress, found.missing_blocks, found.from_settings)
    return Content(found.html, tuple(brackets), tuple(remarks))


def _shortcode_remarks(found: list[Shortcode]) -> Iterable[str]:
    unknown = sorted({f"[{code.name}]" for code in found if not _is_expected(code)})
    if any(code.is_of_builder for code in found):
        yield _("made with a page builder: look at the order of the texts")
    if unknown:
        yield _("look at what these showed on the old site: %(names)s") % {
            "names": ", ".join(unknown)
        }


def _is_expected(code: Shortcode) -> bool:
    return code.is_known or code.is_of_builder


def _block_remarks(made: set[str], missing: set[int], settings: set[str]) -> Iterable[str]:
    if made:
        yield _("not in the file, because WordPress made it when the page was shown: %(names)s") % {
            "names": ", ".join(sorted(made))
        }
    if missing:
        numbers = ", ".join(map(str, sorted(missing)))
        yield _("a reusable block is not in the file: %(numbers)s") % {"numbers": numbers}
    if settings:
        yield _("texts were found in the settings of these blocks: %(names)s") % {
            "names": ", ".join(sorted(settings))
        }


def _with_builder(item: WxrItem, html: str) -> tuple[str, list[str]]:
    """Take the texts of Elementor, which keeps a copy in the post, or a part, or nothing."""
    data = item.meta.get(ELEMENTOR_DATA, "").strip()
    if data in {"", "[]"}:
        return html, []
    built = elementor_html(data)
    if built is None:
        return html, [_("the page was made with Elementor, whose texts cannot be read")]
    here, there = words_of([bare(html)]), words_of([bare(built)])
    remark = _("made with Elementor: look at the order of the texts")
    if not lost_words(here, there):
        return built, [remark]
    if not lost_words(there, here):
        return html, [remark]
    both = _("Elementor and WordPress have different texts of this page; delete one of them")
    return f"{built}\n<hr>\n{html}", [remark, both]


def bare(html: str) -> str:
    """Return `html` without its tags."""
    return _MARKUP.sub(" ", html)


def _footnotes(data: str) -> str:
    """Return the notes of the block editor, which are beside the post, as a list below it."""
    try:
        notes = json.loads(data or "[]")
    except ValueError:
        return ""
    texts = [str(note.get("content", "")) for note in notes if isinstance(note, dict)]
    return f"\n<ol>{''.join(f'<li>{text}</li>' for text in texts)}</ol>" if texts else ""


def _thumbnail(item: WxrItem, library: Library) -> tuple[str, list[str]]:
    number = item.meta.get(THUMBNAIL, "").strip()
    if not number.isdecimal():
        return "", []
    picture = library.picture(int(number[:18]))
    if picture is None:
        return "", [_("the picture at the top is not in the file")]
    return figure(picture) + "\n", []
