"""Whether somebody asks what a treatment costs. Pure.

Prices are facts of treatments, and in no text that the full-text index has.
"""

import re

from .urgent import fold

# Folded, by language; all are looked for always. “How much” alone, or of a thing, is of its price:
# how much exercise or pain is not. Nobody who speaks Hmong or Somali has read theirs.
_ASKED = {
    "en": r"pric(?:es?|ing)|costs?|fees?|charges?|rates|how much(?: (?:is|are|for|do you)\b.*)?$",
    "es": r"precios?|costos?|costes?|cuestan?|tarifas?|cobran?|cuanto(?: (?:es|son|vale)\b.*)?$",
    "hmn": r"nqi|pes tsawg$",
    "so": r"qiim\w*|immisa$",
}
_PATTERN = re.compile(rf"\b(?:{'|'.join(f'(?:{words})' for words in _ASKED.values())})(?!\w)")


def asks_price(query: str) -> bool:
    """Whether `query` has the words of such a question, in whatever language it is typed."""
    return bool(_PATTERN.search(fold(query)))
