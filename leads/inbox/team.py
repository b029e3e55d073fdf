"""The team of the locations somebody manages: who is in, inviting, taking out.

No right over accounts is needed, and none is given: see leads.teams.
"""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from locations.models import LocationPage

from ..actions import NotAllowed, dismiss, invite
from ..fields import EmailAddressField, TypedField
from ..models import Right
from ..permissions import locations_of
from ..teams import groups_of, locations_without_group, outside_teams, teams_of
from .pages import ManagerPage


class InvitationForm(forms.Form):
    """Whom, and into which group. A location stands for a group that is yet to be made."""

    email = EmailAddressField(label=gettext_lazy("E-mail"), limit=254)
    first_name = TypedField(label=gettext_lazy("First name"), limit=80, required=False)
    last_name = TypedField(label=gettext_lazy("Last name"), limit=80, required=False)

    def __init__(self, *args: Any, manager: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = groups_of(manager)
        places = locations_without_group(manager, groups=groups)
        self.targets: dict[str, Group | LocationPage] = {
            **{f"group-{group.pk}": group for group in groups},
            **{f"location-{place.pk}": place for place in places},
        }
        named = [(key, _name(target)) for key, target in self.targets.items()]
        self.fields["to"] = forms.ChoiceField(label=gettext_lazy("Group"), choices=named)

    def clean_to(self) -> Group | LocationPage:
        return self.targets[self.cleaned_data["to"]]


class TeamView(ManagerPage):
    """Who works where, with a form to invite somebody below."""

    template_name = "clinic_leads/inbox/team.html"
    page_title = gettext_lazy("Desk team")
    header_icon = "group"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(InvitationForm(manager=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InvitationForm(request.POST, manager=request.user)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            invite(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error("email", str(refusal))
            return self._page(form, status=409)
        messages.success(request, _("The invitation is on its way."))
        return redirect("clinic_inbox:team")

    def _page(self, form: InvitationForm, *, status: int = 200) -> HttpResponse:
        teams = teams_of(self.request.user)
        places = locations_of(self.request.user, Right.MANAGE)
        context = self.get_context_data(
            form=form,
            teams=teams,
            others=[(place, outside_teams(place, teams=teams)) for place in places],
        )
        return self.render_to_response(context, status=status)


class DismissView(TeamView):
    """Take somebody out of a group, by POST."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Somebody signed in again on the way: nobody is taken out."""
        return redirect("clinic_inbox:team")

    def post(self, request: HttpRequest) -> HttpResponse:
        group = next((one for one in groups_of(request.user) if self._is("group", one)), None)
        user = None if group is None else self._member(group)
        if group is None or user is None:
            raise Http404
        dismiss(user=user, group=group, by=request.user, at=timezone.now())
        messages.success(request, _("They are no longer in this group."))
        return redirect("clinic_inbox:team")

    def _member(self, group: Group) -> Any:
        members = get_user_model()._default_manager.filter(groups=group)
        return next((one for one in members if self._is("user", one)), None)

    def _is(self, name: str, row: Any) -> bool:
        """Is it the row that the form names? Keys are compared as text: they may be UUIDs."""
        return self.request.POST.get(name) == str(row.pk)


def _name(target: Group | LocationPage) -> str:
    if isinstance(target, Group):
        return target.name
    return _("New group: front desk %(location)s") % {"location": target.title}
