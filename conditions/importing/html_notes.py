"""Footnotes: the notes at the end that numbers in the text lead to."""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from .document import Span, Text
from .html_inline import marked_by
from .html_tree import attribute, runs_in, words_in
from .spans import joined, tidy

_BACK = re.compile(r"[\s\W\d]*|back to (?:top|text|content)|return to text", re.IGNORECASE)


def take_notes(soup: BeautifulSoup) -> tuple[Text, ...]:
    """Take the notes out of the tree and return their texts in order.

    A note is an entry of a list that a link in the text leads to and that has a link back.
    """
    targets = {
        attribute(link, "href").removeprefix("#")
        for link in soup.find_all("a")
        if attribute(link, "href").startswith("#")
    }
    notes = [item for item in soup.find_all("li") if _is_note(item, targets)]
    texts = [_text(note) for note in notes]
    for note in notes:
        _remove(note)
    return tuple(text for text in texts if text)


def _is_note(item: Tag, targets: set[str]) -> bool:
    return attribute(item, "id") in targets and any(_leads_back(a) for a in item.find_all("a"))


def _leads_back(link: Tag) -> bool:
    href = attribute(link, "href")
    return href.startswith("#") and _BACK.fullmatch(words_in(link)) is not None


def _text(note: Tag) -> Text:
    for link in note.find_all("a"):
        if _leads_back(link):
            link.decompose()
    lines = (tidy(_span(node, note) for node in run) for run in runs_in(note))
    return joined([line for line in lines if line], "\n")


def _span(node: NavigableString, note: Tag) -> Span:
    marks = Span(node.replace("\n", " "))
    for parent in reversed(list(node.parents)):
        if note in parent.parents:
            marks = marked_by(parent, marks)
    return marks


def _remove(note: Tag) -> None:
    """Take the note away, and the list and section that held nothing else."""
    parent = note.parent
    note.decompose()
    while parent is not None and parent.name in {"ol", "ul", "section", "div"}:
        above = parent.parent
        if words_in(parent):
            return
        parent.decompose()
        parent = above
