"""Each thing is looked at by itself: what cannot be must not hide the rest."""

import logging
from collections.abc import Callable
from typing import TypeVar

from locations.faults import apart, log_fault

from . import judging
from .findings import Finding

logger = logging.getLogger(__name__)

T = TypeVar("T")


def looked(name: str, look: Callable[[], Finding]) -> Finding:
    """What `look` finds; that it could not look, with the kind of fault, if it raises."""
    try:
        with apart():
            return look()
    except Exception as error:
        log_fault(logger, f"The doctor could not look at {name}.", error)
        return judging.unlooked(name, fault=type(error).__name__)


def known(ask: Callable[[], T], *, otherwise: T) -> T:
    """What `ask` returns, or `otherwise` if it raises: a figure that stands beside the findings."""
    try:
        with apart():
            return ask()
    except Exception as error:
        log_fault(logger, "A figure could not be read.", error)
        return otherwise
