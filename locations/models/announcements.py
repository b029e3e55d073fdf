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
from ..published import is_public
from ..translating import only_on_original, refuse_problems_of_text
from .locations import LocationPage

# What is written on the original alone, beside the places: a translation shows those.
FACTS = ("kind", "starts_at", "ends_at")

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
    def originals(self) -> "AnnouncementQuerySet":
        """One row for each announcement: the oldest of its translation key."""
        older = self.model._default_manager.filter(
            translation_key=models.OuterRef("translation_key"), pk__lt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(older))

    def not_over(self, *, at: datetime) -> "AnnouncementQuerySet":
        """The published ones whose time it is or will be.

        A translation runs as long as its original does.
        """
        now = Announcement.objects.originals().filter(live=True, ends_at__gt=at)
        return self.filter(live=True, translation_key__in=now.values("translation_key"))

    def about_only(self, locations: Iterable[int], *, at: datetime) -> "AnnouncementQuerySet":
        """Those not over that, without these `locations`, would be about none, so about all."""
        chosen = self.originals().filter(ends_at__gt=at, locations__in=locations)
        pairs = Announcement.locations.through.objects.exclude(locationpage__in=locations)
        return chosen.exclude(pk__in=pairs.values("announcement")).distinct()

    def with_places(self) -> list["Announcement"]:
        """All of them with `place_keys`, the translation keys of their locations. One query.

        `link_is_public` says whether a stranger may see the page to read more.
        """
        rows = self.select_related("locale", "link_page__locale").annotate(
            place_key=models.F("locations__translation_key"),
            link_is_public=models.ExpressionWrapper(
                is_public("link_page__path") & is_public("link_page__alias_of__path"),
                output_field=models.BooleanField(),
            ),
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

    override_translatable_fields = only_on_original(*FACTS, "locations")

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
        refuse_problems_of_text(self)

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
        """Return each announcement once: translated into `language`, or else as it was written.

        The order is that of the originals. A translation has their facts: who mends an end or a
        place does so on the original, and translators are not asked.
        """
        families: dict[object, list[Announcement]] = {}
        for one in sorted(announcements, key=lambda one: one.pk):
            families.setdefault(one.translation_key, []).append(one)
        originals = sorted(families.values(), key=lambda family: family[0].starts_at)
        return [_in_language(family, language) for family in originals]

    def take_facts(self, original: "Announcement") -> None:
        """Be about what `original` is about, where and until when it says."""
        for name in FACTS:
            setattr(self, name, getattr(original, name))
        self.place_keys = original.place_keys

    def concerns(self, keys: Iterable[object]) -> bool:
        """Whether it is for one of the locations with these translation keys."""
        return not self.place_keys or not self.place_keys.isdisjoint(keys)


def _in_language(family: list[Announcement], language: str) -> Announcement:
    """The one of a family, oldest first, for a reader of `language`, with the oldest's facts."""
    original = family[0]
    chosen = next((one for one in family if one.locale.language_code == language), original)
    chosen.take_facts(original)
    return chosen
