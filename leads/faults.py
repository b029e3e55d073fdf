"""Faults that must not cost a visitor their request; the function is the plugin's."""

from locations.faults import log_fault

__all__ = ["log_fault"]
