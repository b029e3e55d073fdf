"""What machines read of a page: schema.org nodes, and how they are linked into one graph.

Pure functions: facts in, a node (a dict ready for JSON) out. They take the facts that templates
show, so that a machine cannot read anything else than a person. What is unknown is left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

from .hours import MIDNIGHT, Interval, Schedule
from .opening import special_days, week_of

Node = dict[str, Any]

CONTEXT = "https://schema.org"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# How the last minute of a day is written where an interval ends with the day.
END_OF_DAY = time(23, 59)

# A text inside <script> ends where an HTML parser sees its end tag, whatever JSON says.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def node(kind: str | list[str], **facts: Any) -> Node:
    """A node without the facts that are not there. ``id`` becomes ``@id``."""
    known = {key: value for key, value in facts.items() if value not in (None, "", [], {}, ())}
    identity = {"@id": known.pop("id")} if "id" in known else {}
    return {"@type": kind, **identity, **known}


def ref(node_id: str) -> Node | None:
    """A link to another node of the graph; None without one, so that it is left out."""
    return {"@id": node_id} if node_id else None


def refs(ids: Iterable[str]) -> list[Node]:
    return [{"@id": node_id} for node_id in ids if node_id]


def graph(nodes: Iterable[Node]) -> Node:
    """One document of all nodes; those that tell about the same thing become one.

    The first one says what a thing is; a later one only adds what is missing.
    """
    merged: dict[str, Node] = {}
    for number, one in enumerate(nodes):
        key = one.get("@id", f"_:{number}")
        merged[key] = {**one, **merged.get(key, {})}
    return {"@context": CONTEXT, "@graph": list(merged.values())}


def script_text(document: Mapping[str, Any]) -> str:
    """The document as the text of a <script>: nothing in it can end the element."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def dangling(document: Mapping[str, Any]) -> set[str]:
    """The ids that are linked to and described nowhere in the document."""
    described = {one["@id"] for one in document["@graph"] if "@id" in one}
    return set(_linked(document["@graph"])) - described


def _linked(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _linked(item)
    elif isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for item in value.values():
            yield from _linked(item)


# The clinic.


def organisation(
    *, id: str, name: str, url: str, logo: str = "", telephone: str = "", slogan: str = ""
) -> Node:
    """The clinic as a whole, to which its locations belong."""
    picture = node("ImageObject", id=f"{id}-logo", url=logo, caption=name) if logo else None
    return node(
        "MedicalOrganization",
        id=id,
        name=name,
        slogan=slogan,
        url=url,
        logo=picture,
        telephone=telephone,
    )


def clinic(
    *,
    id: str,
    name: str,
    url: str,
    parent_id: str,
    address: Node,
    telephone: str = "",
    fax: str = "",
    **more: Any,
) -> Node:
    """A location. Where hours are not told, `more` has none."""
    return node(
        "MedicalClinic",
        id=id,
        name=name,
        url=url,
        parentOrganization=ref(parent_id),
        telephone=telephone,
        faxNumber=fax,
        address=address,
        **more,
    )


def address(*, street: str, city: str, region: str, postcode: str, country: str) -> Node:
    return node(
        "PostalAddress",
        streetAddress=street,
        addressLocality=city,
        addressRegion=region,
        postalCode=postcode,
        addressCountry=country,
    )


def place(*, latitude: Any, longitude: Any) -> Node | None:
    if latitude is None or longitude is None:
        return None
    return node("GeoCoordinates", latitude=float(latitude), longitude=float(longitude))


def opening_hours(schedule: Schedule) -> list[Node]:
    """The usual week: one entry for an interval and all the days on which it is open."""
    days: dict[Interval, list[str]] = {}
    for entry in week_of(schedule):
        for interval in entry.intervals:
            days.setdefault(interval, []).extend(WEEKDAYS[entry.first : entry.last + 1])
    return [
        node("OpeningHoursSpecification", dayOfWeek=names, **_times(interval))
        for interval, names in days.items()
    ]


def special_hours(schedule: Schedule, *, today: date) -> list[Node]:
    """The dated overrides that the page announces. Closed is written as midnight to midnight."""
    found = []
    for special in special_days(schedule, reasons={}, today=today):
        valid = {
            "validFrom": special.first.isoformat(),
            "validThrough": special.last.isoformat(),
        }
        closed = {"opens": "00:00", "closes": "00:00"}
        hours = [_times(interval) for interval in special.intervals] or [closed]
        found += [node("OpeningHoursSpecification", **times, **valid) for times in hours]
    return found


def _times(interval: Interval) -> dict[str, str]:
    closes = END_OF_DAY if interval.closes == MIDNIGHT else interval.closes
    return {"opens": f"{interval.opens:%H:%M}", "closes": f"{closes:%H:%M}"}


# The site and its pages.


def website(*, id: str, url: str, name: str, publisher_id: str) -> Node:
    return node("WebSite", id=id, url=url, name=name, publisher=ref(publisher_id))


def web_page(
    kind: str, *, id: str, url: str, name: str, language: str, website_id: str, **more: Any
) -> Node:
    return node(
        kind,
        id=id,
        url=url,
        name=name,
        inLanguage=language,
        isPartOf=ref(website_id),
        **more,
    )


def breadcrumbs(*, id: str, steps: list[tuple[str, str]]) -> Node | None:
    """The way to a page, as pairs of name and address; nothing for a front page."""
    if len(steps) < 2:
        return None
    items = [
        node("ListItem", position=position, name=name, item=url)
        for position, (name, url) in enumerate(steps, 1)
    ]
    return node("BreadcrumbList", id=id, itemListElement=items)


def item_list(pages: Iterable[tuple[str, str]]) -> Node | None:
    """The pages that a list shows, as pairs of name and address."""
    items = [
        node("ListItem", position=position, name=name, url=url)
        for position, (name, url) in enumerate(pages, 1)
    ]
    return node("ItemList", numberOfItems=len(items), itemListElement=items) if items else None


def picture(*, url: str, caption: str = "", credit: str = "") -> Node | None:
    return node("ImageObject", url=url, caption=caption, creditText=credit) if url else None


def faq_page(*, id: str, page_id: str, questions: Iterable[tuple[str, str]]) -> Node | None:
    """Questions and their answers in plain text; nothing without any."""
    entries = [
        node("Question", name=question, acceptedAnswer=node("Answer", text=answer))
        for question, answer in questions
    ]
    if not entries:
        return None
    return node("FAQPage", id=id, isPartOf=ref(page_id), mainEntity=entries)
