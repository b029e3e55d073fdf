"""What a fault is: something done to a clinic, and the same done to one that is not safe."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from .checker import Findings
from .lab import Lab

Run = Callable[[Lab], Findings]

# What a site is told that answers a fault of its own with nothing but 500.
BARE_ERRORS = {"FAULTS_MIDDLEWARE": "bench.faults.unsafe.BareErrors"}


@dataclass(frozen=True)
class Fault:
    """One row of the table. `control` must show harm, and `calm`, the same without the fault, none.

    Otherwise it would be the unsafe site, or the harness, that does the harm, and not the fault.
    """

    name: str  # for the command line
    title: str
    extent: str  # how often, how long
    run: Run
    unsafe: str  # what the control does
    control: Run
    calm: Run
    is_quick: bool = False  # in the short run, too

    @classmethod
    def of(
        cls,
        run: Callable[..., Findings],
        *,
        name: str,
        title: str,
        extent: str,
        times: int,
        unsafe: str,
        control_times: int,
        **unsafely: Any,
    ) -> "Fault":
        """What `run` does so many `times`; the control, which is told `unsafely`, less often."""
        control = partial(run, **unsafely)
        return cls(
            name=name,
            title=title,
            extent=extent,
            run=partial(run, times=times),
            unsafe=unsafe,
            control=partial(control, times=control_times),
            calm=partial(control, times=0),
        )
