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
from .notices import prefer, read_notices
from .receiving import KeyReused, receive
from .webhooks import remove_endpoint, replay, save_endpoint, send_test, turn_secret

__all__ = [
    "KeyReused",
    "NotAllowed",
    "Stale",
    "assign",
    "await_visitor",
    "book",
    "close",
    "log_call",
    "may_work_on",
    "move",
    "note",
    "prefer",
    "quarantine",
    "read_notices",
    "receive",
    "release",
    "remove_endpoint",
    "reopen",
    "replay",
    "retry_delivery",
    "save_endpoint",
    "send_test",
    "turn_secret",
]
