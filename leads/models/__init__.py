from .deliveries import Delivery, DeliveryKind, DeliveryState
from .events import ANSWERING, CallOutcome, EventKind, LeadEvent
from .leads import (
    IS_OPEN,
    OPEN,
    REAL,
    Acquaintance,
    CloseReason,
    Lead,
    LeadQuerySet,
    PreferredContact,
    PreferredTime,
    Source,
    Status,
    is_overdue,
)
from .pages import ConsultationRequestPage
from .permissions import GroupLocationPermission, Right, locations_with_right, users_with_right
from .routing import RoutingRule

__all__ = [
    "ANSWERING",
    "IS_OPEN",
    "OPEN",
    "REAL",
    "Acquaintance",
    "CallOutcome",
    "CloseReason",
    "ConsultationRequestPage",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "EventKind",
    "GroupLocationPermission",
    "Lead",
    "LeadEvent",
    "LeadQuerySet",
    "PreferredContact",
    "PreferredTime",
    "Right",
    "RoutingRule",
    "Source",
    "Status",
    "is_overdue",
    "locations_with_right",
    "users_with_right",
]
