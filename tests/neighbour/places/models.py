"""What the project had before the plugin: every page class of the plugin has a namesake here.

The foreign keys are written as people write them, without a thought about other apps. The lookups
on users, groups and sites that come of it (`user.leads`, `site.leads`) belong to this project.
"""

# ruff: noqa: DJ008  (names are what matters here)

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page, Site
from wagtail.snippets.models import register_snippet


class HomePage(Page):
    template = "neighbour/page.html"


class LocationIndexPage(Page):
    template = "neighbour/page.html"


class LocationPage(Page):
    """A place in the neighbour's sense: somewhere to park."""

    phone = models.CharField(max_length=40, blank=True)
    image = models.ForeignKey(
        get_image_model_string(), on_delete=models.SET_NULL, null=True, blank=True
    )

    template = "neighbour/location_page.html"
    content_panels = [*Page.content_panels, FieldPanel("phone"), FieldPanel("image")]


class ArticleIndexPage(Page):
    template = "neighbour/page.html"


class ArticlePage(Page):
    body = RichTextField(blank=True)

    template = "neighbour/page.html"
    content_panels = [*Page.content_panels, FieldPanel("body")]


class ConditionIndexPage(Page):
    template = "neighbour/page.html"


class ConditionPage(Page):
    template = "neighbour/page.html"


class TreatmentIndexPage(Page):
    template = "neighbour/page.html"


class TreatmentPage(Page):
    template = "neighbour/page.html"


class PractitionerIndexPage(Page):
    template = "neighbour/page.html"


class PractitionerPage(Page):
    template = "neighbour/page.html"


class GlossaryPage(Page):
    template = "neighbour/page.html"


class ConsultationRequestPage(Page):
    template = "neighbour/page.html"


@register_snippet
class Lead(models.Model):
    """Somebody who might buy a parking ticket."""

    name = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="leads",
    )
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, null=True, blank=True, related_name="leads"
    )
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="leads"
    )

    def __str__(self):
        return self.name


class LeadEvent(models.Model):
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)


class Delivery(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    at = models.DateTimeField(default=timezone.now)


class RoutingRule(models.Model):
    location = models.ForeignKey(LocationPage, on_delete=models.CASCADE)


class GroupLocationPermission(models.Model):
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="location_permissions")
    location = models.ForeignKey(LocationPage, on_delete=models.CASCADE)


@register_setting
class SiteSettings(BaseSiteSetting):
    location = models.ForeignKey(
        LocationPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )


@register_setting
class Organisation(BaseGenericSetting):
    name = models.CharField(max_length=80, default="The neighbour")
