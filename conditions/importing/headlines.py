"""Does a line read as a heading? The one judgement that plain text leaves open."""

import re

from .lines import ends_sentence

_MOST_WORDS = 12
_LONGEST = 100
# A line that is marked, such as by bold letters, may be longer and still be a heading.
_MOST_WORDS_MARKED = 20
_LONGEST_MARKED = 120
_FEWEST_CAPITALS = 2
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
_NO_HEADING = re.compile(r"https?://|www\.|\S@\S|\d{3}[-. )]+\d{3,4}|[|©]| · ")
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


def end_of_capitals(text: str) -> int:
    """Return where a heading In Capitals ends that runs on into its text, 0 when that is open.

    “Sleep Well Every Night Most of us do not sleep …”: the last capital begins the sentence.
    """
    capitals: list[int] = []
    for word in _WORD.finditer(text):
        if word[0][0].isupper():
            capitals.append(word.start())
        elif word[0].lower() not in _SMALL:
            break
    found = len(capitals) > _FEWEST_CAPITALS and len(capitals) <= _MOST_WORDS
    return capitals[-1] if found else 0


def may_head(text: str) -> bool:
    """Say whether `text`, which stands out from its surroundings, may be a heading."""
    words = text.split()
    if not _WORD.search(text) or len(words) > _MOST_WORDS_MARKED or len(text) > _LONGEST_MARKED:
        return False
    return "\n" not in text and not _NO_HEADING.search(text) and text[-1] not in ".!;,…"


def _is_label(text: str, words: list[str]) -> bool:
    """“Common Symptoms:” is a heading, “These include:” and “We get results!” are none."""
    ends = text.rstrip("*")[-1:]
    if ends not in {":", "!"} or len(words) > 6:
        return False
    return is_capitalised(words) and words[0].lower() not in _SENTENCE_STARTS
