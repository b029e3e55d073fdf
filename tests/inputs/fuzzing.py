"""All doors together: made-up requests, sent in this process, on either database."""

from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from leads.models import Lead

from . import admin, visitors
from .cases import Case
from .doors import addresses
from .trying import Tried, send, stranger, taken_back
from .world import World

# Of a hundred cases, how many come by each door.
SHARES = {"people": 5, "form": 20, "api": 35, "open": 10, "admin": 30}


class Doors:
    """The doors of a planted clinic, opened once to see what they ask for."""

    def __init__(self, world: World, *, only: str = "") -> None:
        self.tried = Tried()
        screens = [reverse("clinic_inbox:detail", args=[lead.pk]) for lead in world.leads]
        self.walked = admin.walk(_signed_in(world.root), also=screens, only=only)
        self._visitor, self._root = stranger(), _signed_in(world.root)
        form = visitors.form_of(world.request_page, self._visitor)
        parameters = self.walked.parameters
        self.strategies: dict[str, st.SearchStrategy[Case]] = {
            "people": visitors.people(form),
            "form": visitors.senders(form),
            "api": visitors.programs(form),
            "open": admin.anywhere(addresses(admin=False), parameters)
            | _pages(world.pages, parameters),
            "admin": admin.cases(self.walked),
        }

    def try_all(self, *, cases: int, start: int = 0) -> Tried:
        """Send `cases` cases, by all doors; the same ones for the same `start`."""
        for number, (door, share) in enumerate(SHARES.items()):
            self.try_door(door, cases=max(1, cases * share // 100), start=start + number)
        return self.tried

    def try_door(self, door: str, *, cases: int, start: int) -> None:
        @seed(start)
        @settings(
            max_examples=cases,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=self.strategies[door])
        def one(case: Case) -> None:
            self.try_case(door, case)

        one()

    def try_case(self, door: str, case: Case) -> None:
        """Send one case, take back what it did, and note what was wrong with the answer."""
        client = self._root if door == "admin" else self._visitor
        with taken_back():
            answer = send(client, case)
            self.tried.note(door, case, answer)
            for what in _broken_promises(door, case, answer):
                self.tried.blame(f"{door}: {what}", case)
        _forget_session(client, keep=door == "admin")


def _broken_promises(door: str, case: Case, answer: Any) -> Iterable[str]:
    """What was said to be taken and is not stored; who was refused and should not have been."""
    if door == "people" and answer.status_code != 303:
        return [f"{answer.status_code} for what people write"]
    taken = (door in {"people", "form"} and answer.status_code == 303) or (
        door == "api" and answer.status_code == 201
    )
    if not taken:
        return []
    lead = Lead.objects.order_by("pk").last()
    if lead is None or lead.forgotten_at:
        return ["accepted and not stored"]
    return visitors.lost(lead, visitors.typed_in(case))


def _pages(pages: list[Any], parameters: list[str]) -> st.SearchStrategy[Case]:
    paths = st.sampled_from([page.get_url() for page in pages])
    methods = st.sampled_from(["GET", "HEAD", "POST"])
    return st.builds(Case, methods, paths, admin.queries(parameters), headers=admin.headers)


def _signed_in(user: Any) -> Client:
    client = stranger()
    client.force_login(user)
    return client


def _forget_session(client: Client, *, keep: bool) -> None:
    """A visitor who was given a cookie starts anew."""
    if not keep:
        client.cookies.clear()
