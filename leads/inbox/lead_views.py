"""The screen of one lead, and what is done there.

Whether there is such a lead is answered before anything else: another clinic's lead, whatever is
asked of it and by which method, is “not found”, like one that never was.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from locations.typed import lost_texts

from ..about import id_in
from ..actions import NotAllowed, Stale, has_right, looked_at, read_in_list, read_notices
from ..models import Lead, Right
from . import timeline
from .bell import WithBell
from .clocks import ago
from .forms import ActionForm
from .pages import InboxPage
from .presence import also_at
from .screen import facts, workbench
from .suggesting import canned_text


class LeadView(WithBell, InboxPage):
    """One lead on one screen: who, what, by when, why here, what happened, what next."""

    template_name = "clinic_leads/inbox/lead.html"
    header_icon = "mail"
    missing = gettext_lazy(
        "There is no such lead at your location: a colleague may have moved it while you were "
        "writing."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.lead = self.find()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method == "GET":  # by HEAD nobody reads anything
            looked_at(lead=self.lead, by=request.user, at=timezone.now())
            read_notices(by=request.user, lead=self.lead, at=timezone.now())
        context = self.get_context_data()
        if request.method == "GET":  # the names of the person's other leads
            others = [other.pk for other in context["person"].others if other.name]
            read_in_list(lead_ids=others, by=request.user, at=timezone.now())
        return self.render_to_response(context)

    def find(self) -> Lead:
        """Return the lead if the user may see it; otherwise there is none."""
        visible = Lead.objects.visible_to(self.request.user)
        whole = visible.select_related("about", "assigned_to").prefetch_related("location")
        return get_object_or_404(whole, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        """The reference: titles end up in histories, where a name has no business."""
        return self.lead.reference

    def get_context_data(
        self, *, failed: ActionForm | None = None, problems: tuple[str, ...] = (), **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user, at = self.request.user, timezone.now()
        context |= facts(self.lead, request=self.request, at=at)
        context["others"] = also_at(self.lead, user=user, at=at)
        context["problems"] = problems
        works_here = any(has_right(user, right, self.lead) for right in (Right.TRIAGE, Right.REPLY))
        if works_here and self.lead.forgotten_at is None:
            reply = self.chosen_reply()
            context |= workbench(self.lead, user=user, at=at, failed=failed, reply=reply)
        return context

    def chosen_reply(self) -> dict[str, Any] | None:
        """The canned reply that was chosen without JavaScript: it comes with the address."""
        reply_id = id_in(self.request.GET.get("reply"))
        if reply_id is None or not has_right(self.request.user, Right.REPLY, self.lead):
            return None
        return canned_text(self.lead, reply_id, by=self.request.user)


class ActionView(LeadView):
    """One action on the lead, by POST. If it fails, the screen says why and keeps the text."""

    form_class = ActionForm

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody signed in again on the way: back to the lead, nothing is done."""
        return redirect("clinic_inbox:detail", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not has_right(request.user, self.form_class.right, self.lead):
            raise PermissionDenied
        form = self.form_class(request.POST, lead=self.lead)
        if not form.is_valid():
            return self.again(form, *_errors(form), status=422)
        try:
            form.save(by=request.user, at=timezone.now())
        except Stale as stale:
            return self.again(form, _what_happened(stale), status=409)
        except NotAllowed as refusal:
            return self.again(form, str(refusal), status=409)
        messages.success(request, form.done)
        for warning in form.warnings():
            messages.warning(request, warning)
        return self.onward()

    def again(self, form: ActionForm, *problems: str, status: int) -> HttpResponse:
        """Show the lead as it is now, with what was typed."""
        self.lead = form.lead = self.find()
        looked_at(lead=self.lead, by=self.request.user, at=timezone.now())
        context = self.get_context_data(failed=form, problems=problems)
        context["texts"] = [] if form.is_shown(context) else self._texts()
        return self.render_to_response(context, status=status)

    def _texts(self) -> list[str]:
        """What was typed, for a screen that has no box for it any more."""
        text = self.request.POST.get("text", "").strip()
        return [*dict.fromkeys([text, *lost_texts(self.request)] if text else [])]

    def onward(self) -> HttpResponse:
        """Back to the lead; who moved it out of their own sight goes back to the list."""
        visible = Lead.objects.visible_to(self.request.user)
        if visible.filter(pk=self.lead.pk).exists():
            return redirect("clinic_inbox:detail", self.lead.pk)
        return redirect("clinic_inbox:index")


def _errors(form: ActionForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _what_happened(stale: Stale) -> str:
    event = stale.last_event
    if event is None:
        return _("This lead was changed in the meantime. Nothing was done; please look again.")
    return _("%(who)s, %(ago)s: %(what)s. Nothing of yours was done; please look again.") % {
        "who": event.by_name or _("Automatically"),
        "ago": ago(event.at, at=timezone.now()),
        "what": timeline.sentence(event, told=timeline.Telling(event.lead.zone)).rstrip("."),
    }
