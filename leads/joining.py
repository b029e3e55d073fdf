"""How a lead stands together with its parts, and how it would stand without them. Pure.

Who waits with one request waits with all of them: the earliest promise counts, and an answer that
was given before does not answer what is still open. What people do with the lead meanwhile is done
to the whole; so it is kept apart how the lead stands, how it would stand alone, and with which of
its parts somebody still waits. Then merges can be taken back in whatever order.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

# As they are stored: models are above this module.
NEW, WAITING = "new", "waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a lead what a merge may change."""

    status: str
    answered_at: datetime | None
    due_at: datetime | None
    snoozed_until: datetime | None
    snoozed_by_id: int | None

    @property
    def is_open(self) -> bool:
        return self.status in {NEW, WAITING}

    @property
    def is_our_turn(self) -> bool:
        return self.answered_at is None or self.status == NEW

    def with_question(self, due_at: datetime | None) -> "Standing":
        """How it stands when somebody waits for an answer by `due_at` as well."""
        if self.answered_at is None:
            due = min(filter(None, [self.due_at, due_at]), default=None)
            return replace(self, due_at=due)
        status = NEW if self.is_open else self.status
        return Standing(status, None, due_at, None, None)


@dataclass(frozen=True, slots=True)
class Joined:
    """A lead with its parts: how it stands, how it would alone, {part: by when we owe an answer}.

    Parts that have been answered, or never waited, are not in `owed`.
    """

    together: Standing
    alone: Standing
    owed: Mapping[str, datetime | None] = field(default_factory=dict)

    def joined_by(self, part: str, *, due_at: datetime | None) -> "Joined":
        """How it stands once a part has joined with which somebody waits."""
        owed = {**self.owed, part: due_at}
        return Joined(self.together.with_question(due_at), self.alone, owed)

    def left_by(self, part: str) -> "Joined":
        """How it stands once a part is none any more. What people changed stays changed."""
        owed = {name: due for name, due in self.owed.items() if name != part}
        before, after = _standing(self.alone, self.owed), _standing(self.alone, owed)
        together = replace(after, **_changes(before, self.together))
        return Joined(together, self.alone, owed)

    def since(self, now: Standing, *, is_answered: bool, is_asked: bool) -> "Joined":
        """How it stands `now`, after people have worked on it.

        Was anything answered since, or did its own person ask again?
        """
        changes = _changes(self.together, now)
        alone = now if is_asked and now.answered_at is None else replace(self.alone, **changes)
        owed = {} if is_answered or changes.get("answered_at") else self.owed
        return Joined(now, alone, owed)

    def asked_by(self, part: str, now: Standing) -> "Joined":
        """How it stands `now`, after the person of a part asked something with it."""
        return Joined(now, self.alone, {**self.owed, part: now.due_at})


def _standing(alone: Standing, owed: Mapping[str, datetime | None]) -> Standing:
    stands = alone
    for due_at in owed.values():
        stands = stands.with_question(due_at)
    return stands


def _changes(before: Standing, now: Standing) -> dict[str, Any]:
    old, new = asdict(before), asdict(now)
    changed = {name: value for name, value in new.items() if value != old[name]}
    pair = ("snoozed_until", "snoozed_by_id")
    if not changed.keys().isdisjoint(pair):
        changed |= {name: new[name] for name in pair}
    return changed
