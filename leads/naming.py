"""Whether a text that a colleague wrote names a person, and that text without them. Pure.

What visitors say of themselves is theirs to choose: somebody who calls themselves “the” must not be
in every sentence. So a person is named by their whole number, their whole address, or all words of
a name of several words, one beside the other. A part of a name may mean anybody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from .folding import digits_of, fold

# What stands where somebody was named.
GAP = "…"
# Fewer digits are a number of something else: a case, a year, a house.
FEWEST_DIGITS = 7
# A shorter word of a name says nothing: it is in every other sentence.
SHORTEST_WORD = 3

_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’‘ʼ`´]s$", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\(?\d[\d\s()./-]*\d")
_ADDRESS = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]*[^\s<>,;:()\".]")


@dataclass(frozen=True, slots=True)
class Called:
    """What a person is known by: their name, their numbers, their e-mail address."""

    name: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""

    def names_in(self, text: str) -> list[tuple[int, int]]:
        """Return where `text` names the person beyond doubt: (begin, end), in order."""
        spans = chain(self._addresses(text), self._numbers(text), self._names(text))
        return sorted(spans)

    def may_be_meant(self, text: str) -> bool:
        """Is a word of their name in `text`?"""
        words = {word for word in fold(self.name).split() if len(word) >= SHORTEST_WORD}
        return any(_forms(match[0]) & words for match in _WORD.finditer(text))

    def _addresses(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _ADDRESS.finditer(text):
            if self.email and match[0].casefold() == self.email.casefold():
                yield match.span()

    def _numbers(self, text: str) -> Iterator[tuple[int, int]]:
        own = [digits for phone in self.phones if len(digits := digits_of(phone)) >= FEWEST_DIGITS]
        for match in _NUMBER.finditer(text):
            typed = digits_of(match[0])
            if len(typed) >= FEWEST_DIGITS and any(_same_number(typed, one) for one in own):
                yield match.span()

    def _names(self, text: str) -> Iterator[tuple[int, int]]:
        name, words = fold(self.name).split(), list(_WORD.finditer(text))
        if len(name) < 2:  # anybody may be called so, or a thing
            return
        start = 0
        while start <= len(words) - len(name):
            beside = words[start : start + len(name)]
            if _are(beside, name):
                yield beside[0].start(), beside[-1].end()
                start += len(name)
            else:
                start += 1


def without(text: str, who: Called) -> str:
    """Return `text` with a gap wherever it names a person beyond doubt."""
    parts, kept_from = [], 0
    for begin, end in who.names_in(text):
        if begin >= kept_from:
            parts += [text[kept_from:begin], GAP]
        kept_from = max(kept_from, end)
    return "".join([*parts, text[kept_from:]])


def _are(words: list[re.Match[str]], name: list[str]) -> bool:
    """Are these the words of a name, in whichever order?"""
    left = list(name)
    for word in words:
        meant = next((one for one in left if one in _forms(word[0])), None)
        if meant is None:
            return False
        left.remove(meant)
    return True


def _forms(word: str) -> set[str]:
    """A word as it is compared: “Vang's” may be a name, or somebody's called Vang."""
    return {fold(word), fold(_POSSESSIVE.sub("", word))}


def _same_number(one: str, other: str) -> bool:
    """With or without what is dialled before it."""
    return one.endswith(other) or other.endswith(one)
