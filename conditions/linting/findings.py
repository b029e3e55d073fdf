"""What a check says: how serious it is, where, in which words, and what would mend it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """What becomes of a finding: an error keeps the page from being published."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Code(StrEnum):
    """The kinds of findings."""

    TYPED_NUMBER = "typed_number"
    TYPED_NUMBER_PLAIN = "typed_number_plain"
    ABSOLUTE_CLAIM = "absolute_claim"
    CLAIM_WITHOUT_SOURCE = "claim_without_source"
    SKIPPED_HEADING = "skipped_heading"
    NO_ALT_TEXT = "no_alt_text"
    NO_RED_FLAGS = "no_red_flags"
    TYPED_HOURS = "typed_hours"
    TYPED_PRICE = "typed_price"


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """A live reference that may take the place of what was typed."""

    location_id: int
    role: str
    label: str

    def as_data(self) -> dict[str, Any]:
        return {"id": self.location_id, "role": self.role, "label": self.label}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. `path` leads to it: a field, then blocks by place and name."""

    code: Code
    severity: Severity
    message: str
    excerpt: str = ""
    path: Path = ()
    label: str = ""
    # Where the editor has it on its page, and what was typed there.
    content_path: str = ""
    typed: str = ""
    fixes: tuple[Fix, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """For the script in the editor."""
        return {
            "code": str(self.code),
            "severity": str(self.severity),
            "message": self.message,
            "excerpt": self.excerpt,
            "label": self.label,
            "contentPath": self.content_path,
            "typed": self.typed,
            "fixes": [fix.as_data() for fix in self.fixes],
        }
