"""The database server hangs or crashes while visitors send requests."""

import random
import time
from collections.abc import Callable
from functools import partial

from .checker import Findings
from .faults import BARE_ERRORS, Fault
from .lab import Lab
from .postgresql import Cluster

HANGS, CONTROL_HANGS = 6, 2
CRASHES, CONTROL_CRASHES = 18, 3
# Seconds of each; longer than anybody waits.
HUNG = 8
# Seconds: what a worker had claimed when the database went is claimed anew after them.
LEASE = "20"
# Commits are answered before they are flushed, and lie in memory for up to three times as long.
ASYNCHRONOUS = {"synchronous_commit": "off", "wal_writer_delay": "10s"}

# Done to the server for the first, second … time; it is back when it returns.
Trouble = Callable[[Cluster, int], None]


def disturb(
    lab: Lab,
    *,
    trouble: Trouble,
    times: int,
    server: dict[str, str] | None = None,
    **unsafe: str,
) -> Findings:
    """Make trouble at random moments, some of them before, in or after a commit.

    `server` is what PostgreSQL is told, `unsafe` what the site is told besides.
    """
    lab.cluster.restart_with(server or {})
    try:
        with lab.clinic(database="postgresql", FAULTS_LEASE=LEASE, **unsafe) as clinic:
            with clinic.visitors() as visitors:
                for number in range(times):
                    visitors.wait_for(5)
                    time.sleep(random.uniform(0, 0.3))  # noqa: S311
                    trouble(lab.cluster, number)
                visitors.wait_for(5)
            return clinic.findings(visitors.history, may_copy=times)
    finally:
        lab.cluster.restart_with({})


def hang(cluster: Cluster, _number: int) -> None:
    """Stop all its processes.

    What was under way is done when they go on, though its visitor was turned away meanwhile.
    """
    cluster.freeze()
    try:
        time.sleep(HUNG)
    finally:
        cluster.thaw()


def crash(cluster: Cluster, number: int) -> None:
    """Every second time each process of the server is killed, else it is told to end at once."""
    cluster.crash(kill=number % 2 == 0)
    time.sleep(0.5)
    cluster.start()


def faults(*, quick: bool) -> list[Fault]:
    return [
        Fault.of(
            partial(disturb, trouble=crash),
            name="crashed-postgresql",
            title="PostgreSQL crashes under load (SIGKILL, SIGQUIT)",
            extent=f"{CRASHES} crashes",
            times=CRASHES,
            unsafe="synchronous_commit = off",
            control_times=CONTROL_CRASHES,
            server=ASYNCHRONOUS,
        ),
        Fault.of(
            partial(disturb, trouble=hang),
            name="hung-postgresql",
            title="PostgreSQL hangs under load (SIGSTOP)",
            extent=f"{HANGS} times {HUNG} s",
            times=HANGS,
            unsafe="Django's own error page",
            control_times=CONTROL_HANGS,
            **BARE_ERRORS,
        ),
    ]
