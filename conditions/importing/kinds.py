"""Files that are no articles: contact details, and pages about a practitioner."""

import re

from django.utils.translation import gettext as _

from .document import ArticleDocument, ImportRefused, plain
from .walking import running_texts

_PHONE = re.compile(r"(?:\+?\d[\d ().-]{6,}\d)")
_PROFILE = re.compile(
    r"(?:practitioner|therapist|staff|doctor)(?:['’]?s)? profile|about (?:me|us|the clinic|our \w+)"
    r"|(?:meet|about) (?:dr|your|our)\b.*|our (?:team|staff|practitioners)",
    re.IGNORECASE,
)
_MOST_WORDS = 150
_LONGEST_DETAIL = 90
_SMALL_WORDS = 2


def warnings_about(document: ArticleDocument) -> list[str]:
    """Return what to tell of a document that may be no article; refuse contact details."""
    lines = [line for text in running_texts(document) for line in plain(text).split("\n")]
    words = sum(len(line.split()) for line in lines)
    if words <= _MOST_WORDS and _are_contact_details([document.title, *lines]):
        raise ImportRefused(
            _(
                "this looks like the address of a location, not like an article: enter it on the"
                " page of the location, where the whole site takes it from"
            )
        )
    if _PROFILE.fullmatch(document.title.strip()):
        return [_("this looks like a page about a practitioner; an article may be the wrong place")]
    return []


def _are_contact_details(lines: list[str]) -> bool:
    """Lines with a telephone number among them, and not one sentence."""
    has_number = any(_PHONE.search(line) for line in lines)
    return has_number and not any(_is_sentence(line) for line in lines)


def _is_sentence(line: str) -> bool:
    """A long line, or a full stop after two small words: “Knees get sore.” but not “Elm St.”"""
    small = [word for word in re.findall(r"[^\W\d_]+", line) if word.islower()]
    ends = line.rstrip().endswith((".", "!", "?"))
    return len(line) > _LONGEST_DETAIL or (ends and len(small) >= _SMALL_WORDS)
