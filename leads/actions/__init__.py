"""Everything that changes a lead, or what a desk works with: rules, views, webhooks, imports.

Each action is atomic. What changes a lead stands in its timeline, as one event or several; what is
about no lead has none.

May I? is asked by the view, before; by the action, where more is concerned than the lead that was
asked for: a colleague who is given it, a second lead, the location of a new one. What an action
asks before it does anything is here beside it, for who offers it (`takes_a_reply`).

Outside effects happen by rows (deliveries) that a sender picks up after the commit; nothing here
sends.
"""

from .adding import add, add_to
from .arrivals import Arrival, KeyReused
from .beating import beat
from .booking import appointment_began, ask_later, attend, book, is_without_date
from .by_visitor import cancel, correct_phone, remove
from .calling import log_call
from .changing import NotAllowed, Stale, has_right, may_work_on
from .checking import begin_check_of, record_check_of
from .correcting import correct_contact
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
from .forgetting import forget
from .glancing import Outdated
from .holding import hold, lift_hold
from .importing import (
    begin_check,
    begin_writing,
    check_on,
    remove_import,
    remove_old_imports,
    remove_strays,
    start_import,
    write_on,
)
from .inviting import dismiss, invite
from .keeping import (
    delete_canned_reply,
    delete_view,
    rename_view,
    reword_views,
    save_canned_reply,
    save_view,
)
from .looking import exported_person, looked_at, read_in_list, revealed
from .merging import merge, unmerge
from .notices import prefer, read_notices
from .outliving import next_round
from .receiving import arrive, receive
from .replying import reply
from .retaining import retain, retain_daily, save_retention
from .ruling import (
    delete_rule,
    forget_example,
    mark_misrouted,
    move_rule,
    rules_held,
    save_rule,
)
from .settling import settle
from .snoozing import snooze, takes_a_reply, they_replied, wake
from .staffing import add_absence, remove_absence, save_desk
from .webhooks import (
    remove_endpoint,
    replay,
    save_endpoint,
    send_test,
    tidy_webhooks,
    turn_secret,
)

__all__ = [
    "Arrival",
    "KeyReused",
    "NotAllowed",
    "Outdated",
    "Stale",
    "add",
    "add_absence",
    "add_to",
    "appointment_began",
    "arrive",
    "ask_later",
    "assign",
    "attend",
    "await_visitor",
    "beat",
    "begin_check",
    "begin_check_of",
    "begin_export",
    "begin_writing",
    "book",
    "cancel",
    "check_on",
    "close",
    "correct_contact",
    "correct_phone",
    "delete_canned_reply",
    "delete_rule",
    "delete_view",
    "dismiss",
    "escalate",
    "exported_person",
    "forget",
    "forget_example",
    "has_right",
    "hold",
    "invite",
    "is_without_date",
    "lift_hold",
    "log_call",
    "looked_at",
    "mark_misrouted",
    "may_work_on",
    "merge",
    "move",
    "move_rule",
    "next_round",
    "note",
    "prefer",
    "quarantine",
    "read_in_list",
    "read_notices",
    "receive",
    "record_check_of",
    "release",
    "remove",
    "remove_absence",
    "remove_endpoint",
    "remove_import",
    "remove_old_imports",
    "remove_strays",
    "rename_view",
    "reopen",
    "replay",
    "reply",
    "retain",
    "retain_daily",
    "retry_delivery",
    "revealed",
    "reword_views",
    "rules_held",
    "save_canned_reply",
    "save_desk",
    "save_endpoint",
    "save_retention",
    "save_rule",
    "save_view",
    "send_test",
    "settle",
    "snooze",
    "start_import",
    "takes_a_reply",
    "they_replied",
    "tidy_webhooks",
    "tracked",
    "turn_secret",
    "unmerge",
    "wake",
    "write_on",
]
