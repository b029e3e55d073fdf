"""From the elements of a page to parts: headings, paragraphs, lists, pictures."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bs4.element import PageElement, Tag
from django.utils.translation import gettext as _

from .document import Bullets, LeftOut, Paragraph, Picture, Span, Text, plain
from .headlines import end_of_capitals
from .html_entries import (
    LONG_ENTRY,
    defined,
    is_all,
    items_of,
    lays_out,
    made_strong,
    numbers_of,
    word_count,
)
from .html_images import is_dot, is_embedded, source_of
from .html_inline import marked_by
from .html_tables import is_layout, rows_of, table_parts
from .html_tree import BLOCKS, UNSEEN, attribute, count_words, is_text, runs_in, tokens, words_in
from .parts import Heading, Numbered, Part, Rule, entry, flat
from .spans import as_strong, cut, joined, split_at, strip, tidy

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_MOST_HEADING_WORDS = 30
_FIELDS = frozenset({"form", "select", "textarea", "option", "input", "search"})
_EMBEDDED = frozenset({"iframe", "video", "audio", "embed", "object"})
_LONG_DEFINITION = 25


@dataclass(slots=True)
class Parts:
    """What was found in reading order, and what stands outside the order."""

    parts: list[Part] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def parts_of(root: Tag) -> Parts:
    """Return the parts of everything in `root`."""
    reader = _Reader(Parts())
    reader.children(root, Span(""))
    reader.flush()
    return reader.found


class _Reader:
    """Walks through elements. Inline text is collected until a block ends it."""

    def __init__(self, found: Parts) -> None:
        self.found = found
        self._run: list[Span] = []
        self._quoted = False
        self._blocks: dict[str, Callable[[Tag, Span], None]] = {
            **{f"h{level}": self._heading for level in range(1, 7)},
            "hr": self._rule,
            "ul": self._list,
            "menu": self._list,
            "ol": self._list,
            "dl": self._definitions,
            "table": self._table,
            "blockquote": self._quote,
            "pre": self._verbatim,
            "figure": self._figure,
            "img": self._image,
            "image": self._image,  # components of Astro and Next write it so
            "summary": self._label,
            "caption": self._label,
            "legend": self._label,
            "button": self._button,
        }

    def children(self, node: Tag, marks: Span) -> None:
        for child in node.children:
            self._node(child, marks)

    def flush(self) -> None:
        """End the paragraph that is open."""
        text, self._run = tidy(self._run), []
        for piece in split_at(text, _PARAGRAPH_BREAK):
            self.found.parts.append(Paragraph(piece, self._quoted))

    def _node(self, node: PageElement, marks: Span) -> None:
        if isinstance(node, Tag):
            self._tag(node, marks)
        elif is_text(node):
            self._run.append(replace(marks, text=re.sub(r"\s", _space, str(node))))

    def _tag(self, tag: Tag, marks: Span) -> None:
        if tag.name in _EMBEDDED:
            self._embedded(tag)
        if tag.name in UNSEEN:
            return
        if tag.name == "br":
            self._run.append(Span("\n"))
        elif tag.name in _FIELDS and not (tag.name == "form" and count_words(tag) > LONG_ENTRY):
            self._left_out(tag, _("a form of the page"))
        elif tag.name in self._blocks:
            self.flush()
            self._blocks[tag.name](tag, marks)
        elif tag.name in BLOCKS:
            self.flush()
            self.children(tag, marked_by(tag, marks))
            self.flush()
        elif tag.name == "sup" and _is_note(tag):
            self._run.append(Span(f" [{words_in(tag)}]"))
        else:
            self.children(tag, marked_by(tag, marks))

    def _heading(self, tag: Tag, marks: Span) -> None:
        self._pictures_in(tag)
        text = self._inline(tag, marks)
        if len(plain(text).split()) > _MOST_HEADING_WORDS:
            self._run_on(text, int(tag.name[1]))
        elif re.search(r"\w", plain(text)):
            self.found.parts.append(Heading(text, int(tag.name[1])))
        elif text:
            self.found.parts.append(Paragraph(text))

    def _run_on(self, text: Text, level: int) -> None:
        """A whole paragraph that is marked as a heading is a paragraph, or a heading and one."""
        end = end_of_capitals(plain(text))
        if end:
            self.found.parts.append(Heading(strip(cut(text, 0, end)), level))
        self.found.parts.append(Paragraph(strip(cut(text, end))))
        self.found.warnings.append(
            _("“%(start)s…” is marked as a heading, but is a text; see whether it is right now")
            % {"start": plain(text)[:40]}
        )

    def _rule(self, tag: Tag, marks: Span) -> None:
        self.found.parts.append(Rule())
        self.children(tag, marks)  # an <hr> has no content, unless somebody wrote one

    def _list(self, tag: Tag, marks: Span) -> None:
        """A list, or the entries one after another when it only lays out a page."""
        entries = [self._inside(item, marked_by(item, marks)) for item in items_of(tag)]
        if tag.name == "ol":
            numbers = numbers_of(tag, len(entries))
            for number, parts in zip(numbers, entries, strict=True):
                self._numbered(number, parts)
        elif any(lays_out(parts) for parts in entries):
            self.found.parts += [part for parts in entries for part in parts]
        elif items := [entry(parts) for parts in entries if parts]:
            self.found.parts.append(Bullets(tuple(items)))

    def _numbered(self, number: int, parts: list[Part]) -> None:
        if any(isinstance(part, Rule) for part in parts):
            parts = [part for part in parts if not isinstance(part, Rule)]
        if not parts:
            return
        first, *rest = parts
        text = first.text if isinstance(first, Paragraph | Heading) else ()
        body = flat(rest if text else parts)
        level = first.level if isinstance(first, Heading) else 0
        self.found.parts.append(Numbered(f"{number}.", number, text, tuple(body), level))

    def _inside(self, tag: Tag, marks: Span) -> list[Part]:
        """Return the parts of one element; pictures and warnings go where all go."""
        outer, self.found.parts = self.found.parts, []
        self.children(tag, marks)
        self.flush()
        inner, self.found.parts = self.found.parts, outer
        return inner

    def _inline(self, tag: Tag, marks: Span) -> Text:
        """Return all text in `tag` as one run, whatever elements it is in."""
        inner = marked_by(tag, marks)
        runs = (
            tidy(
                replace(_marks_of(node, tag, inner), text=re.sub(r"\s", _space, node))
                for node in run
            )
            for run in runs_in(tag)
        )
        return tidy(joined([run for run in runs if run], " "))

    def _definitions(self, tag: Tag, marks: Span) -> None:
        """Terms with short definitions are a list; with long ones each is a text of its own."""
        pairs = [one for one in tag.find_all(["dt", "dd"]) if one.find_parent("dl") is tag]
        if not is_all(tag, pairs):
            self._loose(tag, marks)
            return
        groups = [(one.name, self._inside(one, marked_by(one, marks))) for one in pairs]
        if any(name == "dd" and word_count(parts) > _LONG_DEFINITION for name, parts in groups):
            for name, parts in groups:
                self.found.parts += [made_strong(part) for part in parts] if name == "dt" else parts
        elif items := tuple(defined(groups)):
            self.found.parts.append(Bullets(items))

    def _table(self, tag: Tag, marks: Span) -> None:
        rows = rows_of(tag)
        captions = tag.find_all("caption")
        cells = [cell for row in rows for cell in row]
        if is_layout(tag) or not is_all(tag, [*captions, *cells]):
            self._loose(tag, marks)
            return
        for caption in captions:
            self.found.parts += [made_strong(part) for part in self._inside(caption, marks)]
        for cell in cells:
            self._pictures_in(cell)
        texts = [[(cell.name == "th", self._inline(cell, marks)) for cell in row] for row in rows]
        if parts := table_parts(texts):
            self.found.parts += parts
            said = _("a table became a list (“%(start)s…”): see that it reads well")
            self.found.warnings.append(said % {"start": words_in(tag)[:40]})

    def _loose(self, tag: Tag, marks: Span) -> None:
        """Read what is in `tag` one after the other, as if it were around nothing."""
        self.children(tag, marks)
        self.flush()

    def _quote(self, tag: Tag, marks: Span) -> None:
        outer, self._quoted = self._quoted, True
        self.children(tag, marks)
        self.flush()
        self._quoted = outer

    def _verbatim(self, tag: Tag, marks: Span) -> None:
        if tag.find([*BLOCKS, *UNSEEN, "sup"]):
            self._loose(tag, marks)
            return
        lines = [(Span(" ".join(line.split())),) for line in tag.get_text().splitlines()]
        text = joined([line for line in lines if plain(line)], "\n")
        if text:
            self.found.parts.append(Paragraph(text, self._quoted))

    def _figure(self, tag: Tag, marks: Span) -> None:
        before = len(self.found.pictures)
        caption = tag.find("figcaption")
        if isinstance(caption, Tag):
            caption.extract()
        self.children(tag, marks)
        self.flush()
        if not isinstance(caption, Tag):
            return
        words = words_in(caption)
        if len(self.found.pictures) > before and words:
            last = self.found.pictures[-1]
            said = f"{last.caption}\n{words}".strip()
            self.found.pictures[-1] = replace(last, caption=said)
            self._pictures_in(caption)
        else:  # the caption of a table, a quotation or a video
            self.children(caption, marks)
            self.flush()

    def _image(self, tag: Tag, marks: Span) -> None:
        """Record a picture with the words that it follows. The dots of trackers are none."""
        alt = " ".join(attribute(tag, "alt").split())
        url = source_of(tag)
        if is_dot(tag) or not (url or alt or is_embedded(tag)):
            return
        picture = Picture(url, alt, after=self._last_words())
        if not url or all((known.url, known.alt) != (url, alt) for known in self.found.pictures):
            self.found.pictures.append(picture)

    def _pictures_in(self, tag: Tag) -> None:
        for image in tag.find_all("img"):
            self._image(image, Span(""))

    def _last_words(self) -> str:
        for part in reversed(self.found.parts):
            if isinstance(part, Heading | Paragraph | Numbered):
                return plain(part.text)[:60]
        return ""

    def _label(self, tag: Tag, marks: Span) -> None:
        """What stands over something that opens reads as a heading of it."""
        text = self._inline(tag, marks)
        if text:
            self.found.parts.append(Paragraph(as_strong(text), self._quoted))

    def _button(self, tag: Tag, marks: Span) -> None:
        if _opens_something(tag):
            self._label(tag, marks)
        else:
            self._left_out(tag, _("a button of the page"))

    def _embedded(self, tag: Tag) -> None:
        source = attribute(tag, "src") or attribute(tag, "data")
        if source:
            self.found.warnings.append(
                _("a video, map or other frame was left out: %(url)s") % {"url": source[:120]}
            )

    def _left_out(self, tag: Tag, reason: str) -> None:
        words = words_in(tag)
        self._run.append(Span(" "))
        if words:
            self.found.left_out.append(LeftOut(words, reason))


def _space(match: re.Match[str]) -> str:
    """White space of the source, non-breaking spaces kept apart."""
    return match[0] if match[0] in "\u00a0\u202f" else " "


def _parents(node: PageElement, top: Tag) -> list[Tag]:
    found = []
    for parent in node.parents:
        if parent is top:
            break
        found.append(parent)
    return found


def _marks_of(node: PageElement, top: Tag, marks: Span) -> Span:
    for parent in reversed(_parents(node, top)):
        marks = marked_by(parent, marks)
    return marks


def _is_note(tag: Tag) -> bool:
    """Say whether a raised number leads to a footnote and has no brackets of its own."""
    link = tag.find("a")
    return isinstance(link, Tag) and words_in(tag).isdigit()


def _opens_something(tag: Tag) -> bool:
    if tag.has_attr("aria-expanded") or tag.has_attr("aria-controls"):
        return len(words_in(tag).split()) > 1
    return any(re.search(r"accordion|toggle|faq|collapse", name) for name in tokens(tag)) and (
        len(words_in(tag).split()) > 1
    )
