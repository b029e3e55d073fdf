"""A few hundred of the cases of `make inputs`, the same ones every time; and that they would tell."""

import logging

import pytest
from django.http import HttpResponse

from tests.inputs.cases import Case
from tests.inputs.corpus import EMAILS, NAMES, PHONES
from tests.inputs.doors import addresses
from tests.inputs.fuzzing import Doors
from tests.inputs.visitors import kept
from tests.inputs.world import plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet():
    """Refused requests are logged, thousands of them."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_input_is_a_fault_and_what_is_taken_is_stored():
    doors = Doors(plant(), only="/admin/clinic/inbox/import/")
    assert {"clinic_lead_import:start", "clinic_lead_import:result"} <= doors.walked.seen
    tried = doors.try_all(cases=300)
    assert not tried.wrong
    assert tried.total == 300
    assert {("people", 303), ("form", 422), ("api", 201), ("admin", 200)} <= set(tried.statuses)
