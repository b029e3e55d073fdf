"""ConsultationRequestPage: the page on which a visitor asks.

The page shows the form and the thanks; the form is sent to `leads.views.ask`, a view of our own,
because Wagtail's page view wants a CSRF token and so a cookie, which a visitor never gets here.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from locations.blocks import SHORT_TEXT_FEATURES
from locations.models import ClinicPage


class ConsultationRequestPage(RoutablePageMixin, ClinicPage):
    """The public form, and the thank-you page under it."""

    introduction = RichTextField(_("introduction"), features=SHORT_TEXT_FEATURES, blank=True)
    thanks_text = RichTextField(
        _("text on the thank-you page"), features=SHORT_TEXT_FEATURES, blank=True
    )

    subpage_types: list[str] = []
    template = "clinic_leads/request_page.html"
    page_kind = "ContactPage"
    explains_terms = False  # nothing leads away from the form
    page_description = _("The form with which visitors ask for a consultation.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("thanks_text"),
    ]
    api_fields = [*ClinicPage.api_fields, APIField("introduction")]

    class Meta:
        verbose_name = _("consultation request page")

    @path("")
    def ask(self, request: HttpRequest) -> HttpResponse:
        from ..views import ask_form

        return ask_form(request, page=self)

    @path("sent/<str:token>/", name="sent")
    def sent(self, request: HttpRequest, token: str) -> HttpResponse:
        from ..views import sent

        return sent(request, page=self, token=token)
