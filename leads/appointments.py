"""Which times of an appointment can be meant. Pure.

A slip of the finger makes 2206 of 2026, and nobody would ever be asked whether they came.
"""

from datetime import datetime, timedelta

FURTHEST_AHEAD = timedelta(days=2 * 366)
# Booked is also what was agreed before the person wrote.
FURTHEST_BACK = timedelta(days=366)


def is_too_late(appointment_at: datetime, *, at: datetime) -> bool:
    """Is it more than two years after `at`?"""
    return appointment_at - at > FURTHEST_AHEAD


def is_too_early(appointment_at: datetime, *, received_at: datetime) -> bool:
    """Is it more than a year before the person asked? Old leads have old appointments."""
    return received_at - appointment_at > FURTHEST_BACK
