"""The clock jumps, and the two nights on which the clinic's clocks are changed."""

import time
from datetime import UTC, datetime
from functools import partial

from .calm import calm
from .checker import Findings
from .clock import set_clock, told_time
from .faults import Fault
from .lab import Lab

HOUR, DAY = 3600, 24 * 3600
JUMPS = (HOUR, -HOUR, DAY, -DAY)
SECONDS = 4  # between two jumps
# Half a minute before the clocks of Minnesota are put back, and before they are put forward.
AUTUMN = datetime(2026, 11, 1, 6, 59, 45, tzinfo=UTC).timestamp()
SPRING = datetime(2027, 3, 14, 7, 59, 45, tzinfo=UTC).timestamp()
PAST_THE_HOUR = 20
ORDINARY = AUTUMN - 7 * DAY
ON_THE_WALL = {"FAULTS_CLOCK_ON_THE_WALL": "America/Chicago"}
NEW_ID = {"FAULTS_CHANNEL": "bench.faults.unsafe.NewMessageId"}
LEASE, WORKERS, SLOWNESS = "60", 2, 1  # seconds, workers, seconds for a mail


def jump(lab: Lab, *, times: int, **unsafe: str) -> Findings:
    """An hour forward, an hour back, a day forward and back, for web server and workers alike.

    By each jump forward all claims run out at once: a mail in each worker's hand may be taken over.
    """
    clock = lab.new_folder("clock") / "clock.json"
    set_clock(clock, at=time.time())
    environment = {"FAULTS_CLOCK": str(clock), "FAULTS_LEASE": LEASE} | unsafe
    with lab.clinic(workers=WORKERS, **environment) as clinic:
        clinic.post_office.slowness = SLOWNESS
        with clinic.visitors(pause=1) as visitors:
            for seconds in JUMPS * times:
                visitors.wait_for(3)
                time.sleep(SECONDS)
                set_clock(clock, at=told_time(clock) + seconds)
            visitors.wait_for(3)
        clinic.post_office.slowness = 0
        set_clock(clock, at=told_time(clock) + DAY + HOUR)  # until what was asked tomorrow is due
        forward = times * sum(seconds > 0 for seconds in JUMPS) + 1
        return clinic.findings(visitors.history, may_copy=forward * WORKERS)


def changed_clocks(lab: Lab) -> Findings:
    return night(lab, at=AUTUMN) + night(lab, at=SPRING)


def night(lab: Lab, *, at: float, **unsafe: str) -> Findings:
    """Visitors ask in the last minute before; the worker, at speed 1, begins the minute after."""
    clock = lab.new_folder("clock") / "clock.json"
    set_clock(clock, at=at)
    with lab.clinic(workers=0, FAULTS_CLOCK=str(clock), **unsafe) as clinic:
        with clinic.visitors(pause=0.5) as visitors:
            visitors.wait_for(5)
            set_clock(clock, at=at + PAST_THE_HOUR)  # however long the start took
            visitors.wait_for(5)
        clinic.wait_for_worker(clinic.add_worker())
        return clinic.findings(visitors.history, patience=30)


def faults(*, quick: bool) -> list[Fault]:
    return [
        Fault(
            name="clock-jumps",
            title="The clock jumps an hour and a day, forward and back",
            extent="4 jumps",
            run=partial(jump, times=1),
            unsafe="a new Message-ID for each attempt",
            control=partial(jump, times=3, **NEW_ID),
            calm=calm(workers=WORKERS, slowness=SLOWNESS, **NEW_ID, FAULTS_LEASE=LEASE),
        ),
        Fault(
            name="clock-changes",
            title="The nights on which summer time begins and ends",
            extent="2 nights",
            run=changed_clocks,
            unsafe="counts by the clock on the wall",
            control=partial(night, at=AUTUMN, **ON_THE_WALL),
            calm=partial(night, at=ORDINARY, **ON_THE_WALL),
        ),
    ]
