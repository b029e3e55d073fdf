"""Whose byline it is: an author is matched with the clinic's practitioners, never invented."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .document import ArticleDocument, Byline, Paragraph, plain
from .signatures import normal_credential, normal_name


@dataclass(frozen=True, slots=True)
class Person:
    """A practitioner as the site knows one."""

    page_id: int
    name: str
    credentials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """The outcome of the match: the practitioner, if there is one, and what to tell."""

    person: Person | None = None
    remark: str = ""


def take_bare_name(document: ArticleDocument, people: Iterable[Person]) -> ArticleDocument:
    """Take a practitioner's bare name at the end of the text for the byline that it is."""
    blocks = document.sections[-1].blocks if document.sections else document.intro
    last = blocks[-1] if blocks else None
    if document.byline or not isinstance(last, Paragraph):
        return document
    line = plain(last.text)
    if normal_name(line.lstrip("-–— ")) not in {normal_name(person.name) for person in people}:
        return document
    byline = Byline(line.lstrip("-–— "), (), line)
    if not document.sections:
        return replace(document, intro=blocks[:-1], byline=byline)
    closing = replace(document.sections[-1], blocks=blocks[:-1])
    return replace(document, sections=(*document.sections[:-1], closing), byline=byline)


def match_author(byline: Byline | None, people: Iterable[Person]) -> Author:
    """Return the practitioner whom `byline` names. Letters decide between two of one name."""
    if byline is None:
        return Author(remark=_("the file names no author"))
    same = [person for person in people if normal_name(person.name) == normal_name(byline.name)]
    exact = [
        person for person in same if _letters(person.credentials) == _letters(byline.credentials)
    ]
    if not same:
        return Author(
            remark=_("“%(line)s” is no practitioner of the site; the article has no author yet")
            % {"line": byline.raw}
        )
    if len(same) > 1 and len(exact) != 1:
        return Author(
            remark=_(
                "more than one practitioner is called %(name)s; choose the author in the editor"
            )
            % {"name": byline.name}
        )
    person = exact[0] if exact else same[0]
    return Author(person, "" if exact or not byline.credentials else _differing(byline, person))


def _letters(credentials: Iterable[str]) -> set[str]:
    return {normal_credential(letters) for letters in credentials}


def _differing(byline: Byline, person: Person) -> str:
    return _("the file writes “%(file)s” after the name, the site “%(site)s”") % {
        "file": ", ".join(byline.credentials),
        "site": ", ".join(person.credentials),
    }
