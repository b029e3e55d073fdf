"""Disclaimers: what a kind of page is not, in words that are kept as they were."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Locale

from locations.blocks import SHORT_TEXT_FEATURES
from locations.markup import empty_references
from locations.translating import refuse_problems_of_text

from .edited import Edited


class PageKind(models.TextChoices):
    """On which pages a disclaimer stands."""

    CONDITION = "condition", _("Conditions")
    TREATMENT = "treatment", _("Treatments")
    ARTICLE = "article", _("Articles")
    PRACTITIONER = "practitioner", _("Practitioners")
    ALL = "all", _("All of these without one of their own")


def today() -> date:
    """The date in the site's time zone, from which a new text is valid."""
    return timezone.localdate()


class Disclaimer(Edited, models.Model):
    """One version of the text at the end of pages of a kind, in one language.

    What readers were shown stays as it was: a text in force is followed by another version and
    never changed (docs/people-and-articles.md).
    """

    page_kind = models.CharField(_("shown on"), max_length=16, choices=PageKind.choices)
    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(_("version"), editable=False)
    valid_from = models.DateField(
        _("valid from"),
        default=today,
        help_text=_("From this day on it is shown, and cannot be changed any more."),
    )
    text = RichTextField(_("text"), features=SHORT_TEXT_FEATURES)

    panels = [
        FieldRowPanel([FieldPanel("page_kind"), FieldPanel("locale")]),
        FieldPanel("valid_from"),
        FieldPanel("text"),
    ]

    # What readers were shown, and when.
    KEPT = ("page_kind", "locale_id", "valid_from", "text")

    class Meta:
        verbose_name = _("disclaimer")
        verbose_name_plural = _("disclaimers")
        ordering = ["page_kind", "locale", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["page_kind", "locale", "version"], name="clinic_disclaimer_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_page_kind_display()}, {self.locale}, {self.version or 1}"

    def save(self, **kwargs: Any) -> None:
        """Number a new version after those of its kind and language."""
        if self.version is None:
            same = Disclaimer.objects.filter(page_kind=self.page_kind, locale=self.locale_id)
            self.version = (same.aggregate(Max("version"))["version__max"] or 0) + 1
        super().save(**kwargs)

    def is_in_force(self, *, on: date) -> bool:
        """Has this version been shown to readers, or would it have been?"""
        return self.valid_from <= on

    def clean(self) -> None:
        super().clean()
        empty_references(self)
        stored = Disclaimer.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is None or not stored.is_in_force(on=today()):
            self._refuse_the_past()
            refuse_problems_of_text(self)
        elif any(getattr(self, name) != getattr(stored, name) for name in self.KEPT):
            raise ValidationError(
                _(
                    "This version is in force since %(date)s. Readers have seen it, so it stays "
                    "as it is: add a new version instead."
                ),
                params={"date": stored.valid_from},
            )

    def _refuse_the_past(self) -> None:
        if self.valid_from and self.valid_from < today():
            raise ValidationError({"valid_from": _("Nobody was shown this text in the past.")})


def newest(
    disclaimers: Iterable[Disclaimer], *, kind: str, languages: Iterable[str], on: date
) -> Disclaimer | None:
    """Return the text to show on a kind of page: the newest in force, in the first language.

    A text for all kinds in a language that the reader has chosen comes before one for this kind
    in another language.
    """
    in_force = [one for one in disclaimers if one.is_in_force(on=on)]
    for language in languages:
        for wanted in (kind, PageKind.ALL):
            found = [
                one
                for one in in_force
                if (one.page_kind, one.locale.language_code) == (wanted, language)
            ]
            if found:
                return max(found, key=lambda one: (one.valid_from, one.version))
    return None
