"""The front page of this site."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from conditions.blocks import BodyBlock
from conditions.models import ArticlePage, ConditionPage, PractitionerPage, TreatmentPage
from conditions.models.base import live_pages
from locations.models import ClinicPage


class HomePage(ClinicPage):
    """The first page a visitor sees: what the clinic does, where it is, how to ask."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    template = "home/home_page.html"
    page_description = _("The front page of the site.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldPanel("headline"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["conditions"] = live_pages(ConditionPage, locale=self.locale)
        context["treatments"] = live_pages(TreatmentPage, locale=self.locale)
        context["practitioners"] = live_pages(PractitionerPage, locale=self.locale)
        articles = ArticlePage.objects.live().public().filter(locale=self.locale)
        context["articles"] = list(
            articles.select_related("image", "author").order_by("-date", "-pk")[:3]
        )
        return context
