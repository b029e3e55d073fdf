"""What the inbox asks of leads: conditions, and the QuerySet that begins at a user's rights."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, models, transaction
from django.db.models import F
from django.db.models.lookups import In

from .choices import Stage
from .estimates import IsAtOneOf, IsOneOfFew, IsOneOfMost
from .permissions import Right, locations_with_right
from .search import BATCH, SEARCHED, found_by, write_search_texts
from .stages import NEVER

if TYPE_CHECKING:
    from .leads import Lead  # noqa: F401 (named in annotations only)


# What the inbox asks of a lead, as conditions, so that it can also count by them.
REAL = models.Q(quarantined_at__isnull=True)
IS_OPEN = models.Q(stage__lte=Stage.WAITING)
WAITS_FOR_US = models.Q(stage__lte=Stage.NEW)
UNANSWERED = models.Q(IsOneOfFew(F("stage"), Stage.UNANSWERED))
WAITS_FOR_THEM = models.Q(IsOneOfFew(F("stage"), Stage.WAITING))
HAS_APPOINTMENT = models.Q(IsOneOfFew(F("stage"), Stage.APPOINTMENT))
# Of these there is nothing to wait for: their index has them by when they came in.
IS_CLOSED = models.Q(IsOneOfMost(F("stage"), Stage.CLOSED), queue_at=NEVER)
IN_QUARANTINE = models.Q(IsOneOfFew(F("stage"), Stage.QUARANTINE), queue_at=NEVER)


def is_overdue(*, at: datetime) -> models.Q:
    """The condition that a lead's promise has passed while the person still waits for us."""
    return UNANSWERED & models.Q(queue_at__lt=at)


def is_snoozed(*, at: datetime) -> models.Q:
    """The condition that somebody put a lead off. A promise goes on: an overdue one is not."""
    return IS_OPEN & models.Q(snoozed_until__gt=at) & ~is_overdue(at=at)


def is_of_person(*, phone: str, email: str) -> models.Q:
    """The condition of a number (E.164) or an e-mail address in common; never, without either."""
    same = models.Q(pk__in=[])
    if phone:
        same |= models.Q(phone=phone)
    if email:
        same |= models.Q(email=email.lower())
    return same


def is_attendance_due(*, at: datetime) -> models.Q:
    """The condition that nobody has said whether the person came, though one could know by now.

    The appointment has passed; or the booking has none, and was made long enough ago.
    """
    return HAS_APPOINTMENT & models.Q(queue_at__lt=at)


class LeadQuerySet(models.QuerySet["Lead"]):
    """The reads of the inbox. Every one of them starts at `visible_to`."""

    def visible_to(self, user: Any, *, right: str = Right.SEE) -> "LeadQuerySet":
        """The leads of the locations where `user` has `right`; the only way to a lead by hand.

        Who has the right everywhere also sees leads that no location could be found for.
        """
        everywhere, location_ids = locations_with_right(user, right)
        if everywhere:
            return self.all()
        if len(location_ids) > 1 and connections[self.db].vendor == "sqlite":
            # SQLite would take the leads of each location from an index, and put all of them in
            # order; what is computed it compares one by one, in the order of the list.
            return self.filter(In(F("location_id") + 0, sorted(location_ids)))
        return self.filter(IsAtOneOf(F("location_id"), location_ids))

    def quarantined(self) -> "LeadQuerySet":
        """What somebody should look through, or look through once more."""
        return self.filter(IN_QUARANTINE, forgotten_at__isnull=True)

    def to_be_judged_by(self, user: Any, *, since: datetime | None) -> "LeadQuerySet":
        """Those in quarantine that `user` may judge, put there since then; None: ever."""
        lies = self.visible_to(user, right=Right.TRIAGE).quarantined()
        lies |= self.visible_to(user, right=Right.MANAGE).quarantined()
        return lies.filter(quarantined_at__gte=since) if since else lies

    def open(self) -> "LeadQuerySet":
        return self.filter(IS_OPEN)

    def overdue(self, *, at: datetime) -> "LeadQuerySet":
        """Leads whose promise has passed and that nobody has answered yet."""
        return self.filter(is_overdue(at=at))

    def by_stage(self) -> "LeadQuerySet":
        """By what must happen next, then by its time: the promise, the appointment; last, age."""
        return self.order_by("stage", "queue_at", "received_at", "pk")

    def newest_first(self) -> "LeadQuerySet":
        return self.order_by("-received_at", "-pk")

    def next_back_first(self) -> "LeadQuerySet":
        """Leads that were put off, the one first that is back first."""
        return self.order_by("snoozed_until", "pk")

    def of_person(self, *, phone: str, email: str) -> "LeadQuerySet":
        """Those with the same number (E.164) or e-mail address; of who gave neither, none."""
        return self.looked_up(is_of_person(phone=phone, email=email))

    def looked_up(self, few: models.Q) -> "LeadQuerySet":
        """Those that meet a condition of which indexes find the few leads that do.

        They are found first. Beside “this or that” SQLite would rather read all of a location.
        """
        found = self.model._default_manager.using(self.db).filter(few)
        return self.filter(pk__in=found.values("pk"))

    def matching(self, text: str) -> "LeadQuerySet":
        """Those whose name, numbers, words or reference `text` may mean."""
        return self.filter(found_by(text, using=self.db))

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Search follows."""
        with transaction.atomic(using=self.db, savepoint=False):
            leads = super().bulk_create(objs, *args, **kwargs)
            write_search_texts(leads, using=self.db, are_new=True)
        return leads

    def update(self, **values: Any) -> int:
        """Search follows. `Lead.save` does not come by here."""
        if not SEARCHED & values.keys():
            return super().update(**values)
        with transaction.atomic(using=self.db, savepoint=False):
            changed = list(self.values_list("pk", flat=True))
            number = super().update(**values)
            for start in range(0, len(changed), BATCH):
                some = self.model.objects.using(self.db).filter(pk__in=changed[start:][:BATCH])
                write_search_texts(some, using=self.db)
        return number
