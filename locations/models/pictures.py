"""What must be known of a picture before it may be shown: who made it, and who is in it."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string


class License(models.TextChoices):
    """By what right the clinic shows a picture (https://creativecommons.org/licenses/)."""

    UNKNOWN = "", _("Not known")
    OWN = "own", _("Made by or for the clinic")
    LICENSED = "licensed", _("Bought or given, with a licence")
    CC0 = "cc0", _("CC0 or public domain")
    CC_BY = "cc-by", _("CC BY: with credit")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA: with credit, alike")


class People(models.TextChoices):
    """Who can be recognised in a picture, and whether they agreed to be shown."""

    UNKNOWN = "", _("Not known")
    NOBODY = "nobody", _("Nobody who can be recognised")
    AGREED = "agreed", _("Everybody shown has agreed in writing")
    REFUSED = "refused", _("Somebody has not agreed, or no longer: do not show")


# Licences that ask for a credit beside the picture.
NEEDS_CREDIT = {License.CC_BY, License.CC_BY_SA}


class PictureRightsQuerySet(models.QuerySet["PictureRights"]):
    def withheld(self, *, on: datetime.date) -> Self:
        """Those of pictures that must not be shown on a date, as `is_withheld` has it."""
        return self.filter(Q(people=People.REFUSED) | Q(consent_until_date__lt=on))


class PictureRights(models.Model):
    """The credit, the licence and the consents of one picture of the library.

    A table of its own, so that it goes with whatever image model a project has. It is edited in
    the picture's form (ClinicImageForm) and removed with the picture.
    """

    picture = models.OneToOneField(
        get_image_model_string(), on_delete=models.CASCADE, related_name="clinic_rights"
    )
    credit = models.CharField(
        _("credit"),
        max_length=120,
        blank=True,
        help_text=_("Who made the picture, and where it is from. Shown below it."),
    )
    license = models.CharField(_("licence"), max_length=16, choices=License, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    people = models.CharField(_("people shown"), max_length=16, choices=People, blank=True)
    consent_note = models.CharField(
        _("where the consents are kept"),
        max_length=200,
        blank=True,
        help_text=_("Such as a folder or a file number. Never shown on the site."),
    )
    consent_until_date = models.DateField(
        _("consent ends after"),
        null=True,
        blank=True,
        help_text=_("From the next day on, no page shows the picture."),
    )
    is_decorative = models.BooleanField(
        _("only decorates"),
        default=False,
        help_text=_("Screen readers pass over it. Otherwise, describe what it shows."),
    )

    objects = PictureRightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("rights of a picture")
        verbose_name_plural = _("rights of pictures")

    def __str__(self) -> str:
        return f"Rights of picture {self.picture_id}"

    def is_withheld(self, *, on: datetime.date) -> bool:
        """Whether the picture must not be shown on a date."""
        is_over = self.consent_until_date is not None and self.consent_until_date < on
        return self.people == People.REFUSED or is_over
