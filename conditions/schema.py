"""Clinical pages as schema.org nodes. Pure functions: facts in, a node out.

A treatment is a therapy to medicine and a service with a price to everybody else: it has both
types, because only a service has offers.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from locations.schema import Node, node, ref, refs

TREATMENT = ["MedicalTherapy", "Service"]
CURRENCY = "USD"


def condition(
    *,
    id: str,
    name: str,
    url: str,
    also_called: list[str],
    treatment_ids: Iterable[str],
    **more: Any,
) -> Node:
    return node(
        "MedicalCondition",
        id=id,
        name=name,
        url=url,
        alternateName=also_called,
        possibleTreatment=refs(treatment_ids),
        **more,
    )


def treatment(
    *,
    id: str,
    name: str,
    url: str,
    also_called: list[str],
    provider_id: str,
    price: Decimal | None = None,
    minutes: int | None = None,
    side_effects: tuple[str, str] = ("", ""),
    **more: Any,
) -> Node:
    """`side_effects` is the heading of what is known of them, and the text."""
    heading, text = side_effects
    return node(
        TREATMENT,
        id=id,
        name=name,
        url=url,
        alternateName=also_called,
        provider=ref(provider_id),
        offers=_visit(price, minutes),
        adverseOutcome=node("MedicalEntity", name=heading, description=text) if text else None,
        **more,
    )


def _visit(price: Decimal | None, minutes: int | None) -> Node | None:
    if price is None:
        return None
    length = node("QuantitativeValue", value=minutes, unitCode="MIN") if minutes else None
    return node("Offer", price=f"{price:.2f}", priceCurrency=CURRENCY, eligibleDuration=length)


def person(
    *,
    id: str,
    name: str,
    url: str,
    credentials: list[str],
    works_for: str,
    licence: Node | None = None,
    **more: Any,
) -> Node:
    letters = [
        node("EducationalOccupationalCredential", name=name_, credentialCategory="credential")
        for name_ in credentials
    ]
    return node(
        "Person",
        id=id,
        name=name,
        honorificSuffix=", ".join(credentials),
        url=url,
        hasCredential=[*letters, *([licence] if licence else [])],
        worksFor=ref(works_for),
        **more,
    )


def licence(*, kind: str, number: str, state: str) -> Node | None:
    """A license to practice; nothing without its kind."""
    if not kind:
        return None
    giver = node("AdministrativeArea", name=state) if state else None
    return node(
        "EducationalOccupationalCredential",
        name=kind,
        credentialCategory="license",
        identifier=number,
        validIn=giver,
    )


def article(
    *,
    id: str,
    headline: str,
    url: str,
    page_id: str,
    written_on: date,
    changed_at: datetime | None,
    publisher_id: str,
    **more: Any,
) -> Node:
    """An article. Search engines show no more than 110 characters of a headline."""
    return node(
        "Article",
        id=id,
        headline=headline,
        url=url,
        mainEntityOfPage=ref(page_id),
        datePublished=written_on.isoformat(),
        dateModified=changed_at.isoformat(timespec="seconds") if changed_at else "",
        publisher=ref(publisher_id),
        **more,
    )


def citation(
    *,
    title: str,
    authors: str,
    year: int,
    journal: str = "",
    doi: str = "",
    pmid: str = "",
    url: str = "",
    is_study: bool = False,
) -> Node:
    """A source, as the list at the end of the page gives it."""
    numbers = {"DOI": doi, "PMID": pmid}
    writer = "Person" if is_study else "Organization"
    return node(
        "ScholarlyArticle" if is_study else "CreativeWork",
        name=title,
        author=[node(writer, name=name) for name in _names(authors, is_study)],
        datePublished=str(year),
        isPartOf=node("Periodical", name=journal) if journal else None,
        identifier=[
            node("PropertyValue", propertyID=kind, value=value)
            for kind, value in numbers.items()
            if value
        ],
        url=url,
    )


def _names(authors: str, is_study: bool) -> list[str]:
    """The people of a study one by one; what else there is has an organization as its author."""
    names = authors.split(",") if is_study else [authors]
    return [name.strip() for name in names if name.strip()]
