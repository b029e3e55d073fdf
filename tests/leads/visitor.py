"""What a visitor does, for tests: fill in a form and send it with a browser, or just ask."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bs4 import BeautifulSoup

from leads.actions import receive
from leads.models import Lead
from leads.submissions import Submission
from tests.form_values import values_of

SATURDAY_20 = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)  # in Chicago, where the clinic is
MONDAY_10 = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
ASKED = Submission(name="Ana", phone="+16125550114", phone_typed="612 555 0114")

TYPED = {"name": "Ana", "phone": "612-555-0114", "location": "any"}


def read(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def values_in(response):
    """What a browser would send of the form in a response."""
    return values_of(read(response).find("form", class_="form"))


def action_of(response):
    return read(response).find("form", class_="form")["action"]


def opened(client, page, query="", **extra):
    """The form as the visitor finds it, and its values."""
    response = client.get(page.get_url() + query, **extra)
    assert response.status_code == 200
    return response, values_in(response)


def send(client, page, time_machine=None, after=timedelta(minutes=2), **typed):
    """Open the form, take some time to fill it in, send it."""
    response, values = opened(client, page)
    if time_machine is not None:
        time_machine.shift(after)
    return client.post(action_of(response), {**values, **TYPED, **typed})


def errors_in(response):
    return [error.get_text(" ", strip=True) for error in read(response).select(".form-error")]


def asked(key: str = "one", at: datetime = SATURDAY_20, **facts) -> Lead:
    """The lead of a submission; `facts` are fields of Submission."""
    return receive(submission=replace(ASKED, **facts), key=key, at=at)


def kinds(rows):
    """The kinds of events or deliveries, in the order they were written."""
    return [row.kind for row in rows.order_by("pk")]
