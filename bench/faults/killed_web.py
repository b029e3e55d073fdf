"""All that holds the database is killed with SIGKILL while visitors send requests."""

import random
import time
from functools import partial
from pathlib import Path

from .calm import calm
from .checker import Findings
from .clinic import Clinic
from .faults import Fault
from .lab import Lab
from .stored import copy_database, is_sound

KILLS, QUICK_KILLS, CONTROL_KILLS = 500, 8, 4
# One clinic sees so many, then another one begins: more leads wait than its worker, which hardly
# lives, can look through.
KILLS_OF_ONE = 100
LEASE = "5"  # seconds until the next worker takes over what the killed one had claimed
MANY = 50  # of so many kills half must meet a request; of a few, chance has them meet one or all
LOOK_EVERY = 5  # kills, and after the last: is the database undamaged?
DRAIN_SECONDS = 600  # for the mails of all requests, should each worker be killed before it sends


def kill(lab: Lab, *, times: int, **unsafe: str) -> Findings:
    """Kill `times` times, at moments that are early and late in the lives of server and worker."""
    found, met = Findings(), 0
    for begun in range(0, times, KILLS_OF_ONE):
        more, more_met = kill_one(lab, times=min(KILLS_OF_ONE, times - begun), **unsafe)
        found, met = found + more, met + more_met
    print(f"A request was under way at {met} of {times} kills.", flush=True)
    if met < (times / 2 if times >= MANY else 1):
        raise RuntimeError("there was no load to be killed under")
    return found


def kill_one(lab: Lab, *, times: int, **unsafe: str) -> tuple[Findings, int]:
    """Return also how many kills met a request under way."""
    damaged = met = 0
    with lab.clinic(preloaded=True, **{"FAULTS_LEASE": LEASE} | unsafe) as clinic:
        with clinic.visitors() as visitors:
            for number in range(times):
                visitors.wait_for(random.randint(0, 3))  # noqa: S311
                clinic.post_office.wait_for(random.choice([0, 0, 0, 1, 2]))  # noqa: S311
                time.sleep(random.uniform(0, 0.5))  # noqa: S311
                met += visitors.history.has_under_way()
                clinic.kill()
                if number % LOOK_EVERY == 0:
                    damaged += not is_sound(copy_of_database(clinic))
                clinic.restart()
            visitors.wait_for(3)
        found = clinic.findings(visitors.history, patience=DRAIN_SECONDS, may_copy=times)
        clinic.kill()
        damaged += not is_sound(copy_of_database(clinic))
    return found + Findings(wrong=damaged), met


def copy_of_database(clinic: Clinic) -> Path:
    """What the killed have left, for a look at it that changes nothing."""
    return copy_database(clinic.folder / "db.sqlite3", clinic.folder / "copy")


def faults(*, quick: bool) -> list[Fault]:
    times = QUICK_KILLS if quick else KILLS
    unsafe = "bench.faults.unsafe.AcknowledgeFirst"
    return [
        Fault(
            name="killed-web",
            title="Web server and worker killed (SIGKILL) under load, SQLite",
            extent=f"{times} kills",
            run=partial(kill, times=times),
            unsafe="acknowledges before it stores",
            control=partial(kill, times=CONTROL_KILLS, FAULTS_MIDDLEWARE=unsafe),
            calm=calm(FAULTS_MIDDLEWARE=unsafe),
            is_quick=True,
        )
    ]
