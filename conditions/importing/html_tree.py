"""From the source of a web page to a tree that is safe to walk, and back to its bare words."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, Tag
from django.utils.translation import gettext as _

from . import decoding
from .document import ImportRefused

# Page builders nest forty elements; nobody nests so many by hand.
_DEEPEST = 150
# A page of a builder has some thousand tags. So many take seconds to read, and are no article.
_MOST_TAGS = 30_000
_MOST_UNFINISHED = 200

# What no reader of a page sees as words.
UNSEEN = frozenset(
    "title script style template noscript svg math canvas object embed applet iframe audio video"
    " map datalist".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav"
    " ol option p pre search section select summary table tbody td textarea tfoot th thead tr ul"
    " button label img".split()
)


def parse(source: str) -> BeautifulSoup:
    """Return the tree of `source`, whatever is wrong with it; refuse one of absurd depth."""
    soup = BeautifulSoup(without_comments(source), "html.parser")
    depths: dict[int, int] = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
        if depths[id(tag)] > _DEEPEST:
            raise ImportRefused(_("the page is nested too deeply to be an article"))
    return soup


def without_comments(source: str) -> str:
    """Return `source` without comments; refuse one with more tags than any article.

    A comment that nobody closed swallows the page in a browser; here only its mark goes.
    """
    unfinished = source[source.rfind(">") + 1 :].count("<")  # each is searched to the end
    if source.count("<") > _MOST_TAGS or unfinished > _MOST_UNFINISHED:
        raise ImportRefused(_("the page has more parts than any article"))
    pieces = []
    start = 0
    while (comment := source.find("<!--", start)) >= 0:
        end = source.find("-->", comment + 4)
        pieces.append(source[start:comment])
        start = comment + 4 if end < 0 else end + 3
        if end < 0:
            pieces.append(source[start:].replace("<!--", ""))
            start = len(source)
    return "".join([*pieces, source[start:]])


def is_text(node: object) -> bool:
    """Say whether `node` is text that a reader sees, no comment and no declaration."""
    return type(node) is NavigableString or type(node) is CData


def tokens(tag: Tag) -> set[str]:
    """Return the words of a tag's classes and id, in small letters."""
    names = [*_list(tag.get("class")), *_list(tag.get("id"))]
    return {name.casefold() for name in names}


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as text, "" without one."""
    return " ".join(_list(tag.get(name))).strip()


def runs_in(tag: Tag) -> Iterator[list[NavigableString]]:
    """Yield the texts in `tag` that a reader sees, those of one line together."""
    run: list[NavigableString] = []
    place: object = None
    for node in tag.descendants:
        if isinstance(node, Tag):
            breaks = node.name in BLOCKS or node.name == "br"
        else:
            here = _place(node, tag)
            breaks, place = here is not place, here
        if breaks and run:
            yield run
            run = []
        if isinstance(node, NavigableString) and is_text(node) and not _is_unseen(node, tag):
            run.append(node)
    if run:
        yield run


def words_in(tag: Tag) -> str:
    """Return the text in `tag` as a reader sees it, in one line."""
    return " ".join(" ".join("".join(run) for run in runs_in(tag)).split())


def count_words(tag: Tag) -> int:
    """Return how many words a reader sees in `tag`."""
    return len(re.findall(r"[^\W_]+", words_in(tag)))


def bare_words(source: str) -> str:
    """Return all words of a page or fragment in the plainest way: what is between the tags."""
    collector = _Collector()
    collector.feed(without_comments(source))
    collector.close()
    return decoding.clean("".join(collector.pieces))


class _Collector(HTMLParser):
    """The text between the tags. It shares nothing with the tree that the reader walks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "br" or (tag == "a" and self._open[-1:] == ["sup"]):
            self.pieces.append(" ")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag in BLOCKS:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if UNSEEN.isdisjoint(self._open):
            self.pieces.append(data)


def _place(node: PageElement, top: Tag) -> Tag:
    """Return the block that `node` stands in, or the raised link that is a note."""
    for parent in node.parents:
        if parent is top or parent.name in BLOCKS:
            return parent
        if parent.name == "a" and parent.parent is not None and parent.parent.name == "sup":
            return parent
    return top


def _is_unseen(node: NavigableString, top: Tag) -> bool:
    for parent in node.parents:
        if parent is top:
            return False
        if parent.name in UNSEEN:
            return True
    return False


def _list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]
