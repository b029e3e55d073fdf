"""The connection to PostgreSQL breaks in a transaction, and who meets the error keeps it to itself.

Only what makes sure of the commit knows that nothing was stored (`locations.faults.committed`).
"""

from .checker import Findings
from .crash_points import hand_out, wait_until_empty
from .faults import Fault
from .lab import Lab

TIMES, CONTROL_TIMES = 12, 4
POINT = "connection lost before commit"


def lose(lab: Lab, *, times: int, **unsafe: str) -> Findings:
    tickets = lab.new_folder("crashes")
    environment = {"FAULTS_CRASH_AT": POINT, "FAULTS_CRASHES": str(tickets)} | unsafe
    with lab.clinic(database="postgresql", **environment) as clinic:
        hand_out(tickets, times)
        with clinic.visitors() as visitors:
            wait_until_empty(tickets)
            visitors.wait_for(5)
        return clinic.findings(visitors.history)


def faults(*, quick: bool) -> list[Fault]:
    return [
        Fault.of(
            lose,
            name="lost-connection",
            title="Connection to PostgreSQL lost before the commit, and the error caught",
            extent=f"{TIMES} times",
            times=TIMES,
            unsafe="Django's own transaction, which ends without a commit and without an error",
            control_times=CONTROL_TIMES,
            FAULTS_UNCHECKED_COMMITS="yes",
        )
    ]
