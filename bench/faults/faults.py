"""What a fault is: something done to a clinic, and the same done to one that is not safe."""

from collections.abc import Callable
from dataclasses import dataclass

from .checker import Findings
from .lab import Lab

Run = Callable[[Lab], Findings]


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
