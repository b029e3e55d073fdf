"""Delivery workers are killed with SIGKILL while they send."""

import random
import time
from functools import partial

from .checker import Findings
from .faults import Fault
from .lab import Lab

WORKERS = 3
ROUNDS, QUICK_ROUNDS = 4, 1


def kill(lab: Lab, *, rounds: int, **unsafe: str) -> Findings:
    """Kill each of three workers, `rounds` times; the mail server needs a moment for each mail."""
    with lab.clinic(workers=WORKERS, preloaded=True, **{"FAULTS_LEASE": "5"} | unsafe) as clinic:
        clinic.post_office.slowness = 0.3
        with clinic.visitors(pause=0.3) as visitors:
            for number in range(rounds * WORKERS):
                visitors.wait_for(4)
                time.sleep(random.uniform(0, 0.5))  # noqa: S311
                clinic.workers[number % WORKERS].kill()
                clinic.workers[number % WORKERS].start()
        return clinic.findings(visitors.history)


def faults(*, quick: bool) -> list[Fault]:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    return [
        Fault(
            name="killed-senders",
            title="Three delivery workers killed (SIGKILL) while they send",
            extent=f"{rounds * WORKERS} kills",
            run=partial(kill, rounds=rounds),
            unsafe="records before it sends",
            control=partial(kill, rounds=2, FAULTS_CHANNEL="bench.faults.unsafe.RecordFirst"),
        )
    ]
