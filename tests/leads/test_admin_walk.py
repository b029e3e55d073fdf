"""Every other address of the admin, Wagtail's own and ours about other things: no lead is behind
any of them.

Read from the URL resolver, as in test_inbox_walk.py: an address that comes with a new version of
Wagtail, or with a new app, is tried from then on. Whatever asks for a model is asked for leads, and
whatever asks for a number for a lead's. Nobody is told the canary's words, nothing of a lead is
changed, and nothing breaks. What everybody who may sign in can open is said below; an address that
lets them in and is not there fails.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from tests.leads.test_inbox_walk import (
    CANARY,
    METHODS,
    MISSING,
    OURS,
    PEOPLE,
    THINGS,
    answer_to,
    changed_unseen,
    everything_in,
    world,  # noqa: F401
)

pytestmark = pytest.mark.django_db

# Addresses that are not tried, and why not.
OUT = {
    "account_logout": "it ends the session with which the others are tried",
    "wagtailadmin_error_test": "it is there to fail, for whoever tries the page of errors",
}

# What everybody who may sign in opens: their own account, what they may choose from, and lists that
# show nothing of what they may not see. None of it knows leads.
OPEN: set[str] = set()

# What a stranger opens: the way in.
PUBLIC: set[str] = set()


Address = tuple[str, str]  # its name, and its whole pattern


def addresses() -> Iterator[Address]:
    """Yield each address below the admin but for those of `OURS`, which have rows of their own."""

    def below(patterns: Any, spaces: tuple[str, ...], route: str) -> Iterator[Address]:
        for pattern in patterns:
            whole = route + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLPattern):
                yield ":".join([*spaces, str(pattern.name)]), whole
            else:
                own = [pattern.namespace] if pattern.namespace else []
                yield from below(pattern.url_patterns, (*spaces, *own), whole)

    for name, route in below(get_resolver().url_patterns, (), ""):
        if route.startswith("admin/") and name.partition(":")[0] not in OURS:
            yield name, route


# What stands in an address for a parameter, unless it is a number.
SAID = {
    "app_label": "clinic_leads",
    "app_name": "clinic_leads",
    "content_type_app_name": "clinic_leads",
    "model_name": "lead",
    "content_type_model_name": "lead",
    "action": "delete",
    "action_name": "approve",
    "mode": "lead",
    "filter_spec": "original",
    "uidb64": "MQ",
    "token": "set-password",
    "kind": "phone",
    "rest": "nothing-of-this-name",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def url_of(route: str, number: int) -> str:
    def said(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return str(number) if name.endswith(("id", "pk")) else SAID[name]

    url = PARAMETER.sub(said, route)
    return "/" + url.replace("\\.", ".").replace("^", "").removesuffix("$")


def test_every_address_can_be_asked_for():
    """One with a parameter that is not known here fails; so does a reason that is not needed."""
    names = {name for name, route in addresses() if url_of(route, 1)}
    assert len(names) > 300
    assert set(OUT) <= names
    assert names >= OPEN | PUBLIC


@pytest.mark.parametrize("who", PEOPLE)
def test_walk(client, world, who):  # noqa: F811
    if world.people[who]:
        client.force_login(world.people[who])
    client.raise_request_exception = False
    numbers = {"own": world.own.pk, "other": world.other.pk, "missing": MISSING}
    wrong, opened = [], set()
    for name, route in addresses():
        if name in OUT:
            continue
        for thing in THINGS if PARAMETER.search(route) else ("own",):
            for method in METHODS:
                cell = f"{method} {name} on {thing}"
                url = url_of(route, numbers[thing])
                status, found = tried(client, world, who, url, method)
                wrong += [f"{cell}: {what}" for what in found]
                opened |= {name} if status == 200 else set()
    assert not wrong
    if who != "superuser":
        assert opened == (PUBLIC if who == "anonymous" else OPEN)
    assert ("_auth_user_id" in client.session) == (who != "anonymous")


def tried(client, world, who, url, method) -> tuple[int, list[str]]:  # noqa: F811
    """Try one door and undo what it did; return the answer's status and what was wrong."""
    with transaction.atomic():
        response = answer_to(client, method, url, world.body(world.own.pk))
        told = everything_in(response).replace("atlantic/canary", "")  # a time zone
        wrong = [f"{response.status_code}"] if response.status_code >= 500 else []
        # A superuser looks at all locations, whose titles and desks are no secret.
        if CANARY in told and who != "superuser":
            wrong.append("the canary sings")
        if method == "POST":
            wrong += [f"{what} changed" for what in changed_unseen(world, who)]
        transaction.set_rollback(True)
    return response.status_code, wrong
