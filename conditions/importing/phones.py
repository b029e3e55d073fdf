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
from .walking import Changer

_ROLE_WORDS = (
    (PhoneRole.FAX, re.compile(r"\bfax\b[^.\n]{0,20}$", re.IGNORECASE)),
    (PhoneRole.TEXT, re.compile(r"\b(?:text|sms)\b[^.\n]{0,20}$", re.IGNORECASE)),
    (PhoneRole.AFTER_HOURS, re.compile(r"\bafter[- ]hours\b[^.\n]{0,20}$", re.IGNORECASE)),
)
_GENERIC = re.compile(r"\s+(?:clinic|office|center|centre|location)$", re.IGNORECASE)
_ATTACHED_AFTER = r"\s*(?:\(|,?\s*(?:in|at|for)\b|[–—-])\s*(?:our\s+|the\s+)?"
_ATTACHED_BEFORE = r"\s*(?:clinic|office|location)?\s*(?:[:(–—-]|\b(?:at|phone|call|tel)\b\.?)*\s*"


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

    `problem` says why it stays as typed; "" for a number that is live.
    """

    raw: str
    e164: str
    reference: PhoneReference | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PhoneBook:
    """The clinic's numbers and the region in which numbers without a country code are read."""

    known: tuple[KnownPhone, ...]
    region: str

    def link(self, document: ArticleDocument) -> tuple[ArticleDocument, tuple[PhoneMention, ...]]:
        """Return `document` with its certain numbers live, and every number found in it."""
        mentions: list[PhoneMention] = []

        def live(text: Text) -> Text:
            found = self.find(plain(text))
            mentions.extend(found)
            return _linked(text, found)

        def typed(text: Text) -> Text:
            mentions.extend(_not_live(mention) for mention in self.find(plain(text)))
            return text

        typed((Span(document.title),))
        linked = Changer(text=live, point_heading=typed).document(document)
        for part in document.left_out:
            typed((Span(part.text),))
        return linked, tuple(mentions)

    def find(self, text: str) -> list[PhoneMention]:
        """Return the numbers in `text` in the order in which they stand there."""
        matches = self._matches(text)
        bounds = [0, *(match.end for match in matches)]
        nexts = [*(match.start for match in matches[1:]), len(text)]
        return [
            self._mention(match, before=text[bound : match.start], after=text[match.end : stop])
            for match, bound, stop in zip(matches, bounds, nexts, strict=False)
        ]

    def _matches(self, text: str) -> list[PhoneNumberMatch]:
        """All valid numbers, and those known ones that no telephone company has given out yet."""
        valid = list(PhoneNumberMatcher(text, self.region, leniency=Leniency.VALID))
        known = {phone.e164 for phone in self.known}
        possible = [
            match
            for match in PhoneNumberMatcher(text, self.region, leniency=Leniency.POSSIBLE)
            if _e164(match) in known
            and not any(match.start < other.end and other.start < match.end for other in valid)
        ]
        return sorted([*valid, *possible], key=lambda match: match.start)

    def _mention(self, match: PhoneNumberMatch, *, before: str, after: str) -> PhoneMention:
        number = PhoneMention(match.raw_string, _e164(match))
        candidates = [phone for phone in self.known if phone.e164 == number.e164]
        if not candidates:
            return replace(number, problem=self._stranger(number.e164))
        near = _places_near(before, after, self.known)
        locations = {phone.location_id for phone in candidates}
        if len(locations) > 1 and len(near & locations) == 1:
            candidates = [phone for phone in candidates if phone.location_id in near]
        elif len(locations) > 1:
            names = ", ".join(sorted({phone.location for phone in candidates}))
            problem = _("%(names)s share this number and the text does not say which is meant")
            return replace(number, problem=problem % {"names": names})
        phone = _for_role(candidates, before)
        return replace(
            number, reference=phone.reference, problem=_doubt(phone, match, near, self.known)
        )

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


def _linked(text: Text, mentions: Iterable[PhoneMention]) -> Text:
    """Return `text` with each number that has no problem as a live span of its own."""
    spans = list(text)
    cursor = 0
    for mention in mentions:
        for index in range(cursor, len(spans)):
            span = spans[index]
            if span.phone or mention.raw not in span.text:
                continue
            if not mention.problem:
                spans[index : index + 1] = _cut(span, mention)
            cursor = index
            break
    return tuple(spans)


def _cut(span: Span, mention: PhoneMention) -> list[Span]:
    before, after = span.text.split(mention.raw, 1)
    live = replace(span, text=mention.raw, phone=mention.reference)
    parts = [replace(span, text=before), live, replace(span, text=after)]
    return [part for part in parts if part.text]


def _places_near(before: str, after: str, known: Iterable[KnownPhone]) -> set[int]:
    """Return the locations that the words around a number name.

    `before` and `after` reach to the next numbers. “In Edina” right after the number says most,
    then a name right before it, then the last name before and the first name after it.
    """
    places = [
        (re.compile(_place_pattern(place), re.IGNORECASE), phone.location_id)
        for phone in known
        for place in _names_of(phone)
    ]
    tests = (
        lambda place: _at(re.match(_ATTACHED_AFTER + place.pattern, after, re.IGNORECASE)),
        lambda place: _at(re.search(place.pattern + _ATTACHED_BEFORE + r"\Z", before, re.I)),
        lambda place: max((m.start() + 1 for m in place.finditer(before)), default=0),
        lambda place: -_at(place.search(after)) or 0,
    )
    for test in tests:
        found = [(test(place), location) for place, location in places]
        hits = [(where, location) for where, location in found if where]
        if hits:
            best = max(where for where, location in hits)
            return {location for where, location in hits if where == best}
    return set()


def _at(match: re.Match[str] | None) -> int:
    return match.start() + 1 if match else 0


def _names_of(phone: KnownPhone) -> set[str]:
    names = {phone.location, *phone.places}
    return {name for name in names | {_GENERIC.sub("", name) for name in names} if name}


def _place_pattern(name: str) -> str:
    """“St. Paul” is written St Paul and Saint Paul too."""
    words = (word.strip(".") for word in name.split())
    saints = (
        r"(?:st\b\.?|saint)" if word.lower() in {"st", "saint"} else re.escape(word)
        for word in words
        if word
    )
    return r"\b" + r"\s+".join(saints) + r"\b"


def _differ_in_one(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    differing = [i for i in range(len(one)) if one[i] != other[i]]
    if len(differing) == 2:
        first, second = differing
        return second == first + 1 and one[first] == other[second] and one[second] == other[first]
    return len(differing) == 1
