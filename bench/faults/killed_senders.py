"""Delivery workers are killed with SIGKILL while they send."""

import random
import time
from functools import partial

from .checker import Findings
from .clinic import Clinic
from .crash_points import LEASE
from .faults import Fault
from .lab import Lab
from .processes import Process
from .visitors import Visitors

WORKERS = 3
ROUNDS, QUICK_ROUNDS = 4, 1
WAITING = 15  # requests, so that all three workers have something to send at once
SLOWNESS = 0.3  # seconds the mail server needs for each mail
QUIET_SECONDS = 3  # without a letter: who recorded one a second ago has sent it by then
UNSAFE = "bench.faults.unsafe.RecordFirst"


def kill(lab: Lab, *, rounds: int, **unsafe: str) -> Findings:
    """Let three workers send what waits; then kill each, `rounds` times.

    Before the first kill nothing explains a copy. Each that is killed has one mail in hand at most.
    """
    environment = {"FAULTS_LEASE": LEASE} | unsafe
    with lab.clinic(workers=0, preloaded=True, **environment) as clinic:
        clinic.post_office.slowness, clinic.quiet_seconds = SLOWNESS, QUIET_SECONDS
        with clinic.visitors() as visitors:
            visitors.wait_for(WAITING)
        for _one in range(WORKERS):
            clinic.add_worker()
        found = clinic.findings(visitors.history)
        with clinic.visitors(pause=0.3) as visitors:
            for number in range(rounds * WORKERS):
                kill_one(clinic, clinic.workers[number % WORKERS], visitors)
            visitors.wait_for(4)
        explained = found.copies + rounds * WORKERS
        return found + clinic.findings(visitors.history, may_copy=explained)


def kill_one(clinic: Clinic, worker: Process, visitors: Visitors) -> None:
    """Kill a worker that works, at a moment that nobody chose, and start it again."""
    clinic.wait_for_worker(worker)
    visitors.wait_for(4)
    time.sleep(random.uniform(0, 0.5))  # noqa: S311
    worker.kill()
    worker.start()


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
            calm=partial(kill, rounds=0, FAULTS_CHANNEL=UNSAFE),
        )
    ]
