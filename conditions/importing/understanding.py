"""What the site knows, applied to a document: numbers, author, topics. Pure: facts come in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import links
from .authors import Author, Person, match_author, take_bare_name
from .document import ArticleDocument
from .phones import PhoneBook, PhoneMention
from .topics import Term, Topic, find_topics


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The clinic's numbers, practitioners and topics, as plain values.

    `pages` maps slugs to pages, for the links of the site that a text comes from.
    """

    phone_book: PhoneBook
    people: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    pages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    """A document with what the site knows about it."""

    document: ArticleDocument
    phones: tuple[PhoneMention, ...]
    author: Author
    topics: tuple[Topic, ...]


def understand(document: ArticleDocument, site: SiteFacts) -> Understood:
    """Return `document` with its numbers live, its author matched and its topics found."""
    document = links.resolved(take_bare_name(document, site.people), site.pages)
    linked, phones = site.phone_book.link(document)
    author = match_author(document.byline, site.people)
    return Understood(linked, phones, author, find_topics(document, site.terms))
