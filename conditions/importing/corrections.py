"""What a person corrected on the review screen, applied to what was understood. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .authors import Author, Person
from .document import ArticleDocument, Dateline
from .understanding import SiteFacts, Understood


def corrected(
    understood: Understood, corrections: Mapping[str, Any], site: SiteFacts
) -> Understood:
    """Return `understood` with `corrections`: title, author, date and topics, as JSON values.

    What is not in `corrections` stays as it was found. An author who is no practitioner of the
    site any more is left out like any stranger.
    """
    document = _document(understood.document, corrections)
    author = understood.author
    if "author" in corrections:
        author = _author(author, corrections["author"], site.people)
    topics = understood.topics
    if "topics" in corrections:
        chosen = set(corrections["topics"])
        topics = tuple(
            replace(topic, is_certain=topic.page_id in chosen) if topic.page_id else topic
            for topic in topics
        )
    return replace(understood, document=document, author=author, topics=topics)


def _document(document: ArticleDocument, corrections: Mapping[str, Any]) -> ArticleDocument:
    if corrections.get("title"):
        document = replace(document, title=corrections["title"])
    if "date" not in corrections:
        return document
    if not corrections["date"]:
        return replace(document, dateline=None)
    day = date.fromisoformat(corrections["date"])
    raw = document.dateline.raw if document.dateline else ""
    return replace(document, dateline=Dateline(day, raw))


def _author(found: Author, page_id: int | None, people: tuple[Person, ...]) -> Author:
    chosen = next((person for person in people if person.page_id == page_id), None)
    if chosen is None:
        return found if found.person is None else Author(remark=_("the article has no author yet"))
    return found if found.person == chosen else Author(chosen)
