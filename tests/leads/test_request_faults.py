"""When we are at fault: what was typed is kept, and there is a number to ring."""

import pytest
from django.db import OperationalError, connection

from leads.models import Lead
from tests.leads.visitor import TYPED, action_of, opened, read, values_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_night")]


# Several INSERTs may be one statement.
WRITES = ("INSERT", "WITH")


def failing(*starts):
    """A database that refuses statements that start like one of these."""

    def execute_or_fail(execute, sql, params, many, context):
        if sql.startswith(starts):
            raise OperationalError(f"database is locked {params!r}")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(execute_or_fail)


@pytest.mark.parametrize("starts", [WRITES, ("SELECT", "SAVEPOINT", "UPDATE", *WRITES)])
def test_ask_when_the_database_is_away_keeps_everything_and_says_whom_to_call(
    client, clinic, caplog, starts
):
    response, values = opened(client, clinic["page"])
    typed = {**values, **TYPED, "message": "After work", "location": str(clinic["edina"].pk)}
    with failing(*starts):
        answer = client.post(action_of(response), typed)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies
    text = read(answer).get_text(" ", strip=True)
    assert "We could not store your request" in text
    assert "651-224-6678" in text
    assert "952-303-4115" in text
    assert "You agree to a call." in text
    kept = values_in(answer)
    assert {name: kept[name] for name in ("name", "phone", "message", "location")} == {
        "name": ["Ana"],
        "phone": ["612-555-0114"],
        "message": ["After work"],
        "location": [str(clinic["edina"].pk)],
    }
    assert kept["stamp"] == values["stamp"]
    assert "612-555-0114" not in caplog.text
    assert "After work" not in caplog.text
    assert "OperationalError" in caplog.text
    for _click in range(2):
        assert client.post(action_of(answer), kept).status_code == 303
    assert Lead.objects.get().location == clinic["edina"]


def test_ask_when_nothing_is_known_of_the_locations_carries_the_choice(client, clinic, monkeypatch):
    monkeypatch.setattr("leads.unavailable._last_places", ())
    with failing("SELECT"):
        answer = client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "language": "es"})
    assert answer.status_code == 503
    assert values_in(answer)["location"] == ["any"]
    assert "No hemos podido guardar su solicitud" in answer.content.decode()


def test_ask_with_a_fault_of_ours_keeps_what_was_typed(client, clinic, caplog, monkeypatch):
    def broken(**kwargs):
        raise ValueError(f"Something with {kwargs}")

    monkeypatch.setattr("leads.views.receive", broken)
    answer = client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "message": "After work"})
    assert answer.status_code == 503
    assert values_in(answer)["message"] == ["After work"]
    assert "builtins.ValueError" in caplog.text
    assert "After work" not in caplog.text
