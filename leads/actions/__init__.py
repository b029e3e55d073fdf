"""Everything that changes a lead. Each action is atomic and writes one event.

May I? is asked by the view, before. Outside effects happen by rows (deliveries) that a sender
picks up after the commit; nothing here sends.
"""

from .adding import add, add_to
from .booking import appointment_began, attend, book
from .by_visitor import cancel, correct_phone, remove
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
from .escalating import escalate
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
from .looking import looked_at, revealed
from .merging import merge, unmerge
from .notices import prefer, read_notices
from .receiving import Arrival, KeyReused, arrive, receive
from .replying import reply
from .ruling import delete_rule, forget_example, mark_misrouted, move_rule, save_rule
from .snoozing import snooze, takes_a_reply, they_replied, wake
from .staffing import add_absence, remove_absence, save_desk
from .webhooks import remove_endpoint, replay, save_endpoint, send_test, turn_secret

__all__ = [
    "Arrival",
    "KeyReused",
    "NotAllowed",
    "Stale",
    "add",
    "add_absence",
    "add_to",
    "appointment_began",
    "arrive",
    "assign",
    "attend",
    "await_visitor",
    "begin_check",
    "begin_export",
    "begin_writing",
    "book",
    "cancel",
    "check_on",
    "close",
    "correct_phone",
    "delete_rule",
    "dismiss",
    "escalate",
    "forget",
    "forget_example",
    "has_right",
    "invite",
    "log_call",
    "looked_at",
    "mark_misrouted",
    "may_work_on",
    "merge",
    "move",
    "move_rule",
    "note",
    "prefer",
    "quarantine",
    "read_notices",
    "receive",
    "release",
    "remove",
    "remove_absence",
    "remove_endpoint",
    "remove_import",
    "remove_old_imports",
    "reopen",
    "replay",
    "reply",
    "retry_delivery",
    "revealed",
    "same_person",
    "save_desk",
    "save_endpoint",
    "save_rule",
    "send_test",
    "snooze",
    "start_import",
    "takes_a_reply",
    "they_replied",
    "tracked",
    "turn_secret",
    "unmerge",
    "wake",
    "write_on",
]
