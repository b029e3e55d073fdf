"""ClinicPage: what all page types of the plugin share."""

from typing import Any

import swapper
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from ..conf import clinic_settings
from ..directory import Directory
from ..markup import empty_references


class ClinicPage(Page):
    """A page of the clinic's site: has a summary and a picture, knows the clinic's facts.

    The parent link is spelled out with a related name of its own: two page classes of the same
    name, ours and a host project's, would otherwise clash on Page (design decision 1).
    """

    page_ptr = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        parent_link=True,
        related_name="%(app_label)s_%(class)s",
    )
    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two plain sentences, shown in lists and under the title."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown at the top of the page and in lists."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("image")]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]
    api_fields = [APIField("summary"), APIField("image")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        empty_references(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["clinic"] = Directory.for_request(request)
        context["base_template"] = clinic_settings.BASE_TEMPLATE
        return context
