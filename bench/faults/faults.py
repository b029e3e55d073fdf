"""What a fault is: something done to a clinic, and the same done to one that is not safe."""

from collections.abc import Callable
from dataclasses import dataclass

from .checker import Findings
from .lab import Lab

Run = Callable[[Lab], Findings]


@dataclass(frozen=True)
class Fault:
    """One row of the table. `control` must lose, double or say something wrong."""

    name: str  # for the command line
    title: str
    extent: str  # how often, how long
    run: Run
    unsafe: str  # what the control does
    control: Run
    is_quick: bool = False  # in the short run, too
