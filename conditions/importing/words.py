"""The proof that nothing was lost: the words of the file against the words of what became of it.

Words are compared as they are, only in small letters; numbers count as words. Nothing of the
readers is used here, so that a reader's mistake cannot hide itself.
"""

import re
from collections import Counter
from collections.abc import Iterable

from .document import ArticleDocument
from .walking import all_texts, markers

_WORD = re.compile(r"[^\W_]+")


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Return the words in `texts` and how often each one stands there."""
    return Counter(word.casefold() for text in texts for word in _WORD.findall(text))


def words_of_document(document: ArticleDocument) -> Counter[str]:
    """Return all words that the reader kept: text, typed numbers, facts, what was left out."""
    left_out = (part.text for part in document.left_out)
    return words_of([*all_texts(document), *markers(document), *document.facts(), *left_out])


def lost_words(source: Counter[str], kept: Counter[str]) -> list[str]:
    """Return the words of `source` that are not in `kept`, each as often as it is missing."""
    return sorted((source - kept).elements())
