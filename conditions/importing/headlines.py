"""Does a line read as a heading? The one judgement that plain text leaves open."""

import re

from .lines import ends_sentence

_MOST_WORDS = 12
_LONGEST = 100
# Words that stay small in a heading written In Capitals Like This.
_SMALL = frozenset(
    "a an and as at but by can do does did for from how if in into is are of on or our the to up "
    "vs via with without your you we it its nor per than that this be was were".split()
)
# A short line that begins like this is a sentence whose full stop was forgotten.
_SENTENCE_STARTS = frozenset(
    "i we it it's they he she this that these there here and but or so also if because please"
    " thank thanks call contact email phone fax".split()
)
_NO_HEADING = re.compile(r"https?://|www\.|\S@\S|\d{3}[-. )]+\d{3,4}|[|©]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def reads_as_heading(text: str, *, glued: bool) -> bool:
    """Say whether `text`, on a line of its own, reads as a heading.

    `glued` means that text follows directly below it, without a blank line: then a plain short
    line is a heading too. Without that it must be a question or be written In Capitals.
    """
    words = _WORD.findall(text)
    if not words or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    if _NO_HEADING.search(text) or not (
        text[0].isupper() or text[0].isdigit() or text[0] in "“\"'*¿"
    ):
        return False
    if text.rstrip("*").endswith("?"):
        return True
    if ends_sentence(text):
        return _is_label(text, words)
    if is_capitalised(words):
        return True
    return (glued or len(words) <= 5) and words[0].lower() not in _SENTENCE_STARTS


def is_capitalised(words: list[str]) -> bool:
    """Say whether the words are written as in titles: all but the small ones In Capitals."""
    large = [word for word in words if word.lower() not in _SMALL]
    return bool(large) and sum(word[0].isupper() for word in large) >= 0.75 * len(large)


def _is_label(text: str, words: list[str]) -> bool:
    """“Common Symptoms:” is a heading, “These include:” and “We get results!” are none."""
    ends = text.rstrip("*")[-1:]
    if ends not in {":", "!"} or len(words) > 6:
        return False
    return is_capitalised(words) and words[0].lower() not in _SENTENCE_STARTS
