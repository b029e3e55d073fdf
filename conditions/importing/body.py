"""From a document to the blocks of an article's body, and from the body back to its words."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from locations.markup import LINK_TYPE, phone_reference

from .document import (
    ArticleDocument,
    Block,
    Bullets,
    CallToAction,
    Paragraph,
    Picture,
    Points,
    Section,
    Span,
    Text,
    plain,
)
from .links import is_safe
from .spans import as_emphasised

BodyPart = tuple[str, Any]

# The blocks' own limits: a longer heading, or one with a live number, goes into the text.
_LONGEST_POINTS_HEADING = 160
_LONGEST_CALL_HEADING = 120
_LOWEST_HEADING = 3  # the editor offers h2 and h3

_PLAIN_PARTS = frozenset({"heading", "caption", "credit"})
_TAG = re.compile(r"<[^>]+>")
_LINE_TAG = re.compile(r"</?(?:p|li|ul|ol|h\d|br)\b[^>]*>")
_LIVE_PHONE = re.compile(rf'<a linktype="{LINK_TYPE}" id="(\d+)" role="(\w+)"></a>')


def body_of(document: ArticleDocument) -> list[BodyPart]:
    """Return the body of the article page: text and points in order, the call to action last.

    Only footnotes stand below it: who reads them comes back to the text.
    """
    parts = _parts("", document.intro)
    for section in document.sections:
        parts += _section_parts(section)
    if document.call_to_action:
        parts.append(_consultation(document.call_to_action))
    if document.footnotes:
        parts.append(("text", _footnotes(document.footnotes)))
    return parts


def remarks_on(document: ArticleDocument) -> list[str]:
    """Return what an editor still has to do in the body before it can be published."""
    empty = [
        _("point “%(heading)s” has no text; write one before you publish")
        % {"heading": plain(point.heading)}
        for block in document.blocks()
        if isinstance(block, Points)
        for point in block.points
        if not point.body
    ]
    return [*empty, *(_picture_remark(picture) for picture in document.pictures)]


def _picture_remark(picture: Picture) -> str:
    parts = [
        f"“{picture.caption or picture.alt}”" if picture.caption or picture.alt else "",
        picture.url,
        _("after “%(words)s…”") % {"words": picture.after} if picture.after else "",
    ]
    said = ", ".join(part for part in parts if part)
    return _("add the picture %(picture)s: pictures are not imported") % {"picture": said}


def body_texts(body: Any, number_of: Callable[[int, str], str]) -> Iterator[str]:
    """Every text in a body as Wagtail stores it, live numbers as `number_of` gives them.

    `body` is what ``StreamValue.get_prep_value()`` returns; `number_of` is a function of a
    location's id and a role.
    """
    if isinstance(body, str):
        yield _plain_text(body, number_of)
    elif isinstance(body, dict):
        for key, value in body.items():
            if key in _PLAIN_PARTS:
                yield str(value)  # no HTML: “<” is just a sign there
            elif key not in {"id", "type"}:
                yield from body_texts(value, number_of)
    elif isinstance(body, list):
        for value in body:
            yield from body_texts(value, number_of)


def live_text(text: Text) -> str:
    """Return `text` as it reads on the page, live numbers in their E.164 form."""
    return "".join(span.phone.e164 if span.phone else span.text for span in text)


def _plain_text(source: str, number_of: Callable[[int, str], str]) -> str:
    source = _LIVE_PHONE.sub(lambda match: number_of(int(match[1]), match[2]), source)
    return html.unescape(_TAG.sub("", _LINE_TAG.sub(" ", source)))


def _section_parts(section: Section) -> list[BodyPart]:
    blocks = section.blocks
    if _is_heading_of_points(section) and isinstance(blocks[0], Points):
        first = _points(blocks[0], heading=plain(section.heading))
        return [first, *_parts("", blocks[1:])]
    tag = f"h{min(section.level, _LOWEST_HEADING)}"
    return _parts(f"<{tag}>{_inline(section.heading)}</{tag}>", blocks)


def _is_heading_of_points(section: Section) -> bool:
    fits = section.level == 2 and _is_plain(section.heading, _LONGEST_POINTS_HEADING)
    return fits and bool(section.blocks)


def _parts(opening: str, blocks: tuple[Block, ...]) -> list[BodyPart]:
    """Return text blocks and points in order; `opening` is HTML that begins the first text."""
    parts: list[BodyPart] = []
    text = opening
    for block in blocks:
        if not isinstance(block, Points):
            text += _html(block)
            continue
        parts += [("text", text)] if text else []
        parts.append(_points(block))
        text = ""
    return [*parts, ("text", text)] if text else parts


def _points(block: Points, *, heading: str = "") -> BodyPart:
    points = [
        {"heading": plain(point.heading), "text": "".join(_html(part) for part in point.body)}
        for point in block.points
    ]
    return "points", {"heading": heading, "points": points}


def _consultation(call: CallToAction) -> BodyPart:
    value: dict[str, Any] = {"location": None, "show_form": False}
    text = "".join(_html(paragraph) for paragraph in call.paragraphs)
    if call.heading and _is_plain(call.heading, _LONGEST_CALL_HEADING):
        value["heading"] = plain(call.heading)
    elif call.heading:
        text = f"<p><b>{_inline(call.heading)}</b></p>{text}"
    return "consultation", {**value, "text": text}


def _is_plain(heading: Text, longest: int) -> bool:
    return len(plain(heading)) <= longest and not any(span.phone for span in heading)


def _html(part: Paragraph | Bullets) -> str:
    if isinstance(part, Bullets):
        return _list(part)
    # The editor has no quotations; what somebody else said is set in italics.
    text = as_emphasised(part.text) if part.quoted else part.text
    return f"<p>{_inline(text)}</p>"


def _footnotes(notes: tuple[Text, ...]) -> str:
    items = "".join(f"<li>{_inline(note)}</li>" for note in notes)
    heading = html.escape(_("Notes"))
    return f"<h2>{heading}</h2><ol>{items}</ol>"


def _list(bullets: Bullets) -> str:
    tag = "ol" if bullets.ordered else "ul"
    items = (
        f"<li>{_inline(item.text)}{_list(item.children) if item.children else ''}</li>"
        for item in bullets.items
    )
    return f"<{tag}>{''.join(items)}</{tag}>"


def _inline(text: Text) -> str:
    return "".join(_span(span) for span in text)


def _span(span: Span) -> str:
    """Return a span as rich text. A live number is a link, so it stands in no other one."""
    if span.phone:
        inner = phone_reference(span.phone.location_id, span.phone.role)
    else:
        inner = _linked(span, html.escape(span.text, quote=False).replace("\n", "<br/>"))
    inner = f"<i>{inner}</i>" if span.emphasis else inner
    return f"<b>{inner}</b>" if span.strong else inner


def _linked(span: Span, inner: str) -> str:
    if span.page_id is not None:
        return f'<a linktype="page" id="{span.page_id}">{inner}</a>'
    if is_safe(span.href):
        return f'<a href="{html.escape(span.href)}">{inner}</a>'
    return inner
