"""The unsafe site of a control, to which nothing is done: it must show no harm.

Harm that is there without the fault would be that of a careless checker or of a site that never
works, and a control that shows it would show nothing.
"""

from dataclasses import dataclass
from functools import partial

from .checker import Findings
from .lab import Lab

REQUESTS = 12


@dataclass(frozen=True)
class Calm:
    """A run of a clinic that is left alone. Of two that are alike the second is not done again."""

    unsafe: tuple[tuple[str, str], ...]
    database: str
    workers: int
    slowness: float
    new_keys: bool

    def __call__(self, lab: Lab) -> Findings:
        return lab.once(self, partial(self._run, lab))

    def _run(self, lab: Lab) -> Findings:
        with lab.clinic(
            database=self.database, workers=self.workers, **dict(self.unsafe)
        ) as clinic:
            clinic.post_office.slowness = self.slowness
            with clinic.visitors(pause=0.2, new_keys=self.new_keys) as visitors:
                visitors.wait_for(REQUESTS)
            return clinic.findings(visitors.history)


def calm(
    *,
    database: str = "sqlite",
    workers: int = 1,
    slowness: float = 0,
    new_keys: bool = False,
    **unsafe: str,
) -> Calm:
    """`unsafe` is what the settings of the control are told."""
    return Calm(tuple(sorted(unsafe.items())), database, workers, slowness, new_keys)
