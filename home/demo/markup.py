"""How the demo's texts are written down, and how they become Wagtail's rich text.

Paragraphs are separated by empty lines, ``## `` starts a heading, ``- `` an item of a list,
``**bold**`` is bold, ``[words](key)`` links to a page of the demo, ``[^key]`` refers
to a source, ``{st-paul}`` shows the phone number of a location and ``{st-paul text}`` the one of
another role.
"""

import html
import re
from collections.abc import Callable
from typing import Any

from conditions.citing import citation_reference
from locations.references import phone_reference

LINK = re.compile(r"\[([^\]]+)\]\(([a-z0-9-]+)\)")
SOURCE = re.compile(r"\[(\^[a-z0-9-]+)\]")
PHONE = re.compile(r"\{([a-z-]+)(?: ([a-z_]+))?\}")
BOLD = re.compile(r"\*\*(.+?)\*\*")


class Rich(str):
    """Running text in this markup."""


class PageKey(str):
    """A page of the demo, by its key."""


class PictureKey(str):
    """A picture of the demo, by its key."""


Block = tuple[str, Any]


def text(source: str) -> Block:
    """Running text with headings, lists and links."""
    return "text", Rich(source)


def points(heading: str, *items: tuple[str, str]) -> Block:
    """Numbered points: each a heading and a text."""
    listed = [{"heading": title, "text": Rich(source)} for title, source in items]
    return "points", {"heading": heading, "points": listed}


def picture(key: str, *, caption: str = "") -> Block:
    """A picture in the text, credited to the demo."""
    return "image", {
        "image": PictureKey(key),
        "caption": caption,
        "credit": "Illustration: Twin Rivers Acupuncture",
    }


def note(heading: str, source: str) -> Block:
    """A callout: good to know."""
    return "callout", {"kind": "note", "heading": heading, "text": Rich(source)}


def caution(heading: str, source: str) -> Block:
    """A callout: take care."""
    return "callout", {"kind": "caution", "heading": heading, "text": Rich(source)}


def urgent(source: str, heading: str = "When to get help right away") -> Block:
    """A callout: red flags, and where to turn."""
    return "callout", {"kind": "urgent", "heading": heading, "text": Rich(source)}


def card(urgency: str, source: str, *, heading: str = "") -> Block:
    """Warning signs of one urgency: emergency, urgent or non_urgent."""
    return "card", {"urgency": urgency, "heading": heading, "text": Rich(source)}


def finding(
    statement: str, effect: str, certainty: str, source: str, *, treatment: str = ""
) -> Block:
    """What studies found, and how sure that is; of a treatment of the demo, by its key."""
    return "finding", {
        "statement": statement,
        "treatment": PageKey(treatment) if treatment else None,
        "effect": effect,
        "certainty": certainty,
        "text": Rich(source),
    }


def question(words: str, answer: str) -> Block:
    """A question that people ask, and the answer."""
    return "question", {"question": words, "answer": Rich(answer)}


def phone(location: str, role: str = "main") -> Block:
    """A location's number, large."""
    return "phone", {"location": PageKey(location), "role": role}


def consultation(heading: str, source: str, *, location: str = "", form: bool = False) -> Block:
    """The call to action."""
    return "consultation", {
        "heading": heading,
        "text": Rich(source),
        "location": PageKey(location) if location else None,
        "show_form": form,
    }


def resolve(value: Any, *, page_id: Callable[[str], int], picture_id: Callable[[str], int]) -> Any:
    """Return `value` with keys as primary keys and texts as rich text, however deep they are."""

    def resolved(part: Any) -> Any:
        if isinstance(part, Rich):
            return to_html(part, page_id=page_id)
        if isinstance(part, PageKey):
            return page_id(part)
        if isinstance(part, PictureKey):
            return picture_id(part)
        if isinstance(part, dict):
            return {key: resolved(item) for key, item in part.items()}
        return [resolved(item) for item in part] if isinstance(part, list | tuple) else part

    return resolved(value)


def to_html(source: str, *, page_id: Callable[[str], int]) -> str:
    """Return a text as Wagtail stores it: with links by primary key."""
    chunks = (chunk.strip() for chunk in re.split(r"\n\s*\n", source.strip()))
    return "".join(_chunk_html(chunk, page_id) for chunk in chunks)


def _chunk_html(chunk: str, page_id: Callable[[str], int]) -> str:
    if chunk.startswith("## "):
        return f"<h2>{_inline(chunk[3:], page_id)}</h2>"
    if chunk.startswith("- "):
        items = re.split(r"\n\s*- ", chunk[2:])
        return f"<ul>{''.join(f'<li>{_inline(item, page_id)}</li>' for item in items)}</ul>"
    return f"<p>{_inline(chunk, page_id)}</p>"


def _inline(source: str, page_id: Callable[[str], int]) -> str:
    words = html.escape(" ".join(source.split()), quote=False)
    words = BOLD.sub(r"<b>\1</b>", words)
    words = SOURCE.sub(lambda m: citation_reference(page_id(m[1])), words)
    words = LINK.sub(lambda m: f'<a linktype="page" id="{page_id(m[2])}">{m[1]}</a>', words)
    return PHONE.sub(lambda m: phone_reference(page_id(m[1]), role=m[2] or "main"), words)
