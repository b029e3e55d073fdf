"""What the site knows, applied to a document: numbers, author, topics. Pure: facts come in."""

from dataclasses import dataclass

from .authors import Author, Person, match_author, take_bare_name
from .document import ArticleDocument
from .phones import PhoneBook, PhoneMention
from .topics import Term, Topic, find_topics


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The clinic's numbers, practitioners and topics, as plain values."""

    phone_book: PhoneBook
    people: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A document with what the site knows about it."""

    document: ArticleDocument
    phones: tuple[PhoneMention, ...]
    author: Author
    topics: tuple[Topic, ...]


def understand(document: ArticleDocument, site: SiteFacts) -> Understood:
    """Return `document` with its numbers live, its author matched and its topics found."""
    document = take_bare_name(document, site.people)
    linked, phones = site.phone_book.link(document)
    author = match_author(document.byline, site.people)
    return Understood(linked, phones, author, find_topics(document, site.terms))
