"""The proof for each post that no word was lost, strict in both directions.

What WordPress kept is compared with the document, and so is the HTML that was made of it. Words
that the document has from elsewhere (its author, its excerpt) are not counted, so that they cannot
stand in for one that is missing.
"""

from collections import Counter

from ..document import ArticleDocument
from ..html import fragment_text
from ..words import lost_words, words_of, words_of_document
from .content import Content, without_comments
from .items import WxrItem


def lost(document: ArticleDocument, item: WxrItem, content: Content) -> list[str]:
    """Return the words of `item` that are not in `document`."""
    excerpt = fragment_text(item.excerpt)
    kept = words_of_document(document) - words_of([excerpt, *_from_elsewhere(document, item)])
    typed = f"<p>{item.title}</p>\n{without_comments(item.content)}"
    shown = kept - words_of([document.title, *content.brackets])
    missing = [
        *_missing(fragment_text(typed), kept),
        *_missing(fragment_text(content.html), shown),
        *_missing(excerpt, words_of(part.text for part in document.left_out)),
    ]
    return list(dict.fromkeys(missing))


def _from_elsewhere(document: ArticleDocument, item: WxrItem) -> list[str]:
    """Return the author and the date of the export; those in the text are words of the text."""
    byline = document.byline.raw.split("\n")[0] if document.byline and item.author else ""
    return [byline, item.published.isoformat() if item.published else ""]


def _missing(text: str, kept: Counter[str]) -> list[str]:
    source = words_of([text])
    words = lost_words(source, kept)
    # Where a tag stands inside a word, or none between two, readers may part them differently.
    spare = kept - source
    return [word for word in words if not _is_made_of(word, spare)] if words else []


def _is_made_of(word: str, spare: Counter[str]) -> bool:
    """Say whether `word` is a part of one spare word, or several of them in a row."""
    parts = {part for part in spare if part in word}
    reached = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in parts for start in reached):
            reached.add(end)
    return len(word) in reached or any(word in part and word != part for part in spare)
