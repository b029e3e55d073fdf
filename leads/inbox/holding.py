"""Put a lead on legal hold, or lift the hold: for who may erase, with a reason that is kept."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from ..actions import NotAllowed, Stale, hold, lift_hold
from ..fields import TypedField
from .lead_views import LeadView
from .privacy import may_erase

LIMIT = 255  # characters, as many as the lead holds


class HoldForm(forms.Form):
    """Why. Said to everybody who sees the lead."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = TypedField(
        label=gettext_lazy("Reason"),
        limit=LIMIT,
        help_text=gettext_lazy("Everybody who sees this lead reads it, and it is kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HoldView(LeadView):
    """One page for both: it offers what fits the lead."""

    template_name = "clinic_leads/inbox/hold.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._refuse_strangers()
        return self._page(HoldForm(initial={"version": self.lead.version}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._refuse_strangers()
        form = HoldForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        act = lift_hold if request.POST.get("lift") else hold
        try:
            act(lead=self.lead, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Stale:
            form.add_error(None, _("A colleague changed this lead in the meantime. Look again."))
            return self._page(form, status=409)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=409)
        messages.success(request, self._said(lifted=act is lift_hold))
        return redirect("clinic_inbox:detail", pk)

    def _refuse_strangers(self) -> None:
        if not may_erase(self.request.user, self.lead):
            raise PermissionDenied

    def _said(self, *, lifted: bool) -> str:
        if lifted:
            return _("The legal hold is lifted.")
        return _("The lead is on legal hold: nothing of it is removed.")

    def _page(self, form: HoldForm, *, status: int = 200) -> HttpResponse:
        if status == 409:  # what is shown is what is so now
            self.lead = self.find()
            data = self.request.POST.copy()
            data["version"] = str(self.lead.version)
            form.data = data
        context: dict[str, Any] = {
            **super(LeadView, self).get_context_data(),
            "lead": self.lead,
            "form": form,
            "texts": list(filter(None, [form.data.get("reason")])),
        }
        return self.render_to_response(context, status=status)
