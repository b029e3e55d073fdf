"""Marks the words of the glossary where running text first uses them.

Pure functions over finished HTML. Running text is what stands in an element of the class
``prose``; nothing is marked in headings, links, buttons and the like, and nothing inside a tag.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape

# In these a link would be wrong or a distraction.
_QUIET = re.compile("a|abbr|button|code|dfn|h[1-6]|label|pre|script|select|style|summary|textarea")

_TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL)
_RUNNING = re.compile(r"""\bclass\s*=\s*["'](?:[^"']*\s)?prose[\s"']""")
_END = ""


@dataclass(frozen=True, slots=True)
class Word:
    """How a term may be written, and where it is explained."""

    spelling: str
    anchor: str

    @property
    def is_acronym(self) -> bool:
        """TENS is not tens: what is written in capitals alone is found in capitals alone."""
        return self.spelling.isupper() and len(self.spelling) > 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a glossary, made ready for searching."""

    pattern: re.Pattern[str]
    words: dict[str, Word]

    def find(self, written: str) -> Word | None:
        """Return the word that is written so, None for an acronym that is not in capitals."""
        text = unescape(written)
        word = self.words.get(_plain(text))
        if word is None or (word.is_acronym and text != word.spelling):
            return None
        return word


def vocabulary(words: Iterable[Word]) -> Vocabulary | None:
    """Return the words ready for searching, None without any. Of two alike the first counts."""
    by_spelling: dict[str, Word] = {}
    for word in words:
        if spelling := _plain(word.spelling):
            by_spelling.setdefault(spelling, word)
    if not by_spelling:
        return None
    # A whole word: no letter, hyphen or half of an entity (&amp;) beside it.
    whole = rf"(?<![\w&#-]){_branches(_tree(by_spelling))}(?![\w-])"
    return Vocabulary(re.compile(whole, re.IGNORECASE), by_spelling)


def mark(html: str, vocabulary: Vocabulary, *, link: Callable[[str, str], str]) -> str:
    """Return `html` with the first use of each term replaced by ``link(anchor, written)``.

    What is `written` is HTML already.
    """
    seen: set[str] = set()

    def marked(match: re.Match[str]) -> str:
        word = vocabulary.find(match[0])
        if word is None or word.anchor in seen:
            return match[0]
        seen.add(word.anchor)
        return link(word.anchor, match[0])

    parts = _parts(html)
    return "".join(
        vocabulary.pattern.sub(marked, text) if is_running else text for text, is_running in parts
    )


def _parts(html: str) -> Iterator[tuple[str, bool]]:
    """Cut HTML into tags and texts, and say of each whether it is running text."""
    inside, depth, quiet, start = "", 0, 0, 0  # in which element, how deep, in how many quiet ones
    for tag in _TAG.finditer(html):
        yield html[start : tag.start()], bool(inside) and not quiet
        yield tag[0], False
        start = tag.end()
        name, step = (tag[2] or "").lower(), -1 if tag[1] else 1
        if _QUIET.fullmatch(name):
            quiet = max(0, quiet + step)
        if name == inside:
            depth += step
            inside = inside if depth else ""
        elif not inside and step > 0 and _RUNNING.search(tag[3] or ""):
            inside, depth = name, 1
    yield html[start:], False


def _plain(text: str) -> str:
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower().split())


def _tree(spellings: Iterable[str]) -> dict:
    """Return the spellings letter by letter: searching takes as long for a thousand as for ten."""
    root: dict = {}
    for spelling in spellings:
        node = root
        for letter in spelling:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return root


def _branches(node: dict) -> str:
    """Return the pattern of what may follow, the longest first."""
    ways = [_letter(letter) + _branches(after) for letter, after in node.items() if letter]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)}){'?' if _END in node else ''}"


def _letter(letter: str) -> str:
    """Return how a letter may stand in HTML."""
    if letter == " ":
        return r"(?:\s|&nbsp;)+"
    if letter == "'":
        return "(?:'|\N{RIGHT SINGLE QUOTATION MARK}|&#x27;|&#39;|&rsquo;)"
    return {"&": "&amp;", '"': '(?:"|&quot;)', "<": "&lt;", ">": "&gt;"}.get(
        letter, re.escape(letter)
    )
