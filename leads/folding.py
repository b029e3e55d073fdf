"""What people type, made comparable: without case, accents and punctuation. Pure.

The text that search looks into and the words somebody looks for go through the same fold, so that
“José O'Brien-Núñez” is found by “obrien nunez”. A folded text has a space before each word and at
its end: “ ly ” is then the whole word, “ ly” the beginning of one.
"""

import re
import unicodedata
from collections.abc import Iterable

# Fewer digits than this are a house number or a time, not part of a phone number.
FEWEST_DIGITS = 4
# The index knows three letters in a row; with fewer it would have to read every text.
INDEXED_LENGTH = 3

APOSTROPHES = re.compile("['’‘ʼ`´]")
# What sets the digits of a phone number apart.
NO_LETTERS = re.compile(r"[\W_]+")
DIGITS = re.compile(r"\d+")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s()./-]+(?=\d)")
# Letters that no decomposition turns into the ones they are typed as without their key.
UNDECOMPOSED = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)

# So many digits of a number are known to who gave it, and not guessed in a few tries.
PROOF_DIGITS = 4


def fold(text: str) -> str:
    """Return the words of `text` in small letters without accents, with single spaces between."""
    plain = APOSTROPHES.sub("", text)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.casefold())
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
        plain = plain.casefold().translate(UNDECOMPOSED)
    return NO_LETTERS.sub(" ", plain.lower()).strip()


def searchable(
    *, words: Iterable[str], reference: str, phone: str = "", phone_typed: str = ""
) -> str:
    """Return the text in which a lead is searched for.

    The digits of a number stand together, once as stored and once as typed, so that any part of
    them is found however it is set apart.
    """
    stored, typed = digits_of(phone), digits_of(phone_typed)
    said = DIGITS.sub(" ", phone_typed)
    numbers = [stored, "" if typed and typed in stored else typed]
    parts = [*words, said, *numbers, reference, reference.replace("-", "")]
    folded = " ".join(filter(None, map(fold, filter(None, parts))))
    return f" {folded} " if folded else ""


def needles(query: str) -> list[str]:
    """Return what a text must contain, all of it, to be found by `query`; [] for nothing to find.

    Words may come in any order. What is written as one (an e-mail address, a name with a hyphen)
    is looked for as one.
    """
    return [needle for word in _typed_words(query) if (needle := _needle(word))]


def last_digits(number: str) -> str:
    """Return the digits by which somebody shows that they know a number; "" for too few."""
    digits = digits_of(number)
    return digits[-PROOF_DIGITS:] if len(digits) >= PROOF_DIGITS else ""


def digits_of(text: str) -> str:
    """Return the digits in `text`, of any script, as ASCII digits."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def may_be_one_name(one: str, other: str) -> bool:
    """Could two names be the same person's? “Ana” and “Ana López” could, “Kou” and “Mai” not.

    Each word of the shorter name must be in the longer one, or be its initial. Who gives no name
    could be anybody.
    """
    shorter, longer = sorted((fold(one).split(), fold(other).split()), key=len)
    for word in shorter:
        match = next((its for its in longer if _same_word(word, its)), None)
        if match is None:
            return False
        longer.remove(match)
    return True


def _same_word(word: str, its: str) -> bool:
    if min(len(word), len(its)) == 1:
        return word[0] == its[0]
    return word == its


def _typed_words(query: str) -> list[str]:
    """The words of a query; a number typed with spaces in it is one of them."""
    return BETWEEN_DIGITS.sub("", query).split()


def _needle(word: str) -> str:
    """One word as it is looked for; short ones as whole words or beginnings, or not at all."""
    folded = fold(word)
    if folded.isdecimal():
        return _number(folded)
    if not folded:
        return ""
    local, at, _domain = word.partition("@")
    if at and local:
        return f" {folded}"  # an address: not the end of a longer one
    if len(folded) == 1:
        return f" {folded} "
    return folded if len(folded) >= INDEXED_LENGTH else f" {folded}"


def _number(folded: str) -> str:
    """A part of a phone number, or a short number that stands alone.

    0 and 00 before a whole number are dialled, not stored.
    """
    digits = digits_of(folded)
    if len(digits) < FEWEST_DIGITS:
        return f" {digits} "
    return digits.lstrip("0") if len(digits) > 2 * FEWEST_DIGITS else digits
