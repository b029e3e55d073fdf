"""A small clinic for tests of whole pages, and how to look at them."""

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from conditions.models import (
    ArticleIndexPage,
    ConditionIndexPage,
    PractitionerIndexPage,
    TreatmentIndexPage,
    TreatmentPage,
)
from locations.models import LocationIndexPage
from tests.factories import (
    EDINA_PHONE,
    home_page,
    index_page,
    make_article,
    make_condition,
    make_image,
    make_location,
    make_practitioner,
    make_request_page,
    make_treatment,
    phones,
    set_organisation,
)

ST_PAUL_LINK, EDINA_LINK = "tel:+16512246678", "tel:+19523034115"
CONSULTATION = {"heading": "Talk with us", "text": "", "location": None, "show_form": False}
QUESTION = ("question", {"question": "Does it hurt?", "answer": "<p>No.</p>"})


class Clinic:
    """A small clinic whose pages all show everything that their type can show."""

    def __init__(self, *, links: int = 1) -> None:
        set_organisation(name="Two Rivers")
        self.st_paul = make_location(image=make_image())
        self.edina = make_location("Edina", phones=phones(EDINA_PHONE))
        places = [self.st_paul, self.edina]
        self.treatments = [
            make_treatment(
                locations=places,
                image=make_image(),
                duration_minutes=60,
                price=95,
                what_happens="<p>You lie down.</p>",
                faq=[QUESTION] * links,
            )
            for _ in range(links)
        ]
        self.conditions = [
            make_condition(
                treatments=self.treatments,
                image=make_image(),
                symptoms="<p>Pain.</p>",
                findings=[_finding(treatment) for treatment in self.treatments],
                faq=[QUESTION] * links,
            )
            for _ in range(links)
        ]
        topics = {"treatments": self.treatments, "conditions": self.conditions}
        self.practitioners = [
            make_practitioner(locations=places, image=make_image(), **topics) for _ in range(links)
        ]
        body = [
            ("text", "<p>Running text.</p>"),
            ("points", {"heading": "Why", "points": [{"heading": "First", "text": "<p>So.</p>"}]}),
            ("image", {"image": make_image(), "caption": "A hip", "credit": "Drawn here"}),
            ("callout", {"kind": "urgent", "heading": "Go now", "text": "<p>Call 911.</p>"}),
            ("consultation", CONSULTATION),
        ]
        author = self.practitioners[0]
        self.articles = [
            make_article(author=author, image=make_image(), body=body, **topics)
            for _ in range(links)
        ]
        self.request_page = make_request_page()
        self.home = home_page()

    def page(self, name: str) -> Page:
        pages: dict[str, Callable[[], Page]] = {
            "home": lambda: self.home,
            "location": lambda: self.st_paul,
            "treatment": lambda: self.treatments[0],
            "condition": lambda: self.conditions[0],
            "practitioner": lambda: self.practitioners[0],
            "article": lambda: self.articles[0],
            "request": lambda: self.request_page,
        }
        return pages[name]() if name in pages else index_page(INDEXES[name])


def _finding(treatment: TreatmentPage) -> tuple[str, dict[str, Any]]:
    facts = {"statement": "Less pain", "effect": "helps", "certainty": "low", "text": ""}
    return "finding", facts | {"treatment": treatment}


INDEXES = {
    "locations": LocationIndexPage,
    "treatments": TreatmentIndexPage,
    "conditions": ConditionIndexPage,
    "practitioners": PractitionerIndexPage,
    "articles": ArticleIndexPage,
}
SINGLES = ["home", "location", "treatment", "condition", "practitioner", "article"]
ALL = [*SINGLES, *INDEXES]


def soup_of(client: Client, page: Page | str, **headers: str) -> BeautifulSoup:
    url = page if isinstance(page, str) else page.get_url()
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cost_of(client: Client, page: Page | str) -> int:
    """How many queries a page takes that has been shown before."""
    url = page if isinstance(page, str) else page.get_url()
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def links_of(soup: BeautifulSoup) -> set[str]:
    return {link["href"] for link in soup.find_all("a", href=True)}
