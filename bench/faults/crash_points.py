"""A process ends at a named point of receiving or sending, without any clean-up (`crashing.py`)."""

import time
from functools import partial
from pathlib import Path
from typing import Any

from .calm import Calm, calm
from .checker import Findings
from .faults import Fault
from .lab import Lab
from .processes import Supervisor

CRASHES, CONTROL_CRASHES, QUICK_CRASHES = 8, 4, 2
SECONDS = 120  # for all crashes of a point to happen
# Seconds until another worker takes over what a dead one had claimed: more than a busy machine lets
# a living one wait.
LEASE = "15"
UNSAFE = "bench.faults.unsafe"


def crash_at(
    lab: Lab,
    point: str,
    *,
    times: int,
    new_keys: bool = False,
    patience: float = 120,
    may_copy: int = 0,
    **unsafe: str,
) -> Findings:
    """Let processes end at `point`, `times` times. Whoever ends is started again."""
    tickets = lab.new_folder("crashes")
    environment = {"FAULTS_LEASE": LEASE, "FAULTS_CRASH_AT": point, "FAULTS_CRASHES": str(tickets)}
    with lab.clinic(workers=2, preloaded=True, **environment | unsafe) as clinic:
        hand_out(tickets, times)  # not before: what is forked rehearses all of it
        # Granian starts its own anew, and gives up when one ends soon after another.
        supervisor = Supervisor([*clinic.workers, *clinic.servers])
        supervisor.start()
        try:
            with clinic.visitors(new_keys=new_keys) as visitors:
                wait_until_empty(tickets)
                visitors.wait_for(3)
            return clinic.findings(visitors.history, patience=patience, may_copy=may_copy)
        finally:
            supervisor.stop()


def hand_out(tickets: Path, times: int) -> None:
    """Let it happen so many times: each time needs a file."""
    for number in range(times):
        (tickets / str(number)).touch()


def wait_until_empty(tickets: Path) -> None:
    until = time.monotonic() + SECONDS
    while any(tickets.iterdir()):
        if time.monotonic() > until:
            raise TimeoutError("not all crashes happened")
        time.sleep(0.1)


def faults(*, quick: bool) -> list[Fault]:
    times = QUICK_CRASHES if quick else CRASHES
    first, new_id, for_ever = f"{UNSAFE}.AcknowledgeFirst", f"{UNSAFE}.NewMessageId", "1000000"

    def fault(point: str, *, unsafe: str, calm: Calm, may_copy: int = 0, **control: Any) -> Fault:
        return Fault(
            name=f"crash-{point.replace(',', '').replace(' ', '-')}",
            title=f"Process ends {point}",
            extent=f"{times} crashes",
            run=partial(crash_at, point=point, times=times, may_copy=may_copy),
            unsafe=unsafe,
            control=partial(crash_at, point=point, times=CONTROL_CRASHES, **control),
            calm=calm,
        )

    return [
        fault(
            "before commit",
            unsafe="acknowledges before it stores",
            calm=calm(FAULTS_MIDDLEWARE=first),
            FAULTS_MIDDLEWARE=first,
        ),
        fault(
            "after commit, before the answer",
            unsafe="a form with a new key each time",
            calm=calm(new_keys=True),
            new_keys=True,
        ),
        fault(
            "after claim, before sending",
            unsafe="claims that never run out",
            calm=calm(workers=2, FAULTS_LEASE=for_ever),
            FAULTS_LEASE=for_ever,
            patience=15,
        ),
        fault(
            "after sending, before the record",
            unsafe="a new Message-ID for each attempt",
            calm=calm(FAULTS_CHANNEL=new_id),
            may_copy=times,
            FAULTS_CHANNEL=new_id,
        ),
    ]
