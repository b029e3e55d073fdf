"""Which conditions and treatments an article is about.

The site's own pages are found by title and other names; names that the site has no page for are
suggested from general vocabulary. Hyphens, spaces and plurals make no difference:
“electro acupuncture” is electroacupuncture.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from . import lexicon
from .document import ArticleDocument, Points, plain
from .walking import all_texts

CONDITION, TREATMENT = "condition", "treatment"
# French and Italian elide: “l'acupuncture” is two words, “it's” and “runner's” are one.
_WORD = re.compile(
    r"\b(?:[cdjlmnst]|qu|dell|all|nell)(?=['’][aeiouhâàéèêîïôœæ])|[^\W_]+(?:['’][^\W_]+)?",
    re.IGNORECASE,
)
_LIKE = re.compile(r"[-‐‑]like\b", re.IGNORECASE)
_JOINT = re.compile(r"\s+|\s?[-‐‑]\s?")


@dataclass(frozen=True, slots=True)
class Term:
    """A name to look for. `page_id` is the page that it names, None for a suggestion."""

    kind: str
    name: str
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A condition or treatment found in an article.

    `is_certain`: it is more than one word said in passing, so a link to its page is right.
    """

    kind: str
    name: str
    page_id: int | None
    count: int
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    joined: bool  # nothing but a space or a hyphen stands before it

    @property
    def folded(self) -> str:
        return _singular(self.text.casefold().replace("’", "'"))


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    term: Term
    words: int


def find_topics(document: ArticleDocument, terms: Iterable[Term]) -> tuple[Topic, ...]:
    """Return what `document` is about: the site's `terms` first, then suggestions."""
    index = _index([*terms, *_lexicon_terms()])
    counts: dict[Term, int] = {}
    certain: set[Term] = set()
    for text, prominent in _texts(document):
        for hit in _hits(text, index):
            counts[hit.term] = counts.get(hit.term, 0) + 1
            if prominent or hit.words > 1 or counts[hit.term] > 1 or hit.term.kind == TREATMENT:
                certain.add(hit.term)
    for term in _implied(document, index):
        counts[term] = counts.get(term, 0) + 1
        certain.add(term)
    topics = (
        Topic(term.kind, term.name, term.page_id, count, term in certain)
        for term, count in counts.items()
    )
    return tuple(sorted(topics, key=lambda topic: topic.page_id is None))


def _implied(document: ArticleDocument, index: dict[str, Term]) -> Iterator[Term]:
    """Yield the names that paragraphs of the text are about although none of them says so."""
    paragraphs = [{word.folded for word in _words(text)} for text in all_texts(document)]
    for kind, implied in (
        (CONDITION, lexicon.IMPLIED_CONDITIONS),
        (TREATMENT, lexicon.IMPLIED_TREATMENTS),
    ):
        for name, words in implied:
            if any(words_here.issuperset(words) for words_here in paragraphs):
                folded = "".join(word.folded for word in _words(name))
                yield index.get(folded, Term(kind, name))


def _texts(document: ArticleDocument) -> Iterator[tuple[str, bool]]:
    """Every text and whether it is a title or heading, where one mention says enough."""
    prominent = {document.title, *(plain(section.heading) for section in document.sections)}
    for block in document.blocks():
        if isinstance(block, Points):
            prominent |= {plain(point.heading) for point in block.points}
    for text in all_texts(document):
        yield text, text in prominent


def _lexicon_terms() -> list[Term]:
    conditions = [Term(CONDITION, name) for name in lexicon.CONDITIONS]
    return [*conditions, *(Term(TREATMENT, name) for name in lexicon.TREATMENTS)]


def _index(terms: Iterable[Term]) -> dict[str, Term]:
    """Return the terms by their folded name; the first of two equal names wins."""
    index: dict[str, Term] = {}
    for term in terms:
        folded = "".join(word.folded for word in _words(term.name))
        if folded:
            index.setdefault(folded, term)
    return index


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    for match in _WORD.finditer(text):
        joint = text[words[-1].end : match.start()] if words else "."
        joined = _JOINT.fullmatch(joint) is not None
        words.append(_Word(match[0], match.start(), match.end(), joined))
    return words


def _hits(text: str, index: dict[str, Term]) -> list[_Hit]:
    """Return the mentions in `text` in order, the longest ones where they overlap."""
    words = _words(text)
    found = [*_named(words, index), *_patterned(words, index)]
    taken: list[_Hit] = []
    covered = bytearray(len(text))
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.term.page_id is None)):
        if not any(covered[hit.start : hit.end]) and not _LIKE.match(text, hit.end):
            taken.append(hit)
            covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return sorted(taken, key=lambda hit: hit.start)


def _named(words: list[_Word], index: dict[str, Term]) -> Iterator[_Hit]:
    longest = max(map(len, index), default=0)
    for first in range(len(words)):
        folded = ""
        for last in range(first, len(words)):
            if last > first and not words[last].joined:
                break
            folded += words[last].folded
            if len(folded) > longest:
                break
            if folded in index:
                count = last - first + 1
                yield _Hit(words[first].start, words[last].end, index[folded], count)


def _patterned(words: list[_Word], index: dict[str, Term]) -> Iterator[_Hit]:
    """Conditions that are named in the usual ways: hip pain, X syndrome, bursitis."""
    for last in range(len(words)):
        first = _start_of_condition(words, last)
        if first is None:
            continue
        part = words[first : last + 1]
        name = " ".join(word.text.casefold() for word in part)
        term = index.get("".join(word.folded for word in part)) or Term(CONDITION, name)
        yield _Hit(part[0].start, part[-1].end, term, len(part))


def _start_of_condition(words: list[_Word], last: int) -> int | None:
    """Return where the name of the condition begins that ends with word `last`."""
    word = words[last].folded
    before = _joined_before(words, last)
    if word == "syndrome":
        return _start_of_syndrome(words, before, last)
    if word in lexicon.COMPLAINTS or word.endswith(lexicon.ILLNESS_ENDINGS):
        first = _start_of_body_part(words, before, last)
        if first < last or word.endswith(lexicon.ILLNESS_ENDINGS):
            return first
    return None


def _joined_before(words: list[_Word], last: int) -> list[int]:
    """Return the positions of up to two words before `last`, the nearest first."""
    found = []
    for position, following in pairwise(range(last, max(last - 3, -1), -1)):
        if not words[position].joined:
            break
        found.append(following)
    return found


def _start_of_syndrome(words: list[_Word], before: list[int], last: int) -> int | None:
    first = last
    for position in before:
        word = words[position]
        # “called Carpal Tunnel Syndrome”: a second word must be written like the name.
        stranger = first < last and not (word.text[0].isupper() and words[last].text[0].isupper())
        if word.text.casefold() in lexicon.NO_SYNDROME_NAMES or stranger:
            break
        first = position
    return first if first < last else None


def _start_of_body_part(words: list[_Word], before: list[int], last: int) -> int:
    first = last
    for position in before:
        word = words[position].folded
        if first == last:
            named = word in lexicon.BODY_PARTS | lexicon.PAIN_KINDS | lexicon.ILLNESS_ADJECTIVES
        else:
            named = word in lexicon.BODY_MODIFIERS
        if not named:
            break
        first = position
    return first


def merged_names(topics: Iterable[Topic], kind: str) -> list[str]:
    """Return the names of the certain topics of `kind`, each once."""
    return list(dict.fromkeys(t.name for t in topics if t.kind == kind and t.is_certain))
