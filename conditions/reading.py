"""How long a text takes to read."""

from collections.abc import Iterable

# What adults read in silence of English non-fiction, on average over 190 studies: M. Brysbaert, How
# many words do we read per minute?, Journal of Memory and Language 109 (2019). It holds for other
# languages as well as a whole number of minutes needs.
WORDS_PER_MINUTE = 238


def minutes(texts: Iterable[str]) -> int:
    """Return the minutes that reading takes, never less than one. The texts have no markup."""
    words = sum(len(text.split()) for text in texts)
    return max(1, round(words / WORDS_PER_MINUTE))
