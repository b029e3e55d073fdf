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
from .exporting import begin_export, tracked
from .forgetting import forget, same_person
from .importing import (
    begin_check,
    begin_writing,
    check_on,
    remove_import,
    remove_old_imports,
    start_import,
    write_on,
)
from .inviting import dismiss, invite
from .looking import exported, looked_at, revealed
from .receiving import KeyReused, receive

__all__ = [
    "KeyReused",
    "NotAllowed",
    "Stale",
    "assign",
    "await_visitor",
    "begin_check",
    "begin_export",
    "begin_writing",
    "book",
    "check_on",
    "close",
    "dismiss",
    "exported",
    "forget",
    "invite",
    "log_call",
    "looked_at",
    "may_work_on",
    "move",
    "note",
    "quarantine",
    "receive",
    "release",
    "remove_import",
    "remove_old_imports",
    "reopen",
    "retry_delivery",
    "revealed",
    "same_person",
    "start_import",
    "tracked",
    "write_on",
]
