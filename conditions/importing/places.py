"""Names of places around a telephone number: which location does the text mean?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_GENERIC = re.compile(r"\s+(?:clinic|office|center|centre|location)$", re.IGNORECASE)
_ATTACHED_AFTER = r"\s*(?:\(|,?\s*(?:in|at|for)\b|[–—-])\s*(?:our\s+|the\s+)?"
_ATTACHED_BEFORE = r"\s*(?:clinic|office|location)?\s*(?:[:(–—-]|\b(?:at|phone|call|tel)\b\.?)*\s*"


@dataclass(frozen=True, slots=True)
class Place:
    """A name that a location goes by: its own, or that of its town."""

    location_id: int
    name: str


def attached_places(before: str, after: str, places: Iterable[Place]) -> set[int]:
    """Return the locations named right beside a number: “… in Edina”, else “Edina: …”."""
    patterns = list(_patterns(places))
    behind = {
        location
        for location, name in patterns
        if re.match(_ATTACHED_AFTER + name, after, re.IGNORECASE)
    }
    return behind or {
        location
        for location, name in patterns
        if re.search(rf"{name}{_ATTACHED_BEFORE}\Z", before, re.IGNORECASE)
    }


def nearest_places(before: str, after: str, places: Iterable[Place]) -> set[int]:
    """Return the locations of the last name before a number, else of the first one after it."""
    patterns = list(_patterns(places))
    in_front = [
        (match.end(), location)
        for location, name in patterns
        for match in re.finditer(name, before, re.IGNORECASE)
    ]
    behind = [
        (-match.start(), location)
        for location, name in patterns
        for match in re.finditer(name, after, re.IGNORECASE)
    ]
    found = in_front or behind
    nearest = max((position for position, _location in found), default=0)
    return {location for position, location in found if position == nearest}


def _patterns(places: Iterable[Place]) -> Iterator[tuple[int, str]]:
    """Every place as a pattern: with and without “Clinic” at the end of its name."""
    for place in places:
        for name in {place.name, _GENERIC.sub("", place.name)} - {""}:
            yield place.location_id, _pattern(name)


def _pattern(name: str) -> str:
    """“St. Paul” is written St Paul and Saint Paul too."""
    words = (word.strip(".") for word in name.split())
    saints = (
        r"(?:st\b\.?|saint)" if word.lower() in {"st", "saint"} else re.escape(word)
        for word in words
        if word
    )
    return r"\b" + r"\s+".join(saints) + r"\b"
