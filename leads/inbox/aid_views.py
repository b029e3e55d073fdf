"""What the browser asks for while somebody works on a lead. The screen works without any of it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..actions import has_right
from ..actions.changing import last_event_of
from ..models import Right
from . import timeline
from .clocks import ago
from .desk_forms import people_of
from .lead_views import LeadView
from .presence import also_at, arrive, leave
from .suggesting import canned_text


class PresenceView(LeadView):
    """The report of a browser; the answer says who else is here and what happened meanwhile."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        at = timezone.now()
        if request.POST.get("leaving"):
            leave(self.lead, user=request.user)
            return HttpResponse(status=204)
        is_writing = bool(request.POST.get("writing"))
        arrive(self.lead, user=request.user, is_writing=is_writing, at=at)
        return JsonResponse(
            {"others": also_at(self.lead, user=request.user, at=at), "news": self._news(at=at)}
        )

    def _news(self, *, at: datetime) -> str:
        """What happened since the screen was drawn; "" when it is as it was."""
        event = last_event_of(self.lead)
        if event is None or self.request.POST.get("version") == str(self.lead.version):
            return ""
        return _("%(who)s, %(ago)s: %(what)s.") % {
            "who": event.by_name or _("Automatically"),
            "ago": ago(event.at, at=at),
            "what": timeline.sentence(event, told=timeline.Telling(self.lead.zone)).rstrip("."),
        }


class CannedTextView(LeadView):
    """A canned reply with this lead's facts, for who may reply here."""

    def get(self, request: HttpRequest, pk: int, reply_pk: int = 0) -> HttpResponse:
        if not has_right(request.user, Right.REPLY, self.lead):
            raise PermissionDenied
        return JsonResponse(canned_text(self.lead, reply_pk, by=request.user))


class PractitionersView(LeadView):
    """Who works at the lead's location, and who of them is away on the day in the query."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not has_right(request.user, Right.TRIAGE, self.lead):
            raise PermissionDenied
        try:
            on = date.fromisoformat(request.GET.get("on", ""))
        except ValueError as error:
            raise Http404 from error
        return JsonResponse({"people": people_of(self.lead, on=on)})
