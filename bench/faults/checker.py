"""Compare what visitors know with what is stored and what arrived in the mailboxes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from .history import History
from .post_office import Letter
from .stored import StoredLead
from .visitors import answers_of

# What is stored as it was typed, letter by letter.
AS_TYPED = [one.name for one in fields(StoredLead) if one.name not in {"key", "reference"}]
# The mails that each request causes: one to the desk, one to the visitor.
LETTERS = 2
HARM = (
    "lost",
    "altered",
    "doubled",
    "undelivered",
    "told_twice",
    "wrong",
    "given_up",
    "unexplained_copies",
)


@dataclass(frozen=True)
class Findings:
    """What one run showed. All but the first two and `copies` must be 0."""

    acknowledged: int = 0
    turned_away: int = 0  # answers 503 that kept what was typed
    lost: int = 0  # acknowledged, and there is no lead
    altered: int = 0  # acknowledged, and something is not what was typed
    doubled: int = 0  # keys that were stored more than once
    undelivered: int = 0  # mails about acknowledged requests that never arrived
    told_twice: int = 0  # mails that arrived under more than one Message-ID
    wrong: int = 0  # answers that are neither a redirect nor such a 503
    given_up: int = 0  # requests that were never acknowledged, however long they were tried
    copies: int = 0  # further copies under the same Message-ID: mail programs show one
    unexplained_copies: int = 0  # of these, more than what was done can have caused

    @property
    def is_good(self) -> bool:
        return self.acknowledged > 0 and not self.has_harm

    @property
    def has_harm(self) -> bool:
        return any(getattr(self, name) for name in HARM)

    def harm(self) -> str:
        """What is wrong, in words such as "lost 2 of 30"; "" if nothing is."""
        wrong = [
            f"{name.replace('_', ' ')} {getattr(self, name)}"
            for name in HARM
            if getattr(self, name)
        ]
        return f"{', '.join(wrong)} of {self.acknowledged}" if wrong else ""

    def __add__(self, other: "Findings") -> "Findings":
        names = [field.name for field in fields(self)]
        return Findings(*(getattr(self, name) + getattr(other, name) for name in names))


def check(
    history: History,
    leads: Iterable[StoredLead],
    letters: Iterable[Letter] | None,
    *,
    may_copy: int = 0,
) -> Findings:
    """Return what is wrong, after all visitors have stopped.

    Without `letters` nobody asks whether mails arrived. `may_copy` is how many second copies what
    was done explains: one for each sender that died between “yes” and our record.
    """
    leads, acknowledged, answers = list(leads), history.acknowledged(), history.answers()
    heard = Findings(
        acknowledged=len(acknowledged),
        turned_away=answers["turned away"],
        wrong=answers["wrong"],
        given_up=answers["given up"],
    )
    found = heard + compare(acknowledged, leads)
    if letters is None:
        return found
    return found + _told(_expected(acknowledged, leads), letters, may_copy=may_copy)


def compare(acknowledged: Iterable[str], leads: Iterable[StoredLead]) -> Findings:
    """What became of requests in a database, to the letter."""
    known, leads = set(acknowledged), list(leads)
    stored = [lead.key for lead in leads]
    altered = {lead.key for lead in leads if not is_as_typed(lead)}
    return Findings(
        lost=len(known - set(stored)),
        altered=len(known & altered),
        doubled=len(stored) - len(set(stored)),
    )


def is_as_typed(lead: StoredLead) -> bool:
    typed = answers_of(lead.key)
    return all(getattr(lead, name) == typed[name] for name in AS_TYPED)


def _told(expected: list[tuple[str, str]], letters: Iterable[Letter], *, may_copy: int) -> Findings:
    arrived = _by_recipient(letters)
    copies = sum(len(ids) - len(set(ids)) for ids in arrived.values())
    return Findings(
        undelivered=sum(not arrived.get(one) for one in expected),
        told_twice=sum(len(set(arrived.get(one, []))) > 1 for one in expected),
        copies=copies,
        unexplained_copies=max(0, copies - may_copy),
    )


def _expected(acknowledged: list[str], leads: list[StoredLead]) -> list[tuple[str, str]]:
    """The mails there must be, each as (sort, whom or what it is about)."""
    references = {lead.key: lead.reference for lead in leads}
    receipts = [("receipt", key) for key in acknowledged]
    return receipts + [("desk", references[key]) for key in acknowledged if key in references]


def _by_recipient(letters: Iterable[Letter]) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for letter in letters:
        what = ("receipt", letter.key) if letter.key else ("desk", letter.reference)
        found.setdefault(what, []).append(letter.message_id)
    return found
