"""What can happen to a lead, and what comes of a call: the codes as they are stored. No models."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What happened."""

    RECEIVED = "received", _("Received")
    ROUTED = "routed", _("Routed")
    QUARANTINED = "quarantined", _("Put in quarantine")
    RELEASED = "released", _("Taken out of quarantine")
    NOTED = "noted", _("Note")
    CALLED = "called", _("Call")
    ASSIGNED = "assigned", _("Assigned")
    MOVED = "moved", _("Moved to another location")
    STATUS = "status", _("Status changed")
    BOOKED = "booked", _("Booked")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    RETRIED = "retried", _("Message tried again")
    FOLLOWED_UP = "followed_up", _("Asked again")
    REPLIED = "replied", _("Reply sent")
    THEY_REPLIED = "they_replied", _("They replied")
    SNOOZED = "snoozed", _("Put off")
    WOKEN = "woken", _("No longer put off")
    ATTENDANCE = "attendance", _("Appointment kept or missed")
    MERGED = "merged", _("Merged")
    UNMERGED = "unmerged", _("Merge taken back")
    ESCALATED = "escalated", _("Escalated")
    MISROUTED = "misrouted", _("Marked as sent to the wrong location")
    CORRECTED = "corrected", _("They corrected their phone number")
    WITHDRAWN = "withdrawn", _("They cancelled the request")
    ERASURE_ASKED = "erasure_asked", _("They asked for their data to be removed")
    SETTLED = "settled", _("What they asked is settled")
    FORGOTTEN = "forgotten", _("Personal data removed")
    HELD = "held", _("Put on legal hold")
    HOLD_LIFTED = "hold_lifted", _("Legal hold lifted")


class CallOutcome(models.TextChoices):
    """What came of a call."""

    SPOKE = "spoke", _("Spoke with them")
    VOICEMAIL = "voicemail", _("Left a voicemail")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


# After these the desk has done what was promised: the person has heard from us.
ANSWERING = {CallOutcome.SPOKE, CallOutcome.VOICEMAIL}

# After these somebody calls again.
REACHED_NOBODY = {CallOutcome.VOICEMAIL, CallOutcome.NO_ANSWER}
