"""A clinic that takes requests, on a Saturday night."""

import pytest

from tests.factories import (
    EDINA_PHONE,
    make_location,
    make_request_page,
    phones,
    set_organisation,
)
from tests.leads.visitor import SATURDAY_20


@pytest.fixture
def saturday_night(time_machine):
    """It is Saturday, 20:00, and stays so."""
    time_machine.move_to(SATURDAY_20, tick=False)


@pytest.fixture
def loopback(settings):
    """Webhooks may go to this machine, and are waited for as long as it may be slow."""
    settings.CLINIC = settings.CLINIC | {
        "WEBHOOK_ALLOW_LOOPBACK": True,
        "WEBHOOK_TIMEOUT_SECONDS": 5,
    }


@pytest.fixture
def st_paul():
    """Where those work whom a test is about."""
    return make_location("St. Paul")


@pytest.fixture
def edina():
    """The other location, whose leads are none of theirs."""
    return make_location("Edina")


@pytest.fixture
def clinic(db):
    """St. Paul, which is the default, Edina, and the page with the form."""
    st_paul = make_location("St. Paul", promise_open_minutes=60)
    edina = make_location("Edina", promise_open_minutes=60, phones=phones(EDINA_PHONE))
    set_organisation(
        default_location=st_paul, consent_text="You agree to a call.", emergency_text="Call 911!"
    )
    return {"st_paul": st_paul, "edina": edina, "page": make_request_page()}
