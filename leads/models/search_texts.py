"""What a lead is found by, in two parts: what everybody reads, and how its person is reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..folding import searchable

# What stands behind the words that everybody reads who sees the lead, and before how its person is
# reached. No folded word has a line end in it.
CONTACT = "\n"


@dataclass(frozen=True, slots=True)
class Findable:
    """Folded words: those that everybody reads who sees the lead, and how its person is reached."""

    open: str
    contact: str


def text_of(lead: Any, *, again: Iterable[Findable] = ()) -> str:
    """Return what a lead is found by; `again` is what its follow-ups add."""
    numbers = {"phone": lead.phone, "phone_typed": lead.phone_typed}
    own = Findable(
        searchable(words=[lead.name, lead.topic, lead.message], reference=lead.reference),
        searchable(words=[lead.email], reference="", **numbers),
    )
    parts = [own, *again]
    said, reached = (_joined(getattr(one, side) for one in parts) for side in ("open", "contact"))
    return f"{said}{CONTACT}{reached}" if said or reached else ""


def text_of_follow_up(text: str, said: dict[str, str]) -> Findable:
    """Return what a lead is found by because its person asked again."""
    words = [text, *(said.get(name, "") for name in ("name", "topic"))]
    numbers = {name: said.get(name, "") for name in ("phone", "phone_typed")}
    now = searchable(words=[said.get("email", "")], reference="", **numbers)
    before = searchable(words=[], reference="", phone_typed=said.get("phone_before", ""))
    return Findable(searchable(words=words, reference=""), _joined([now, before]))


def _joined(texts: Iterable[str]) -> str:
    """Folded texts as one: each begins and ends with a space."""
    own, *others = texts
    return own + "".join(text.lstrip() if own else text for text in others)
