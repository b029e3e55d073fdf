"""Hand a person's own data out: for who may export, by POST only, and written down first."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions import exported_person, has_right
from ..actions.forgetting import same_person
from ..fields import TypedField
from ..folding import may_be_one_name
from ..models import Lead, Right
from .lead_views import LeadView
from .person_data import person_file


class PersonDataForm(forms.Form):
    """Which of the person's leads, and why."""

    reason = TypedField(
        label=_("What do you need it for?"),
        limit=200,
        help_text=_("It is kept with your name and the time."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: list[Lead], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads"] = forms.ModelMultipleChoiceField(
            queryset=Lead.objects.filter(pk__in=[lead.pk for lead in person]),
            error_messages={"required": _("Choose at least one lead.")},
        )


class PersonDataView(LeadView):
    """What the file will hold, a choice of the person's leads, and the file."""

    template_name = "clinic_leads/inbox/person_data.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self._person()
        return self._page(PersonDataForm(person=person), person)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self._person()
        form = PersonDataForm(request.POST, person=person)
        if not form.is_valid():
            return self._page(form, person, status=422)
        chosen, at = list(form.cleaned_data["leads"].order_by("received_at", "pk")), timezone.now()
        reason = form.cleaned_data["reason"]
        exported_person(leads=chosen, by=request.user, at=at, reason=reason)
        response = HttpResponse(person_file(chosen, at=at), content_type="application/zip")
        name = f"{self.lead.reference}-{timezone.localdate(at)}.zip"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _person(self) -> list[Lead]:
        """The person's leads that the user may export; of no other clinic."""
        if not has_right(self.request.user, Right.EXPORT, self.lead):
            raise PermissionDenied
        return same_person(self.lead, by=self.request.user, right=Right.EXPORT)

    def _page(self, form: PersonDataForm, person: list[Lead], *, status: int = 200) -> HttpResponse:
        whole = {self.lead.pk, self.lead.merged_into_id} - {None}
        own = [str(one.pk) for one in person if one.pk in whole or one.merged_into_id in whole]
        chosen = self.request.POST.getlist("leads") if form.is_bound else own
        others = [
            {
                "lead": one,
                "is_chosen": str(one.pk) in chosen,
                "is_other_name": not may_be_one_name(one.name, self.lead.name),
            }
            for one in person
        ]
        context = {
            **super(LeadView, self).get_context_data(),
            "lead": self.lead,
            "form": form,
            "others": others,
        }
        return self.render_to_response(context, status=status)
