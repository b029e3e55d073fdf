"""Clinical reviews: who read which text of a page, signed for it, and until when it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page, Revision

from locations.conf import clinic_settings
from locations.prepared import Given, Prepared
from locations.published import knowing_public, shown_to_strangers

from ..digest import clinical_content, digest
from ..locked import page_of_signs
from .practitioners import PractitionerPage


class ClinicalReviewer(models.Model):
    """A user's account, and the practitioner as whom this person signs reviews.

    Whoever may manage these rows says who signs: no right on pages lets anybody sign
    (docs/decisions/0009).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="clinic_reviewer",
    )
    practitioner = models.OneToOneField(
        PractitionerPage,
        verbose_name=_("signs as"),
        on_delete=models.CASCADE,
        related_name="reviewer",
    )

    panels = [FieldPanel("user"), PageChooserPanel("practitioner")]

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")

    def __str__(self) -> str:
        return self.practitioner.full_name

    def reason_not_to_sign(self, *, on: date) -> str:
        """Why this person cannot sign on a day, "" when they can."""
        if self.practitioner.license_is_expired(on=on):
            return str(_("Your license has expired, so that you cannot sign reviews."))
        if not self.practitioner.live:
            return str(_("Your page is not published, so that you cannot sign reviews."))
        return ""


class ClinicalReviewQuerySet(models.QuerySet["ClinicalReview"]):
    def latest_of(self, pages: Iterable[Page]) -> dict[int, "ClinicalReview"]:
        """Return the review of each page that has one, by the page's id. One query.

        The newest of what the page says now: a draft may have been signed since, and signs nothing
        away as long as it is one. The newest of all if nobody signed what the page says.
        """
        digests = {page.alias_of_id or page.pk: digest(clinical_content(page)) for page in pages}
        rows = self.newest_or(set(digests.values())).filter(page__in=digests)
        return _latest(rows, digests)

    def newest_or(self, digests: Iterable[Any]) -> "ClinicalReviewQuerySet":
        """The newest review of each page, and every one of a text with one of the `digests`."""
        newer = ClinicalReview.objects.filter(page=OuterRef("page"), pk__gt=OuterRef("pk"))
        wanted = self.filter(Q(~Exists(newer)) | Q(digest__in=digests))
        known: Any = knowing_public(wanted, "reviewer")
        # What was read is long, and the digest says whether it has changed.
        return known.select_related("reviewer").defer("content")


def _latest(
    rows: Iterable["ClinicalReview"], digests: dict[int, str]
) -> dict[int, "ClinicalReview"]:
    """Those that count, by page: of what the page says now, else the newest."""
    found = [(row.page_id, row) for row in rows if row.page_id]
    # The last one of a page counts.
    found.sort(key=lambda one: (one[1].digest == digests[one[0]], one[1].pk))
    return dict(found)


class ClinicalReview(models.Model):
    """A practitioner has read a revision of a page and signs for what it says. Never changed.

    It outlives the page, the revision, the practitioner and the account: what was signed, by whom
    and with which license is written down in it.
    """

    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    page_title = models.CharField(_("page"), max_length=255)
    reviewer = models.ForeignKey(
        PractitionerPage, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reviewer_name = models.CharField(_("reviewer"), max_length=255)
    reviewer_credentials = models.CharField(_("credentials"), max_length=120, blank=True)
    reviewer_license = models.CharField(_("license"), max_length=255, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    signed_by_name = models.CharField(_("signed by"), max_length=255)
    reviewed_at = models.DateTimeField(_("reviewed"))
    next_due_date = models.DateField(_("next review due"))
    content = models.JSONField(_("what was read"), encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    note = models.TextField(_("note"), blank=True)

    objects = ClinicalReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("clinical review")
        verbose_name_plural = _("clinical reviews")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["page", "-id"], name="clinic_review_of_page")]

    def __str__(self) -> str:
        return f"{self.page_title}: {self.reviewer_full_name}"

    @property
    def reviewer_full_name(self) -> str:
        """“Jane Doe, LAc”, as it was on the day of the signature."""
        parts = (part.strip() for part in self.reviewer_credentials.split(","))
        return ", ".join([self.reviewer_name, *filter(None, parts)])


class Standing(StrEnum):
    """How a page stands, the most urgent first."""

    NEVER = "never"
    EDITED = "edited"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    CURRENT = "current"


STANDING_WORDS = {
    Standing.NEVER: _("Never reviewed"),
    Standing.EDITED: _("Edited since the last review"),
    Standing.OVERDUE: _("Review overdue"),
    Standing.DUE_SOON: _("Review due soon"),
    Standing.CURRENT: _("Reviewed"),
}
# What somebody should do something about.
DEBT = {Standing.NEVER, Standing.EDITED, Standing.OVERDUE, Standing.DUE_SOON}


@dataclass(frozen=True)
class ReviewState:
    """What may be said of a page's review on a day."""

    page: Page
    review: ClinicalReview | None
    on: date

    @cached_property
    def is_edited(self) -> bool:
        """Has anything clinical changed since it was signed?

        Also when readers get warning signs that the signed text does not have: those of the
        original, which say something new.
        """
        if self.review is None:
            return False
        return self.review.digest != digest(self._content) or self._shows_other_signs

    @property
    def _shows_other_signs(self) -> bool:
        has_signs = hasattr(self.page, "red_flags_digest")
        return has_signs and page_of_signs(self.page) is not self.page

    @cached_property
    def _content(self) -> dict[str, Any]:
        return clinical_content(self.page)

    @property
    def is_current(self) -> bool:
        """Does the signature hold for the text as it is? Only then may `lastReviewed` be said."""
        return self.review is not None and not self.is_edited

    @property
    def is_overdue(self) -> bool:
        return self.review is not None and self.review.next_due_date < self.on

    @property
    def is_due_soon(self) -> bool:
        if self.review is None:
            return False
        ahead = (self.review.next_due_date - self.on).days
        return 0 <= ahead <= clinic_settings.REVIEW_REMINDER_DAYS

    @property
    def standing(self) -> Standing:
        if self.review is None:
            return Standing.NEVER
        if self.is_edited:
            return Standing.EDITED
        if self.is_overdue:
            return Standing.OVERDUE
        return Standing.DUE_SOON if self.is_due_soon else Standing.CURRENT

    @property
    def standing_words(self) -> str:
        return str(STANDING_WORDS[self.standing])

    @property
    def edited_fields(self) -> list[str]:
        """The names, for people, of the fields that have changed since the signature."""
        if self.review is None:
            return []
        then, now = self.review.content, self._content
        changed = [name for name in {**then, **now} if then.get(name) != now.get(name)]
        if self._shows_other_signs and "red_flags" not in changed:
            changed.append("red_flags")
        fields = {field.name: field for field in self.page._meta.get_fields()}
        return [str(fields[name].verbose_name) for name in changed if name in fields]

    # What pages and JSON-LD say; empty without a review.

    @property
    def reviewer(self) -> PractitionerPage | None:
        """The reviewer's page, when it is there to be read."""
        return shown_to_strangers(self.review, "reviewer") if self.review else None

    @property
    def reviewer_name(self) -> str:
        return self.review.reviewer_full_name if self.review else ""

    @property
    def reviewed_at(self) -> Any:
        return self.review.reviewed_at if self.review else None

    @property
    def next_due_date(self) -> date | None:
        return self.review.next_due_date if self.review else None


def current_review(page: Page) -> ReviewState:
    """Return how the review of a page stands today. One query, and none the second time."""
    kept = page.__dict__.get("_clinic_review")
    if kept is None:
        pk = page.alias_of_id or page.pk
        kept = ReviewState(page, _latest_of(page, pk), timezone.localdate())
        page.__dict__["_clinic_review"] = kept
    return kept


def _reviews_of_one() -> models.QuerySet:
    digest_field = ClinicalReview._meta.get_field("digest")
    rows = ClinicalReview.objects.newest_or([Given("digest", digest_field)])
    return rows.filter(page=Given("page", Page._meta.pk))


_of_one: Prepared[ClinicalReview] = Prepared(_reviews_of_one)


def _latest_of(page: Page, pk: int | None) -> ClinicalReview | None:
    """As `latest_of`, for one page, whose id or whose original's id is `pk`."""
    if not pk:
        return None
    said = digest(clinical_content(page))
    return _latest(_of_one.rows(page=pk, digest=said), {pk: said}).get(pk)


class ReviewReminder(models.Model):
    """That a review is due has been said, once for each date on which it is due."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    due_date = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("review reminder")
        verbose_name_plural = _("review reminders")
        constraints = [
            models.UniqueConstraint(fields=["page", "due_date"], name="clinic_review_reminder_once")
        ]

    def __str__(self) -> str:
        return f"Reminder of page {self.page_id}, due {self.due_date}"
