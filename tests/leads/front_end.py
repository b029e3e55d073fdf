"""What a front end does, for tests: fetch the form, send what was typed, keep the receipt."""

import uuid
from typing import Any

from django.test import Client

API = "/api/v3/consultation-requests/"
NAMED = {"name": "Ana", "phone": "612-555-0114", "location": "any"}


def drawn(client: Client, query: str = "", **headers: str) -> dict[str, Any]:
    """The form as it must be drawn."""
    answer = client.get(f"{API}form/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.json()


def post(client: Client, body: Any, *, key: str = "", query: str = "", **headers: str) -> Any:
    """Send a body as it is, under a key of its own unless one is given."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4()), **headers}
    return client.post(f"{API}{query}", body, content_type="application/json", headers=headers)


def ask(client: Client, time_machine: Any = None, *, key: str = "", **typed: Any) -> Any:
    """Fetch the form, take a minute to fill it in, send it."""
    stamp = drawn(client)["stamp"]
    if time_machine is not None:
        time_machine.shift(60)
    return post(client, {**NAMED, "stamp": stamp, **typed}, key=key)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """What a refusal says."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not answer.cookies
    told = answer.json()
    assert told["status"] == status
    return told


def pointers(answer: Any) -> list[str]:
    return [error["pointer"] for error in problem(answer, 422)["errors"]]
