"""The database server crashes while visitors send requests."""

import random
import time
from functools import partial

from .checker import Findings
from .faults import Fault
from .lab import Lab

CRASHES, CONTROL_CRASHES = 18, 3
# Seconds: what a worker had claimed when the database went is claimed anew after them.
LEASE = "20"
# Commits are answered before they are flushed, and lie in memory for up to three times as long.
ASYNCHRONOUS = {"synchronous_commit": "off", "wal_writer_delay": "10s"}


def crash(lab: Lab, *, times: int, settings: dict[str, str] | None = None) -> Findings:
    """Every second time each process of the server is killed, else it is told to end at once."""
    lab.cluster.restart_with(settings or {})
    try:
        with lab.clinic(database="postgresql", FAULTS_LEASE=LEASE) as clinic:
            with clinic.visitors() as visitors:
                for number in range(times):
                    visitors.wait_for(5)
                    time.sleep(random.uniform(0, 0.3))  # noqa: S311
                    lab.cluster.crash(kill=number % 2 == 0)
                    time.sleep(0.5)
                    lab.cluster.start()
                visitors.wait_for(5)
            return clinic.findings(visitors.history, may_copy=times)
    finally:
        lab.cluster.restart_with({})


def faults(*, quick: bool) -> list[Fault]:
    return [
        Fault(
            name="crashed-postgresql",
            title="PostgreSQL crashes under load (SIGKILL, SIGQUIT)",
            extent=f"{CRASHES} crashes",
            run=partial(crash, times=CRASHES),
            unsafe="synchronous_commit = off",
            control=partial(crash, times=CONTROL_CRASHES, settings=ASYNCHRONOUS),
            calm=partial(crash, times=0, settings=ASYNCHRONOUS),
        )
    ]
