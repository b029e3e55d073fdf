"""The list of notices, and how somebody wants to be told of what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import HeaderButton

from locations.models import LocationPage

from .. import actions
from ..about import id_in
from ..models import Notice, Occasion, Right
from ..permissions import locations_of
from ..staff_emails import TOLD
from .bell import unread_count
from .clocks import moment
from .pages import DiscreetView, InboxPage
from .preference_form import PreferenceForm

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in the list."""

    pk: int
    told: str
    reference: str
    url: str
    when: str
    is_unread: bool


class NoticesView(InboxPage):
    """What a colleague was told, newest first; nothing of what they may not see any more."""

    template_name = "clinic_leads/inbox/notices/index.html"
    page_title = gettext_lazy("Notices")
    header_icon = "clinic-bell"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_header_buttons(self) -> list[Any]:
        url = reverse("clinic_inbox:preferences")
        return [HeaderButton(label=_("How I am told"), url=url, icon_name="cog")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notices = Notice.objects.shown_to(self.request.user).select_related("lead")
        before = id_in(self.request.GET.get("before"))
        if before is not None:
            notices = notices.filter(pk__lt=before)
        found = list(notices.order_by("-pk")[: PAGE_SIZE + 1])
        page, at = found[:PAGE_SIZE], timezone.now()
        return super().get_context_data(**kwargs) | {
            "lines": [line_of(notice, at=at) for notice in page],
            "unread": unread_count(self.request.user),
            "older": page[-1].pk if len(found) > PAGE_SIZE else None,
        }


class ReadView(DiscreetView):
    """Mark one notice as read, or all of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Somebody signed in again on the way: nothing is done."""
        return redirect("clinic_inbox:notices")

    def post(self, request: HttpRequest) -> HttpResponse:
        notice = None
        if "notice" in request.POST:
            own = Notice.objects.shown_to(request.user)
            notice = get_object_or_404(own, pk=id_in(request.POST["notice"]))
        actions.read_notices(by=request.user, notice=notice, at=timezone.now())
        return redirect("clinic_inbox:notices")


class PreferencesView(InboxPage):
    """How the user is told of what: at all their locations, or otherwise at one of them."""

    template_name = "clinic_leads/inbox/notices/preferences.html"
    page_title = gettext_lazy("How I am told")
    header_icon = "cog"
    trail: ClassVar = [
        {"url": reverse_lazy("clinic_inbox:notices"), "label": gettext_lazy("Notices")}
    ]

    @cached_property
    def locations(self) -> list[LocationPage]:
        return list(locations_of(self.request.user, Right.SEE))

    @cached_property
    def location(self) -> LocationPage | None:
        """The location of the address; None for all. One that the user does not see is none."""
        pk = self.kwargs.get("location")
        if pk is None:
            return None
        return get_object_or_404(locations_of(self.request.user, Right.SEE), pk=pk)

    def get(self, request: HttpRequest, location: int | None = None) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self._form()))

    def post(self, request: HttpRequest, location: int | None = None) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        actions.prefer(by=request.user, location=self.location, choices=form.choices)
        messages.success(request, _("From now on you are told like this."))
        return redirect(request.path)

    def get_context_data(self, *, form: PreferenceForm, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": form,
            "scopes": self._scopes() if len(self.locations) > 1 else [],
            "has_email": bool(getattr(self.request.user, "email", "")),
        }

    def _form(self, data: Any = None) -> PreferenceForm:
        return PreferenceForm(data, user=self.request.user, location=self.location)

    def _scopes(self) -> list[dict[str, Any]]:
        here = self.location
        everywhere = {
            "label": _("All locations"),
            "url": reverse("clinic_inbox:preferences"),
            "is_here": here is None,
        }
        return [everywhere] + [
            {
                "label": place.title,
                "url": reverse("clinic_inbox:preferences_at", args=[place.pk]),
                "is_here": here is not None and place.pk == here.pk,
            }
            for place in self.locations
        ]


def line_of(notice: Notice, *, at: datetime) -> Line:
    lead = notice.lead
    return Line(
        pk=notice.pk,
        told=str(TOLD.get(notice.occasion, notice.get_occasion_display())),
        reference=lead.reference if lead else "",
        url=_url_of(notice),
        when=moment(notice.at, zone=timezone.get_current_timezone(), at=at),
        is_unread=notice.read_at is None,
    )


def _url_of(notice: Notice) -> str:
    if notice.lead is not None:
        return reverse("clinic_inbox:detail", args=[notice.lead.pk])
    if notice.occasion == Occasion.QUARANTINE:
        return f"{reverse('clinic_inbox:index')}?tab=quarantine"
    return reverse("clinic_inbox:webhooks")
