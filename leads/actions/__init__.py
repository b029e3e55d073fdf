"""Everything that changes a lead. Each action is atomic and writes one event.

May I? is asked by the view, before. Outside effects happen by rows (deliveries) that a sender
picks up after the commit; nothing here sends.
"""

from .adding import add, add_to
from .changing import NotAllowed, Stale, may_work_on
from .desk import (
    assign,
    await_visitor,
    book,
    close,
    log_call,
    move,
    note,
    quarantine,
    release,
    reopen,
    retry_delivery,
)
from .merging import merge, unmerge
from .receiving import Arrival, KeyReused, arrive, receive

__all__ = [
    "Arrival",
    "KeyReused",
    "NotAllowed",
    "Stale",
    "add",
    "add_to",
    "arrive",
    "assign",
    "await_visitor",
    "book",
    "close",
    "log_call",
    "may_work_on",
    "merge",
    "move",
    "note",
    "quarantine",
    "receive",
    "release",
    "reopen",
    "retry_delivery",
    "unmerge",
]
