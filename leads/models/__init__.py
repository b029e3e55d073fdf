from ..event_kinds import (
    ANSWERING,
    REACHED_NOBODY,
    CallOutcome,
    EventKind,
)
from .accesses import (
    AccessKind,
    LeadAccess,
)
from .asks import ASKS, is_asked, open_asks, with_asked
from .checkups import Check, Checkup, Link
from .choices import (
    OPEN,
    Acquaintance,
    Attendance,
    CloseReason,
    PreferredContact,
    PreferredTime,
    Source,
    Stage,
    Status,
)
from .deliveries import (
    CLOCKS_APART,
    FOR_THE_LEAD,
    STUCK,
    Delivery,
    DeliveryKind,
    DeliveryState,
)
from .desks import (
    Absence,
    CannedReply,
    DeskSettings,
    SavedView,
)
from .escalations import (
    Escalation,
    Step,
)
from .events import (
    FollowUp,
    LeadEvent,
    is_known,
)
from .exports import (
    ExportFormat,
    ExportRun,
    ExportState,
)
from .heartbeats import Heartbeat
from .imports import (
    ImportStage,
    LeadImport,
    LeadImportLine,
    LineState,
)
from .leads import Lead
from .notices import (
    ANNOUNCED,
    Notice,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    Timing,
    WebhookEndpoint,
    WebhookQuerySet,
)
from .pages import (
    ConsultationRequestPage,
)
from .permissions import (
    ANYWHERE,
    GroupLocationPermission,
    Right,
    has_right_at,
    locations_with_right,
    users_with,
)
from .querysets import (
    IN_QUARANTINE,
    IS_CLOSED,
    IS_OPEN,
    REAL,
    UNANSWERED,
    WAITS_FOR_THEM,
    WAITS_FOR_US,
    LeadQuerySet,
    is_attendance_due,
    is_of_person,
    is_overdue,
    is_snoozed,
)
from .retention import (
    Outcome,
    Plan,
    RetentionRule,
    RetentionRun,
    Unit,
)
from .routing import (
    RoutingExample,
    RoutingRule,
)
from .search import (
    SearchText,
)
from .written_once import (
    WrittenOnce,
)

__all__ = [
    "ANNOUNCED",
    "ANSWERING",
    "ANYWHERE",
    "ASKS",
    "CLOCKS_APART",
    "FOR_THE_LEAD",
    "IN_QUARANTINE",
    "IS_CLOSED",
    "IS_OPEN",
    "OPEN",
    "REACHED_NOBODY",
    "REAL",
    "STUCK",
    "UNANSWERED",
    "WAITS_FOR_THEM",
    "WAITS_FOR_US",
    "Absence",
    "AccessKind",
    "Acquaintance",
    "Attendance",
    "CallOutcome",
    "CannedReply",
    "Check",
    "Checkup",
    "CloseReason",
    "ConsultationRequestPage",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "DeskSettings",
    "Escalation",
    "EventKind",
    "ExportFormat",
    "ExportRun",
    "ExportState",
    "FollowUp",
    "GroupLocationPermission",
    "Heartbeat",
    "ImportStage",
    "Lead",
    "LeadAccess",
    "LeadEvent",
    "LeadImport",
    "LeadImportLine",
    "LeadQuerySet",
    "LineState",
    "Link",
    "Notice",
    "NoticeChannel",
    "NotificationPreference",
    "Occasion",
    "Outcome",
    "Plan",
    "PreferredContact",
    "PreferredTime",
    "RetentionRule",
    "RetentionRun",
    "Right",
    "RoutingExample",
    "RoutingRule",
    "SavedView",
    "SearchText",
    "Source",
    "Stage",
    "Status",
    "Step",
    "Timing",
    "Unit",
    "WebhookEndpoint",
    "WebhookQuerySet",
    "WrittenOnce",
    "has_right_at",
    "is_asked",
    "is_attendance_due",
    "is_known",
    "is_of_person",
    "is_overdue",
    "is_snoozed",
    "locations_with_right",
    "open_asks",
    "users_with",
    "with_asked",
]
