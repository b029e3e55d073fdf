"""The reader of Word files: mammoth makes HTML of them, which is read as HTML is."""

from typing import Any
from xml.etree.ElementTree import Element

import mammoth
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import decoding, docx_package
from .document import ArticleDocument, ImportRefused, LeftOut
from .html import read_fragment

# Most of a Word file are its pictures, which are not opened.
MAX_BYTES = 30_000_000

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""


def read(data: bytes, *, name: str = "") -> ArticleDocument:
    """Return the article in the bytes of a Word file; `name` is the last resort for a title."""
    decoding.refuse_other_formats(data, besides=b"PK\x03\x04")
    parts = docx_package.parts_of(data)
    return read_fragment(
        decoding.clean(_html(data)),
        name=name,
        left_out=tuple(_left_out(parts)),
        warnings=tuple(_warnings(parts)),
    )


def source_text(data: bytes) -> str:
    """Return the words of the text and its notes, straight from the XML."""
    return decoding.clean(docx_package.words_of(docx_package.parts_of(data)))


def _html(data: bytes) -> str:
    try:
        result = mammoth.convert_to_html(
            docx_package.checked_only(data),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(_picture),
        )
    except Exception as error:
        # The file is somebody else's, and its faults show as any exception of the library.
        raise ImportRefused(_("this is not a whole Word file (.docx)")) from error
    return result.value


def _picture(image: Any) -> dict[str, str]:
    """A picture is recorded with its alternative text; it is not even opened."""
    return {"src": "", "data-embedded": "yes"}


def _left_out(parts: dict[str, Element]) -> list[LeftOut]:
    headers = docx_package.named(parts, "word/header", "word/footer")
    comments = docx_package.named(parts, "word/comments.")
    found = [
        *((docx_package.text_in(part), _("at the head or foot of every page")) for part in headers),
        *((docx_package.text_in(part), _("a comment beside the text")) for part in comments),
        (docx_package.deleted_in(parts), _("deleted with “track changes”")),
        (docx_package.equations_in(parts), _("an equation")),
    ]
    return [LeftOut(text, reason) for text, reason in found if text]


def _warnings(parts: dict[str, Element]) -> list[str]:
    changes = docx_package.names_in(parts, "ins", "del", "moveTo")
    if not changes:
        return []
    return [
        ngettext(
            "%d change is not accepted yet: read as if it were; compare with the file",
            "%d changes are not accepted yet: read as if they were; compare with the file",
            changes,
        )
        % changes
    ]
