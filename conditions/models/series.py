"""Series: articles that belong together, in the order in which they appeared."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

if TYPE_CHECKING:
    from .articles import ArticlePage


class ArticleSeries(TranslatableMixin, models.Model):
    """Several articles as parts of one thing. An article names its series; dates order them."""

    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("One or two plain sentences, shown above the list of the parts."),
    )

    panels = [FieldPanel("title"), FieldPanel("description")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("series of articles")
        verbose_name_plural = _("series of articles")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Place:
    """Where an article stands among the parts of its series, itself included."""

    series: ArticleSeries
    page: "ArticlePage"
    parts: list["ArticlePage"]

    @property
    def title(self) -> str:
        return self.series.title

    @property
    def description(self) -> str:
        return self.series.description

    @property
    def number(self) -> int:
        return self.parts.index(self.page) + 1

    @property
    def previous(self) -> "ArticlePage | None":
        return self.parts[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> "ArticlePage | None":
        return self.parts[self.number] if self.number < len(self.parts) else None
