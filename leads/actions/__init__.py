"""Everything that changes a lead. Each action is atomic and writes one event.

May I? is asked by the view, before. Outside effects happen by rows (deliveries) that a sender
picks up after the commit; nothing here sends.
"""

from .booking import appointment_began, attend, book
from .calling import log_call
from .changing import NotAllowed, Stale, has_right, may_work_on
from .desk import (
    assign,
    await_visitor,
    close,
    move,
    note,
    quarantine,
    release,
    reopen,
    retry_delivery,
)
from .receiving import KeyReused, receive
from .replying import reply
from .snoozing import snooze, takes_a_reply, they_replied, wake

__all__ = [
    "KeyReused",
    "NotAllowed",
    "Stale",
    "appointment_began",
    "assign",
    "attend",
    "await_visitor",
    "book",
    "close",
    "has_right",
    "log_call",
    "may_work_on",
    "move",
    "note",
    "quarantine",
    "receive",
    "release",
    "reopen",
    "reply",
    "retry_delivery",
    "snooze",
    "takes_a_reply",
    "they_replied",
    "wake",
]
