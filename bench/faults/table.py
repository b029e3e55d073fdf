"""The figures of a run as a table, on the terminal and in docs/reliability.md."""

import time
from dataclasses import dataclass, fields
from pathlib import Path

from .checker import Findings
from .faults import Fault

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
HEAD = (
    "| Fault | Extent | Acknowledged | Turned away | Lost | Doubled | Undelivered"
    " | Told twice | Wrong answers | Copies | Control | It shows |"
)


@dataclass(frozen=True)
class Row:
    """What a fault showed, and what its control showed. None: the run broke."""

    fault: Fault
    found: Findings | None
    control: Findings | None

    @property
    def is_good(self) -> bool:
        return bool(self.found and self.found.is_good and self.control and self.control.has_harm)

    def line(self) -> str:
        numbers = list(vars(self.found).values()) if self.found else ["?"] * len(fields(Findings))
        cells = [self.fault.title, self.fault.extent, *numbers, self.fault.unsafe, self.harm()]
        return "| " + " | ".join(map(str, cells)) + " |"

    def harm(self) -> str:
        if self.control is None:
            return "?"
        return self.control.harm() or "**nothing**"


def print_row(row: Row) -> None:
    """Say at once how a fault went: the whole run takes long."""
    state = f"{time.strftime('%H:%M:%S')} {row.fault.name}: {'good' if row.is_good else 'BAD'}"
    print(f"{state}: {row.found}; control: {row.harm()}", flush=True)


def table(rows: list[Row]) -> str:
    rule = "|---|---|" + "--:|" * len(fields(Findings)) + "---|---|"
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
