"""The reader of Markdown: what static sites keep their articles in, and what people type."""

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from . import decoding, front_matter
from .document import ArticleDocument, LeftOut, Picture
from .html import fragment_text, read_fragment

_TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{/\*.*?\*/\}", re.DOTALL)
_FIGURE = re.compile(r"\{\{[<%]\s*figure\b(?P<attributes>.*?)[%>]\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?P<name>\w+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
# Marks of kramdown and its like: {: .button target="_blank"}, {#id}, {.class}.
_LAYOUT = re.compile(r"\{:[^{}\n]*\}|(?<=[ \t)\]])\{[#.][\w\s.#=\"'-]*\}[ \t]*$", re.MULTILINE)
_MODULE = re.compile(
    r"^(?:import\s+[^\n]+\s+from\s+['\"]|import\s+['\"]|export\s+(?:const|let|default|function|async)\b)[^\n]*$",
    re.M,
)
_CLOSE_HEADING = re.compile(r"^(#{2,6})(?=[^\s#])", re.MULTILINE)

# What the check for lost words passes over, because it is no word of the text.
_DESTINATION = re.compile(
    r"\]\(\s*(?:<[^<>\n]*>|(?:[^\s()]|\([^\s()]*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_REFERENCE = re.compile(r"^ {0,3}\[[^\]^][^\]]*\]:\s*\S+(?:\s+[\"'(][^\n]*[\"')])?[ \t]*$", re.M)
_REFERRED = re.compile(r"\]\[[^\]\n]*\]")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_PAIR = re.compile(r"(\*{1,3}|~~|`+)(?=\S)([^*`~\n]*?\S)\1")
_NUMBER = re.compile(r"^(\s*(?:>\s*)*)\d{1,9}[.)](?=\s)", re.MULTILINE)
_FENCE = re.compile(r"^\s*(?:```|~~~)[^\n]*$", re.MULTILINE)


def read(data: bytes, *, name: str = "") -> ArticleDocument:
    """Return the article in the bytes of a Markdown file; `name` is the last resort for a title."""
    text = decoding.decode(data)
    document = read_text(text, name=name)
    if decoding.is_garbled(text):
        document = document.warned(
            _("some letters look garbled (like â€™ or Ã©); compare the text with the original")
        )
    return document


def read_text(text: str, *, name: str = "") -> ArticleDocument:
    """Return the article in `text`, Markdown with or without lines above it that describe it."""
    about, body = front_matter.split(_one_break(text))
    body, outside = _without_templates(body)
    document = read_fragment(
        _to_html(body),
        title=about.title,
        name=name,
        byline=about.byline,
        dateline=about.dateline,
        left_out=(*_left_out(about.raw), *outside.left_out),
        warnings=(*about.warnings, *outside.warnings),
    )
    return replace(document, pictures=(*about.pictures, *outside.pictures, *document.pictures))


def source_text(data: bytes) -> str:
    """Return the words of the file: all of it but addresses, numbers of lists and tags."""
    text = _one_break(decoding.decode(data))
    for pattern, kept in (
        (_DESTINATION, "] "),
        (_REFERENCE, ""),
        (_REFERRED, "] "),
        (_NOTE, " "),
        (_FENCE, ""),
        (_NUMBER, r"\1"),
        (_PAIR, r"\2"),
    ):
        text = pattern.sub(kept, text)
    return fragment_text(text)


class _Parser(MarkdownIt):
    """Takes every link for one: ``links.checked`` drops the bad ones, and says so."""

    def validateLink(self, url: str) -> bool:
        return True


def _to_html(body: str) -> str:
    parser = _Parser("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # People indent text to make it look nice; programs are rare in articles of a clinic.
    parser.disable("code").use(footnote_plugin).use(deflist_plugin)
    return parser.render(_CLOSE_HEADING.sub(r"\1 ", body))


def _one_break(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _left_out(raw: str) -> list[LeftOut]:
    return [LeftOut(raw, _("what stood above the text about the page"))] if raw else []


@dataclass(slots=True)
class _Outside:
    """What the old site's templates put into a text."""

    left_out: list[LeftOut] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def _without_templates(body: str) -> tuple[str, _Outside]:
    """Return the text without the old site's template language, and what that said."""
    found = _Outside()

    def figure(match: re.Match[str]) -> str:
        parts = {
            one["name"]: one["double"] or one["single"] or ""
            for one in _ATTRIBUTE.finditer(match["attributes"])
        }
        caption = parts.get("caption", parts.get("title", ""))
        found.pictures.append(Picture(parts.get("src", ""), parts.get("alt", ""), caption))
        found.left_out.append(LeftOut(match[0], _("a picture of the old site")))
        return ""

    def template(match: re.Match[str]) -> str:
        said = _("a part of the old site's template: %(code)s")
        found.warnings.append(said % {"code": " ".join(match[0].split())[:80]})
        found.left_out.append(LeftOut(match[0], _("a part of the old site's template")))
        return ""

    def layout(match: re.Match[str]) -> str:
        found.left_out.append(LeftOut(match[0], _("a mark of the old site's layout")))
        return " " if match.string[match.end() : match.end() + 1].isalnum() else ""

    body = _FIGURE.sub(figure, body)
    body = _TEMPLATE.sub(template, body)
    body = _LAYOUT.sub(layout, body)
    return _MODULE.sub(layout, body), found
