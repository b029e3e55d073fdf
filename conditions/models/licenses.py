"""The license to practice: what readers are shown of it, and when it has to be renewed."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from locations.models import ClinicPage

# A license is due for renewal this long before it expires: boards take weeks to answer.
RENEWAL = timedelta(days=60)


class PractitionerQuerySet(PageQuerySet):
    def originals(self) -> "PractitionerQuerySet":
        """One row per person: neither an alias nor a translation of another page."""
        older = self.model._default_manager.filter(
            translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk")
        )
        return self.filter(~models.Exists(older), alias_of__isnull=True)

    def license_due(self, on: date) -> "PractitionerQuerySet":
        """Published people whose license has expired or does so within `RENEWAL`, soonest first.

        Whoever asks on any day from then on is told, so that a missed day loses no reminder.
        """
        due = self.live().originals().filter(license_expires_date__lte=on + RENEWAL)
        return due.order_by("license_expires_date", "title")


PractitionerManager = PageManager.from_queryset(PractitionerQuerySet)


class LicensedPage(ClinicPage):
    """The page of somebody with a license. What is empty is not shown; half a fact is refused."""

    license_type = models.CharField(
        _("license"),
        max_length=120,
        blank=True,
        help_text=_("As the board calls it: Licensed acupuncturist. Shown on the page."),
    )
    license_number = models.CharField(
        _("license number"), max_length=40, blank=True, help_text=_("Shown on the page.")
    )
    license_state = models.CharField(
        _("licensed in"),
        max_length=60,
        blank=True,
        help_text=_("The state or country that gave it: Minnesota. Shown on the page."),
    )
    license_expires_date = models.DateField(
        _("license expires"),
        null=True,
        blank=True,
        help_text=_(
            "The last day on which it is valid; not shown. The dashboard reminds you 60 days "
            "before. From the day after, the page says nothing of the license."
        ),
    )

    license_panel = MultiFieldPanel(
        [
            FieldPanel("license_type"),
            FieldRowPanel([FieldPanel("license_state"), FieldPanel("license_number")]),
            FieldPanel("license_expires_date"),
        ],
        heading=_("License"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(license_number="") | ~(Q(license_type="") | Q(license_state="")),
                name="clinic_license_number_of_whom",
                violation_error_message=_("A license number needs the license and who gave it."),
            ),
            models.CheckConstraint(
                condition=Q(license_expires_date__isnull=True) | ~Q(license_type=""),
                name="clinic_license_expires_which",
                violation_error_message=_("Say which license expires."),
            ),
        ]

    def license_is_expired(self, *, on: date) -> bool:
        """Is the license known to be no longer valid? One without a date is not known to be."""
        return self.license_expires_date is not None and self.license_expires_date < on

    def license_is_due(self, *, on: date) -> bool:
        """Is it time to renew the license, or past it?"""
        return self.license_expires_date is not None and self.license_expires_date <= on + RENEWAL

    def shown_license(self, *, on: date) -> str:
        """“Licensed acupuncturist, Minnesota no. 1234”; "" without a license that is valid."""
        if not self.license_type or self.license_is_expired(on=on):
            return ""
        number = gettext("no. %(number)s") % {"number": self.license_number}
        given = " ".join(filter(None, [self.license_state, self.license_number and number]))
        return ", ".join(filter(None, [self.license_type, given]))

    def clean(self) -> None:
        super().clean()
        missing = {}
        if self.license_number and not self.license_state:
            missing["license_state"] = _("Say who gave the number.")
        if (self.license_number or self.license_expires_date) and not self.license_type:
            missing["license_type"] = _("Say which license this is.")
        if missing:
            raise ValidationError(missing)
