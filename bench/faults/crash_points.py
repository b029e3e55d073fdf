"""A process ends at a named point of receiving or sending, without any clean-up (`crashing.py`)."""

import time
from functools import partial
from pathlib import Path
from typing import Any

from .checker import Findings
from .faults import Fault
from .lab import Lab
from .processes import Supervisor

CRASHES, QUICK_CRASHES = 8, 2
SECONDS = 120  # for all crashes of a point to happen
LEASE = "5"  # seconds until another worker takes over what a dead one had claimed
UNSAFE = "bench.faults.unsafe"


def crash_at(
    lab: Lab,
    point: str,
    *,
    times: int,
    new_keys: bool = False,
    patience: float = 120,
    **unsafe: str,
) -> Findings:
    """Let processes end at `point`, `times` times. Whoever ends is started again."""
    tickets = lab.new_folder("crashes")
    environment = {"FAULTS_LEASE": LEASE, "FAULTS_CRASH_AT": point, "FAULTS_CRASHES": str(tickets)}
    with lab.clinic(workers=2, preloaded=True, **environment | unsafe) as clinic:
        for number in range(times):
            (tickets / str(number)).touch()
        # Granian starts its own anew, and gives up when one ends soon after another.
        supervisor = Supervisor([*clinic.workers, *clinic.servers])
        supervisor.start()
        try:
            with clinic.visitors(new_keys=new_keys) as visitors:
                wait_until_empty(tickets)
                visitors.wait_for(3)
            return clinic.findings(visitors.history, patience=patience)
        finally:
            supervisor.stop()


def wait_until_empty(tickets: Path) -> None:
    until = time.monotonic() + SECONDS
    while any(tickets.iterdir()):
        if time.monotonic() > until:
            raise TimeoutError("not all crashes happened")
        time.sleep(0.1)


def faults(*, quick: bool) -> list[Fault]:
    times = QUICK_CRASHES if quick else CRASHES

    def fault(point: str, *, unsafe: str, **control: Any) -> Fault:
        return Fault(
            name=f"crash-{point.replace(',', '').replace(' ', '-')}",
            title=f"Process ends {point}",
            extent=f"{times} crashes",
            run=partial(crash_at, point=point, times=times),
            unsafe=unsafe,
            control=partial(crash_at, point=point, times=QUICK_CRASHES, **control),
        )

    return [
        fault(
            "before commit",
            unsafe="acknowledges before it stores",
            FAULTS_MIDDLEWARE=f"{UNSAFE}.AcknowledgeFirst",
        ),
        fault(
            "after commit, before the answer",
            unsafe="a form with a new key each time",
            new_keys=True,
        ),
        fault(
            "after claim, before sending",
            unsafe="claims that never run out",
            FAULTS_LEASE="1000000",
            patience=15,
        ),
        fault(
            "after sending, before the record",
            unsafe="a new Message-ID for each attempt",
            FAULTS_CHANNEL=f"{UNSAFE}.NewMessageId",
        ),
    ]
