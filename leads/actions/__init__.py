"""Everything that changes a lead. Each action is atomic and writes one event.

May I? is asked by the view, before. Outside effects happen by rows (deliveries) that a sender
picks up after the commit; nothing here sends.
"""

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
from .escalating import escalate
from .receiving import KeyReused, receive
from .ruling import delete_rule, forget_example, mark_misrouted, move_rule, save_rule
from .staffing import add_absence, remove_absence, save_desk

__all__ = [
    "KeyReused",
    "NotAllowed",
    "Stale",
    "add_absence",
    "assign",
    "await_visitor",
    "book",
    "close",
    "delete_rule",
    "escalate",
    "forget_example",
    "log_call",
    "mark_misrouted",
    "may_work_on",
    "move",
    "move_rule",
    "note",
    "quarantine",
    "receive",
    "release",
    "remove_absence",
    "reopen",
    "retry_delivery",
    "save_desk",
    "save_rule",
]
