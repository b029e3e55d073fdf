from .deliveries import Delivery, DeliveryKind, DeliveryState
from .events import ANSWERING, CallOutcome, EventKind, LeadEvent
from .leads import (
    OPEN,
    Acquaintance,
    CloseReason,
    Lead,
    LeadQuerySet,
    PreferredContact,
    PreferredTime,
    Source,
    Status,
)
from .pages import ConsultationRequestPage
from .permissions import GroupLocationPermission, Right, locations_with_right
from .routing import RoutingRule

__all__ = [
    "ANSWERING",
    "OPEN",
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
    "locations_with_right",
]
