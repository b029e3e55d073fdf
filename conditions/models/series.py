"""Series: articles that belong together, in the order in which they appeared."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin


class ArticleSeries(TranslatableMixin):
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
