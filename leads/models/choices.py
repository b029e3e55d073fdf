"""The choices of a lead: where it stands, how it came, what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a lead stands. What waits for the desk, what waits for the visitor, what is over."""

    NEW = "new", _("New")
    WAITING = "waiting", _("Waiting for them")
    BOOKED = "booked", _("Booked")
    CLOSED = "closed", _("Closed")


OPEN = {Status.NEW, Status.WAITING}


class Stage(models.IntegerChoices):
    """What must happen next with a lead, in the order of the list. The database works it out.

    It is what the tabs have in common and what no clock decides, so that an index can have it:
    see `stages`.
    """

    UNANSWERED = 1  # the person waits for our answer
    NEW = 2  # it is our turn, though nothing is promised: somebody reopened it
    WAITING = 3  # we answered
    APPOINTMENT = 4  # booked, and nobody has said yet whether they came
    BOOKED = 5  # booked, the rest
    CLOSED = 6
    QUARANTINE = 7


class Source(models.TextChoices):
    """The door through which the request came."""

    FORM = "form", _("Website form")
    API = "api", _("API")
    PHONE = "phone", _("Phone call")
    WALK_IN = "walk_in", _("Walk-in")
    EMAIL = "email", _("E-mail")
    IMPORT = "import", _("Imported")


class PreferredContact(models.TextChoices):
    """How the person would like to be reached."""

    ANY = "any", _("Either is fine")
    PHONE = "phone", _("Phone call")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")


class PreferredTime(models.TextChoices):
    """When the person is best reached."""

    MORNING = "morning", _("Mornings")
    MIDDAY = "midday", _("Around noon")
    AFTERNOON = "afternoon", _("Afternoons")
    EVENING = "evening", _("Evenings")


class Acquaintance(models.TextChoices):
    """Whether the person has been at the clinic before."""

    UNKNOWN = "", _("No answer")
    NEW = "new", _("I am new here")
    RETURNING = "returning", _("I have been here before")


class CloseReason(models.TextChoices):
    """Why a lead is over without a booking."""

    ANSWERED = "answered", _("Question answered")
    NO_RESPONSE = "no_response", _("Could not be reached")
    NOT_SUITABLE = "not_suitable", _("We cannot help with this")
    WENT_ELSEWHERE = "went_elsewhere", _("Went elsewhere")
    WITHDRAWN = "withdrawn", _("They cancelled it")
    DUPLICATE = "duplicate", _("Duplicate")
    SPAM = "spam", _("Not a real request")
    FORGOTTEN = "forgotten", _("Personal data removed")


class Attendance(models.TextChoices):
    """Whether the person came to the appointment."""

    UNKNOWN = "", _("Not known yet")
    ATTENDED = "attended", _("Came")
    NO_SHOW = "no_show", _("Did not come")
