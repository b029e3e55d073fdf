"""What was found: one line for each thing that was looked at, with what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How bad it is."""

    FINE = "fine", _("Works")
    WARNING = "warning", _("Look at this")
    WRONG = "wrong", _("Does not work")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at (a name for machines), how it is in a sentence, what to do about it."""

    name: str
    level: Level
    said: str
    todo: str = ""


def fine(name: str, said: str) -> Finding:
    return Finding(name, Level.FINE, said)


def warning(name: str, said: str, todo: str) -> Finding:
    return Finding(name, Level.WARNING, said, todo)


def wrong(name: str, said: str, todo: str) -> Finding:
    return Finding(name, Level.WRONG, said, todo)


WORST_FIRST = [Level.WRONG, Level.WARNING, Level.FINE]


def worst(findings: Iterable[Finding]) -> Level:
    """How it is as a whole: as bad as the worst of it."""
    levels = {finding.level for finding in findings}
    return next((level for level in WORST_FIRST if level in levels), Level.FINE)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """In the order in which somebody should see to them."""
    return sorted(findings, key=lambda finding: WORST_FIRST.index(finding.level))
