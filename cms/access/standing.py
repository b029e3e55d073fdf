"""What a session is worth at a moment. Times are seconds since 1970, as sessions can hold them.

A session whose times are missing was begun before they were kept, and is over. A clock that was
set back makes no session end, and none live longer than from its next sign of life.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

# In the session: when it began, when its user last did something, whose second factor was shown.
SIGNED_IN_AT, ACTIVE_AT, PROVED = "clinic_signed_in_at", "clinic_active_at", "clinic_proved"
# So often is it written down that somebody is active: a busy desk writes no row for each click.
GRAIN_SECONDS = 60


class Standing(Enum):
    GOOD = "good"
    OVER = "over"  # too long without anything done, or too long altogether
    OWES = "owes"  # has a second factor, and did not show it in this session
    LACKS = "lacks"  # must have a second factor, and has none yet


@dataclass(frozen=True, slots=True)
class Limits:
    """The site's settings: seconds, and whether everybody must have a second factor."""

    idle: int
    whole: int
    needs_second_factor: bool = False


def seconds_left(session: Mapping[str, Any], *, limits: Limits, at: float) -> int:
    """Return for how long the session lives on if nobody does anything; 0 when it is over."""
    began, active = session.get(SIGNED_IN_AT), session.get(ACTIVE_AT)
    if began is None or active is None:
        return 0
    ends = min(active + limits.idle, began + limits.whole)
    return max(0, int(ends - at))


def standing_of(
    session: Mapping[str, Any], *, user_pk: str, has_factor: bool, limits: Limits, at: float
) -> Standing:
    if not seconds_left(session, limits=limits, at=at):
        return Standing.OVER
    if has_factor and session.get(PROVED) != user_pk:
        return Standing.OWES
    if limits.needs_second_factor and not has_factor:
        return Standing.LACKS
    return Standing.GOOD


def is_stale(session: Mapping[str, Any], *, at: float) -> bool:
    """Is it time to write down again that the user is active?"""
    return at - session.get(ACTIVE_AT, 0) >= GRAIN_SECONDS
