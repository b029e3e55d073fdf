"""What this app shows on pages of other apps, and tells them of its own. Pure reads."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from locations.facts_shown import with_facts
from locations.models import LocationPage
from locations.published import published

from .leaves import leaves_of
from .models import (
    ArticlePage,
    ConditionPage,
    PractitionerLocation,
    PractitionerPage,
    TreatmentPage,
)
from .models.practitioners import practitioners_at
from .models.treatments import TreatmentLocation, treatments_at


def sections_of_location(location: LocationPage) -> list[dict[str, Any]]:
    """Who works at a location and what is offered there, in the language of its page.

    One query per section.
    """
    return [
        {
            "heading": _("Who you will meet here"),
            "id": "people",
            "pages": practitioners_at(location, locale=location.locale_id),
            "card": "clinic_conditions/includes/practitioner_card.html",
            "property": "employee",
        },
        {
            "heading": _("What we offer here"),
            "pages": treatments_at(location, locale=location.locale_id),
            "property": "availableService",
        },
    ]


# What routing and the consultation form ask about the page somebody came from.


def locations_of_page(page: Page) -> list[UUID]:
    """Translation keys of the locations that a treatment is offered at; [] for other pages."""
    if not isinstance(page, TreatmentPage):
        return []
    links = TreatmentLocation.objects.of_originals().filter(
        page__translation_key=page.translation_key
    )
    return list(links.values_list("location__translation_key", flat=True))


def locations_of_practitioner(page: Page) -> list[UUID]:
    """Translation keys of where the practitioner of a page works: its own, or the author's."""
    if isinstance(page, ArticlePage):
        page = page.author if page.author and page.author.live else None
    if not isinstance(page, PractitionerPage):
        return []
    links = PractitionerLocation.objects.of_originals().filter(
        page__translation_key=page.translation_key
    )
    return list(links.values_list("location__translation_key", flat=True))


def leaves_of_practitioner(page: Page) -> list[tuple[date, date]]:
    """First and last day of each leave of a page's practitioner: its own, or the author's."""
    if isinstance(page, ArticlePage):
        page = page.author
    if not isinstance(page, PractitionerPage):
        return []
    (person,) = with_facts([page])
    return [(leave.first, leave.last) for leave in leaves_of(person.leaves)]


def people_at(location: LocationPage, on: date) -> list[dict[str, Any]]:
    """Who works at a location, each once, and whether they are on leave on a day. For the desk."""
    people: dict[UUID, dict[str, Any]] = {}
    for person in practitioners_at(location):
        known = {"name": person.full_name, "away": person.is_away(on=on)}
        people.setdefault(person.translation_key, known)
    return list(people.values())


def topic_of_page(page: Page) -> str:
    """What a request from a page is about: the condition or treatment, an article's first one."""
    if isinstance(page, ConditionPage | TreatmentPage):
        return page.title
    if not isinstance(page, ArticlePage):
        return ""
    subjects = (
        ConditionPage.objects.filter(article_links__page=page),
        TreatmentPage.objects.filter(article_links__page=page),
    )
    for subject in subjects:
        first = published(subject).order_by("article_links__sort_order").first()
        if first is not None:
            return first.title
    return ""
