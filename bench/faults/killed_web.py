"""The web server is killed with SIGKILL while visitors send requests."""

import random
import time
from functools import partial

from .checker import Findings
from .faults import Fault
from .lab import Lab

KILLS, QUICK_KILLS, CONTROL_KILLS = 120, 4, 4


def kill(lab: Lab, *, times: int, **environment: str) -> Findings:
    with lab.clinic(**environment) as clinic:
        with clinic.visitors() as visitors:
            for _kill in range(times):
                visitors.wait_for(3)
                time.sleep(random.uniform(0, 0.5))  # noqa: S311
                clinic.web.kill()
                clinic.web.restart()
            visitors.wait_for(3)
        return clinic.findings(visitors.history)


def faults(*, quick: bool) -> list[Fault]:
    times = QUICK_KILLS if quick else KILLS
    unsafe = partial(
        kill, times=CONTROL_KILLS, FAULTS_MIDDLEWARE="bench.faults.unsafe.AcknowledgeFirst"
    )
    return [
        Fault(
            name="killed-web",
            title="Web server killed (SIGKILL) under load, SQLite",
            extent=f"{times} kills",
            run=partial(kill, times=times),
            unsafe="acknowledges before it stores",
            control=unsafe,
            is_quick=True,
        )
    ]
