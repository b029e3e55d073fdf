"""The front page of this site."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from conditions.blocks import BodyBlock
from conditions.models import ConditionPage, PractitionerPage, TreatmentPage
from conditions.models.articles import newest_articles
from conditions.models.base import live_pages, load_pictures
from conditions.models.described import all_articles
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

    def feeds(self, context: Mapping[str, Any]) -> list[tuple[str, str]]:
        return all_articles()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        same_language = {"locale": self.locale_id}
        lists = {
            "conditions": live_pages(ConditionPage, **same_language),
            "treatments": live_pages(TreatmentPage, **same_language),
            "practitioners": live_pages(PractitionerPage, **same_language),
            "articles": newest_articles(limit=3, **same_language),
        }
        places = context["clinic"].shown_locations
        load_pictures(self, *chain(*lists.values()), *places, body=self.body)
        return context | lists
