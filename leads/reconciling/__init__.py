"""Reconciliation: what was acknowledged is compared with what is there."""

from .comparing import Day, reconcile
from .running import reconcile_daily, run

__all__ = ["Day", "reconcile", "reconcile_daily", "run"]
