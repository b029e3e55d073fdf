"""A fault in what follows is survived; a database that is away is not taken for one."""

import logging

import pytest
from django.db import OperationalError, connection

from locations.faults import survived

pytestmark = pytest.mark.django_db
logger = logging.getLogger(__name__)


def test_fault_is_logged_and_costs_no_more(caplog):
    typed = "what somebody " + "typed"  # the log has the line that raised
    with survived(logger, "It was not done."):
        raise ValueError(typed)
    assert "It was not done. builtins.ValueError" in caplog.text
    assert typed not in caplog.text


def test_database_that_is_away_is_raised_as_it_is():
    """The delivery worker waits for a database that is away; any other error ended it."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection unexpectedly")

    with (
        connection.execute_wrapper(refuse),
        pytest.raises(OperationalError),
        survived(logger, "It was not done."),
    ):
        pytest.fail("nothing is done without a database")
