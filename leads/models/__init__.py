from .accesses import (
    AccessKind,
    LeadAccess,
)
from .choices import (
    OPEN,
    Acquaintance,
    Attendance,
    CloseReason,
    PreferredContact,
    PreferredTime,
    Source,
    Status,
)
from .deliveries import (
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
from .events import (
    ANSWERING,
    REACHED_NOBODY,
    CallOutcome,
    EventKind,
    FollowUp,
    LeadEvent,
)
from .leads import (
    IS_OPEN,
    REAL,
    Lead,
    LeadQuerySet,
    is_attendance_due,
    is_overdue,
    is_snoozed,
)
from .notices import (
    Notice,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    Timing,
    WebhookEndpoint,
)
from .pages import (
    ConsultationRequestPage,
)
from .permissions import (
    GroupLocationPermission,
    Right,
    locations_with_right,
    users_with_right,
)
from .routing import (
    RoutingExample,
    RoutingRule,
)

__all__ = [
    "ANSWERING",
    "IS_OPEN",
    "OPEN",
    "REACHED_NOBODY",
    "REAL",
    "Absence",
    "AccessKind",
    "Acquaintance",
    "Attendance",
    "CallOutcome",
    "CannedReply",
    "CloseReason",
    "ConsultationRequestPage",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "DeskSettings",
    "EventKind",
    "FollowUp",
    "GroupLocationPermission",
    "Lead",
    "LeadAccess",
    "LeadEvent",
    "LeadQuerySet",
    "Notice",
    "NoticeChannel",
    "NotificationPreference",
    "Occasion",
    "PreferredContact",
    "PreferredTime",
    "Right",
    "RoutingExample",
    "RoutingRule",
    "SavedView",
    "Source",
    "Status",
    "Timing",
    "WebhookEndpoint",
    "is_attendance_due",
    "is_overdue",
    "is_snoozed",
    "locations_with_right",
    "users_with_right",
]
