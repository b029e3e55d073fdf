"""Telephone numbers in a text: whose they are, and which of them become live references.

A number is live only when there is no doubt: it is the one a location shows for a role, and it
belongs to one location or the words next to it say which. All others stay as they were typed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatch, PhoneNumberMatcher

from locations.phones import PhoneRole

from .document import ArticleDocument, PhoneReference, Span, Text, plain
from .links import with_typed_numbers
from .places import Place, attached_places, nearest_places
from .walking import Changer

_ROLE_WORDS = (
    (PhoneRole.FAX, re.compile(r"\bfax\b[^.\n]{0,20}$", re.IGNORECASE)),
    (PhoneRole.TEXT, re.compile(r"\b(?:text|sms)\b[^.\n]{0,20}$", re.IGNORECASE)),
    (PhoneRole.AFTER_HOURS, re.compile(r"\bafter[- ]hours\b[^.\n]{0,20}$", re.IGNORECASE)),
)

# Signs between the parts of a number that phonenumbers knows for none: 651·555·0123, 651_555_0123.
# With spaces around them they stand between two numbers more often than in one.
_SIGN = r"[·•∙‧⋅・_]"
_SEPARATORS = re.compile(
    rf"(?<=\d){_SIGN}(?=\d)|(?<!\d)\d{{3}} {_SIGN} \d{{3}} {_SIGN} \d{{4}}(?!\d)"
)


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """A number of a location. `is_shown`: it is the one that the site shows for its role."""

    location_id: int
    location: str
    role: str
    e164: str
    places: tuple[str, ...] = ()
    is_shown: bool = True

    @property
    def reference(self) -> PhoneReference:
        return PhoneReference(self.location_id, self.location, self.role, self.e164)


@dataclass(frozen=True, slots=True)
class PhoneMention:
    """A number as it stands in the text, and the location it was found to belong to.

    `start` is where it stands; `problem` says why it stays as typed, "" for a live number.
    """

    raw: str
    e164: str
    start: int
    reference: PhoneReference | None = None
    problem: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


@dataclass(frozen=True, slots=True)
class PhoneBook:
    """The clinic's numbers and the region in which numbers without a country code are read."""

    known: tuple[KnownPhone, ...]
    region: str

    def link(self, document: ArticleDocument) -> tuple[ArticleDocument, tuple[PhoneMention, ...]]:
        """Return `document` with its certain numbers live, and every number found in it."""
        mentions: list[PhoneMention] = []

        def live(text: Text) -> Text:
            text = with_typed_numbers(text, self._knows)
            found = self.find(plain(text))
            mentions.extend(found)
            return _linked(text, found)

        def typed(text: Text) -> Text:
            mentions.extend(_not_live(mention) for mention in self.find(plain(text)))
            return text

        typed((Span(document.title),))
        linked = Changer(text=live, point_heading=typed).document(document)
        for part in document.left_out:
            if not part.around:
                typed((Span(part.text),))
        return linked, tuple(mentions)

    def find(self, text: str) -> list[PhoneMention]:
        """Return the numbers in `text` in the order in which they stand there."""
        matches = self._matches(text)
        bounds = [0, *(match.end for match in matches)]
        nexts = [*(match.start for match in matches[1:]), len(text)]
        mentions = [
            self._mention(match, before=text[bound : match.start], after=text[match.end : stop])
            for match, bound, stop in zip(matches, bounds, nexts, strict=False)
        ]
        return [replace(one, raw=text[one.start : one.end]) for one in mentions]

    def _knows(self, number: str) -> bool:
        """Say whether the number of a link is one of the clinic's."""
        known = {phone.e164 for phone in self.known}
        return any(_e164(match) in known for match in self._matches(number))

    def _matches(self, text: str) -> list[PhoneNumberMatch]:
        """All valid numbers, and those known ones that no telephone company has given out yet."""
        # As long as before: the places of the matches are those in what was given.
        text = _SEPARATORS.sub(lambda found: re.sub(_SIGN, "-", found[0]), text)
        valid = list(PhoneNumberMatcher(text, self.region, leniency=Leniency.VALID))
        covered = {place for match in valid for place in range(match.start, match.end)}
        known = {phone.e164 for phone in self.known}
        possible = [
            match
            for match in PhoneNumberMatcher(text, self.region, leniency=Leniency.POSSIBLE)
            if _e164(match) in known and covered.isdisjoint(range(match.start, match.end))
        ]
        return sorted([*valid, *possible], key=lambda match: match.start)

    def _mention(self, match: PhoneNumberMatch, *, before: str, after: str) -> PhoneMention:
        number = PhoneMention(match.raw_string, _e164(match), match.start)
        candidates = [phone for phone in self.known if phone.e164 == number.e164]
        if not candidates:
            return replace(number, problem=self._stranger(number.e164))
        attached = attached_places(before, after, self._places)
        meant = _meant(candidates, attached or nearest_places(before, after, self._places))
        if not meant:
            names = ", ".join(sorted({phone.location for phone in candidates}))
            problem = _("%(names)s share this number and the text does not say which is meant")
            return replace(number, problem=problem % {"names": names})
        phone = _for_role(meant, before)
        problem = _doubt(phone, match, attached, self.known)
        return replace(number, reference=phone.reference, problem=problem)

    @property
    def _places(self) -> list[Place]:
        return [
            Place(phone.location_id, name)
            for phone in self.known
            for name in dict.fromkeys([phone.location, *phone.places])
        ]

    def _stranger(self, e164: str) -> str:
        twin = next((phone for phone in self.known if _differ_in_one(phone.e164, e164)), None)
        if twin is None:
            return _("no number of the clinic")
        return _("no number of the clinic, but one digit away from that of %(name)s: a slip?") % {
            "name": twin.location
        }


def _not_live(mention: PhoneMention) -> PhoneMention:
    problem = _("it stands where no live number can: a title, a point's heading, a menu")
    return replace(mention, problem=mention.problem or problem)


def _e164(match: PhoneNumberMatch) -> str:
    return phonenumbers.format_number(match.number, PhoneNumberFormat.E164)


def _meant(candidates: list[KnownPhone], near: set[int]) -> list[KnownPhone]:
    """Return the candidates of the one location that is meant, nothing when that is open."""
    if len({phone.location_id for phone in candidates}) == 1:
        return candidates
    named = [phone for phone in candidates if phone.location_id in near]
    return named if len({phone.location_id for phone in named}) == 1 else []


def _for_role(candidates: Sequence[KnownPhone], before: str) -> KnownPhone:
    """The one that the words before the number ask for, else the first of the usual order."""
    wanted = [role for role, words in _ROLE_WORDS if words.search(before)]
    order = [*wanted, *PhoneRole.values]
    return min(candidates, key=lambda phone: (not phone.is_shown, order.index(phone.role)))


def _doubt(
    phone: KnownPhone, match: PhoneNumberMatch, near: set[int], known: Iterable[KnownPhone]
) -> str:
    """Return why the number must stay as typed, although its location is known."""
    if match.number.extension:
        return _("it has an extension, which a live number would lose")
    if not phone.is_shown:
        return _("%(name)s has it, but shows another number") % {"name": phone.location}
    if near and phone.location_id not in near:
        names = ", ".join(sorted({other.location for other in known if other.location_id in near}))
        return _("it is the number of %(name)s, but the text says %(near)s") % {
            "name": phone.location,
            "near": names,
        }
    return ""


def _linked(text: Text, mentions: Sequence[PhoneMention]) -> Text:
    """Return `text` with each number that has no problem as a live span of its own."""
    spans: list[Span] = []
    offset = 0
    for span in text:
        end = offset + len(span.text)
        inside = (m for m in mentions if not m.problem and offset <= m.start and m.end <= end)
        spans += _cut(span, offset, inside)
        offset = end
    return tuple(spans)


def _cut(span: Span, offset: int, mentions: Iterable[PhoneMention]) -> list[Span]:
    """Return the pieces of `span`, which begins at `offset`, each number a live piece."""
    pieces: list[Span] = []
    done = 0
    for mention in mentions:
        start = mention.start - offset
        live = replace(span, text=mention.raw, phone=mention.reference, href="", page_id=None)
        pieces += [replace(span, text=span.text[done:start]), live]
        done = start + len(mention.raw)
    pieces.append(replace(span, text=span.text[done:]))
    return [piece for piece in pieces if piece.text]


def _differ_in_one(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    differing = [i for i in range(len(one)) if one[i] != other[i]]
    if len(differing) == 2:
        first, second = differing
        return second == first + 1 and one[first] == other[second] and one[second] == other[first]
    return len(differing) == 1
