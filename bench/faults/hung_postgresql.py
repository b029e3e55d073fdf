"""The database server hangs while visitors send requests: it is there, and says nothing."""

import random
import time
from functools import partial

from .checker import Findings
from .faults import Fault
from .lab import Lab

TIMES, CONTROL_TIMES = 6, 2
# Seconds of each; longer than anybody waits.
HUNG = 8
# Seconds: what a worker had claimed when the database hung is claimed anew after them.
LEASE = "20"
BARE = {"FAULTS_MIDDLEWARE": "bench.faults.unsafe.BareErrors"}


def hang(lab: Lab, *, times: int, **unsafe: str) -> Findings:
    """Stop all its processes at a random moment, some of them before, in or after a commit.

    What was under way is done when they go on, though its visitor was turned away meanwhile.
    """
    with lab.clinic(database="postgresql", FAULTS_LEASE=LEASE, **unsafe) as clinic:
        with clinic.visitors() as visitors:
            for _time in range(times):
                visitors.wait_for(5)
                time.sleep(random.uniform(0, 0.3))  # noqa: S311
                lab.cluster.freeze()
                try:
                    time.sleep(HUNG)
                finally:
                    lab.cluster.thaw()
            visitors.wait_for(5)
        return clinic.findings(visitors.history, may_copy=times)


def faults(*, quick: bool) -> list[Fault]:
    return [
        Fault(
            name="hung-postgresql",
            title="PostgreSQL hangs under load (SIGSTOP)",
            extent=f"{TIMES} times {HUNG} s",
            run=partial(hang, times=TIMES),
            unsafe="Django's own error page",
            control=partial(hang, times=CONTROL_TIMES, **BARE),
            calm=partial(hang, times=0, **BARE),
        )
    ]
