"""Pieces of three letters, as SQLite's index of words has them: which of them to ask for. Pure.

Of each piece the index has a list of the texts with it. To find those that have several takes as
long as the longest of their lists. A phone number has pieces that nearly every text has, a common
word is nothing but such pieces: without most of them the rest narrows down as much.
"""

from collections.abc import Iterable, Sequence

LENGTH = 3
# Of so many texts a piece may be in one: then its list is a short one.
RARE = 1 / 20
# A longer list is worth reading if it leaves out so many of the texts that the others leave.
LEFT_OUT = 1 / 5


def pieces_of(word: str) -> set[str]:
    return {word[start : start + LENGTH] for start in range(len(word) - LENGTH + 1)}


def telling_pieces(words: Iterable[str], *, texts: Sequence[str]) -> list[str]:
    """Return pieces that every text with all these `words` has, the rarest first.

    At least one of each word that is long enough. How rare they are is judged by `texts`, some of
    all: a wrong guess makes searching slower, not wrong.
    """
    by_word = [pieces for word in words if (pieces := pieces_of(word))]
    numbers = {piece: sum(piece in text for text in texts) for piece in set().union(*by_word)}

    def rarity(piece: str) -> tuple[int, str]:
        return numbers[piece], piece

    needed = {min(pieces, key=rarity) for pieces in by_word}
    chosen, left = [], texts
    for piece in sorted(numbers, key=rarity):
        narrowed = [text for text in left if piece in text]
        is_rare = numbers[piece] <= RARE * len(texts)
        if is_rare or piece in needed or len(narrowed) < (1 - LEFT_OUT) * len(left):
            chosen.append(piece)
            left = narrowed
    return chosen
