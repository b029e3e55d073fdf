"""What the lists of the inbox are ordered by: two columns that the database works out; the indexes.

A list of a million leads is as fast as one of a thousand only if an index has its leads next to
each other and in its order. So what is in a tab is a range of `stage`, and the order in it is the
one column `queue_at`, whichever time that is. Nobody writes them, so they cannot be out of step.
"""

from datetime import UTC, datetime

from django.db.models import (
    Case,
    DateTimeField,
    F,
    Index,
    PositiveSmallIntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from .choices import Attendance, Stage, Status

# Later than any promise: leads without one come after those that have one.
NEVER = datetime(3000, 1, 1, tzinfo=UTC)

_IN_QUARANTINE = Q(quarantined_at__isnull=False)
_ASKED_AND_WAITS = Q(status__in=[Status.NEW, Status.WAITING], answered_at__isnull=True)
_HAS_A_TIME = Q(appointment_at__isnull=False) | Q(attendance_due_at__isnull=False)
_TO_BE_MARKED = Q(status=Status.BOOKED, attendance=Attendance.UNKNOWN) & _HAS_A_TIME

STAGE = Case(
    When(_IN_QUARANTINE, then=Value(Stage.QUARANTINE.value)),
    When(_ASKED_AND_WAITS, then=Value(Stage.UNANSWERED.value)),
    When(status=Status.NEW, then=Value(Stage.NEW.value)),
    When(status=Status.WAITING, then=Value(Stage.WAITING.value)),
    When(_TO_BE_MARKED, then=Value(Stage.APPOINTMENT.value)),
    When(status=Status.BOOKED, then=Value(Stage.BOOKED.value)),
    default=Value(Stage.CLOSED.value),
    output_field=PositiveSmallIntegerField(),
)

# Of what is over or in quarantine there is nothing to wait for: one time for all of them, so that
# the index has them by when they came in.
QUEUE_AT = Case(
    When(_IN_QUARANTINE | Q(status=Status.CLOSED), then=Value(NEVER)),
    When(
        status=Status.BOOKED,
        then=Coalesce(F("appointment_at"), F("attendance_due_at"), Value(NEVER)),
    ),
    default=Coalesce(F("due_at"), Value(NEVER)),
    output_field=DateTimeField(),
)

INDEXES = [
    # The tabs, in their order: for who sees every location, and for one location. What comes after
    # the number is for filters that hardly any lead meets: they are told here, without its row.
    Index(
        fields=["stage", "queue_at", "received_at", "id", "source", "language"],
        name="clinic_leads_stage",
    ),
    Index(
        fields=[
            "location",
            "stage",
            "queue_at",
            "received_at",
            "id",
            "source",
            "language",
            "assigned_to",
        ],
        name="clinic_leads_queue",
    ),
    # What a search found, the newest first; the last lead that came in; who has leads.
    Index(fields=["location", "received_at", "id"], name="clinic_leads_newest"),
    Index(fields=["location", "id"], name="clinic_leads_last"),
    Index(fields=["assigned_to", "location"], name="clinic_leads_assigned"),
    # One colleague's leads, or nobody's.
    Index(
        fields=["assigned_to", "stage", "queue_at", "received_at", "id"],
        name="clinic_leads_mine",
    ),
    Index(
        fields=["snoozed_until", "id"],
        condition=Q(snoozed_until__isnull=False),
        name="clinic_leads_put_off",
    ),
    Index(
        fields=["location", "snoozed_until", "id"],
        condition=Q(snoozed_until__isnull=False),
        name="clinic_leads_put_off_here",
    ),
]
