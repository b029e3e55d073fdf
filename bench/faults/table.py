"""The figures of a run as a table, on the terminal and in docs/reliability.md."""

import time
from dataclasses import dataclass, fields
from pathlib import Path

from .checker import Findings
from .faults import Fault

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
HEAD = (
    "| Fault | Extent | Acknowledged | Turned away | Lost | Altered | Doubled | Undelivered"
    " | Told twice | Wrong answers | Given up | Copies | Unexplained | Control | It shows"
    " | Without the fault |"
)


@dataclass(frozen=True)
class Row:
    """What a fault showed, and its control with and without the fault. None: the run broke."""

    fault: Fault
    found: Findings | None
    control: Findings | None
    calm: Findings | None

    @property
    def is_good(self) -> bool:
        return self._is_safe and self._is_seen and self._is_the_fault

    @property
    def _is_safe(self) -> bool:
        return bool(self.found and self.found.is_good)

    @property
    def _is_seen(self) -> bool:
        return bool(self.control and self.control.has_harm)

    @property
    def _is_the_fault(self) -> bool:
        return bool(self.calm and self.calm.is_good)

    def line(self) -> str:
        numbers = list(vars(self.found).values()) if self.found else ["?"] * len(fields(Findings))
        cells = [self.fault.title, self.fault.extent, *numbers, self.fault.unsafe, self.harm()]
        return "| " + " | ".join(map(str, [*cells, self.harm_without()])) + " |"

    def harm(self) -> str:
        if self.control is None:
            return "?"
        return self.control.harm() or "**nothing**"

    def harm_without(self) -> str:
        """What the control shows when nothing is done to it."""
        if self.calm is None:
            return "?"
        return self.calm.harm() or f"0 of {self.calm.acknowledged}"


def print_row(row: Row) -> None:
    """Say at once how a fault went: the whole run takes long."""
    state = f"{time.strftime('%H:%M:%S')} {row.fault.name}: {'good' if row.is_good else 'BAD'}"
    controls = f"control: {row.harm()}; without the fault: {row.harm_without()}"
    print(f"{state}: {row.found}; {controls}", flush=True)


def table(rows: list[Row]) -> str:
    rule = "|---|---|" + "--:|" * len(fields(Findings)) + "---|---|---|"
    return "\n".join([HEAD, rule, *(row.line() for row in rows)])


def write_row(row: Row) -> None:
    """Put the row between the markers of the page, in the place of the one of its fault."""
    before, _begin, rest = PAGE.read_text().partition(BEGIN)
    inside, _end, after = rest.partition(END)
    lines = inside.strip().splitlines()[2:]
    beginning = f"| {row.fault.title} |"
    places = [number for number, line in enumerate(lines) if line.startswith(beginning)]
    place = places[0] if places else len(lines)
    lines[place : place + 1] = [row.line()]
    text = "\n".join([table([]), *lines])
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
