"""Delivery workers are killed with SIGKILL while they send."""

import random
import time
from functools import partial

from .calm import calm
from .checker import Findings
from .faults import Fault
from .lab import Lab

WORKERS = 3
ROUNDS, QUICK_ROUNDS = 4, 1
SLOWNESS = 0.3  # seconds the mail server needs for each mail
UNSAFE = "bench.faults.unsafe.RecordFirst"


def kill(lab: Lab, *, rounds: int, **unsafe: str) -> Findings:
    """Kill each of three workers, `rounds` times. Each dies with one mail in hand at most."""
    with lab.clinic(workers=WORKERS, preloaded=True, **{"FAULTS_LEASE": "5"} | unsafe) as clinic:
        clinic.post_office.slowness = SLOWNESS
        with clinic.visitors(pause=0.3) as visitors:
            for number in range(rounds * WORKERS):
                visitors.wait_for(4)
                time.sleep(random.uniform(0, 0.5))  # noqa: S311
                clinic.workers[number % WORKERS].kill()
                clinic.workers[number % WORKERS].start()
            visitors.wait_for(4)
        return clinic.findings(visitors.history, may_copy=rounds * WORKERS)


def faults(*, quick: bool) -> list[Fault]:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    return [
        Fault(
            name="killed-senders",
            title="Three delivery workers killed (SIGKILL) while they send",
            extent=f"{rounds * WORKERS} kills",
            run=partial(kill, rounds=rounds),
            unsafe="records before it sends",
            control=partial(kill, rounds=2, FAULTS_CHANNEL=UNSAFE),
            calm=calm(workers=WORKERS, slowness=SLOWNESS, FAULTS_CHANNEL=UNSAFE),
        )
    ]
