"""Announcements: what everybody who looks at the site should know these days, and no longer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin, WorkflowMixin

from ..markup import LIVE_FACTS, empty_references
from .locations import LocationPage

TEXT_FEATURES = ["bold", "italic", "link", *LIVE_FACTS]


class AnnouncementKind(models.TextChoices):
    """What an announcement is about."""

    CLOSURE = "closure", _("Closed")
    HOURS = "hours", _("Other hours")
    NEWS = "news", _("News")
    OFFER = "offer", _("Offer")


# Kinds that the dated hours of a location must say, too.
ABOUT_HOURS = {AnnouncementKind.CLOSURE, AnnouncementKind.HOURS}


class State(models.TextChoices):
    """Where an announcement is in its life, as the list in the admin shows it."""

    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    OVER = "over", _("Over")


def original_locations() -> models.Q:
    """The choices of the form: each place once."""
    return models.Q(pk__in=LocationPage.objects.originals().values("pk"))


class AnnouncementQuerySet(models.QuerySet):
    def running(self, *, at: datetime) -> "AnnouncementQuerySet":
        """The published ones whose time it is."""
        return self.filter(live=True, starts_at__lte=at, ends_at__gt=at)

    def with_places(self) -> list["Announcement"]:
        """All of them with `place_keys`, the translation keys of their locations. One query."""
        rows = self.select_related("locale", "link_page").annotate(
            place_key=models.F("locations__translation_key")
        )
        found: dict[int, Announcement] = {}
        row: Any  # an announcement and one of its locations
        for row in rows.order_by("starts_at", "pk"):
            announcement = found.setdefault(row.pk, row)
            announcement.place_keys |= {row.place_key} - {None}
        return list(found.values())


class Announcement(
    WorkflowMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, ClusterableModel
):
    """A closure, other hours, news or an offer: above every page it concerns, until it is over."""

    Kind = AnnouncementKind

    title = models.CharField(_("title"), max_length=120)
    text = RichTextField(_("text"), features=TEXT_FEATURES, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.NEWS)
    locations = ParentalManyToManyField(
        LocationPage,
        verbose_name=_("locations"),
        blank=True,
        related_name="+",
        limit_choices_to=original_locations,
        help_text=_("Which locations it concerns. None: all of them."),
    )
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("shown until"), help_text=_("Then it is gone by itself, from pages in caches, too.")
    )
    link_page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page to read more"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="clinic_announcement_ends_after_start",
            )
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Filled by `with_places`; empty means all locations.
        self.place_keys: set[object] = set()

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        empty_references(self)
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("This is not after the start.")})

    def state(self, *, at: datetime) -> State:
        if not self.live:
            return State.DRAFT
        if at < self.starts_at:
            return State.PLANNED
        return State.RUNNING if at < self.ends_at else State.OVER

    def state_label(self) -> str:
        """For the list in the admin."""
        return str(self.state(at=timezone.now()).label)

    state_label.short_description = _("Now")  # type: ignore[attr-defined]

    @staticmethod
    def in_language(announcements: Iterable["Announcement"], language: str) -> list["Announcement"]:
        """Return each announcement once: translated into `language`, or else as it was written."""
        chosen: dict[object, Announcement] = {}
        for one in announcements:
            known = chosen.setdefault(one.translation_key, one)
            if one.rank_for(language) < known.rank_for(language):
                chosen[one.translation_key] = one
        return list(chosen.values())

    def rank_for(self, language: str) -> tuple[bool, int]:
        """The lower, the better for a reader of `language`; the original is the oldest."""
        return self.locale.language_code != language, self.pk

    def concerns(self, keys: Iterable[object]) -> bool:
        """Whether it is for one of the locations with these translation keys."""
        return not self.place_keys or not self.place_keys.isdisjoint(keys)
