"""The views of desks and absences."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

from locations.models import LocationPage

from ... import actions
from ...models import Absence, DeskSettings, Right
from ...notifications.recipients import on_shift
from ...permissions import locations_of, may_anywhere
from ..away import away_until, left_lying, people_managed_by
from ..pages import DiscreetView, InboxPage, ManagerPage
from .forms import AbsenceForm, DeskForm

# More leads that lie with people who are away are not listed one by one.
LYING = 200


class DesksView(ManagerPage):
    """The locations that the user manages, and how each desk is set."""

    page_title = gettext_lazy("Desks")
    header_icon = "user"
    template_name = "clinic_leads/inbox/desks/index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        desks = DeskSettings.objects.select_related("fail_over_location", "fail_over_user")
        by_location = {desk.location_id: desk for desk in desks}
        rows = [
            {
                "location": location,
                "desk": desk,
                "fail_over": _fail_over(desk),
                "people": [
                    get_user_display_name(user)
                    for user in on_shift(location.pk, at=at, zone=location.zone)
                ],
            }
            for location in locations_of(request.user, Right.MANAGE)
            for desk in [by_location.get(location.pk) or DeskSettings(location=location)]
        ]
        return self.render_to_response(self.get_context_data(rows=rows))


class DeskView(ManagerPage):
    """The settings of one desk; another clinic's is “not found”."""

    header_icon = "user"
    template_name = "clinic_leads/inbox/desks/form.html"
    trail: ClassVar = [{"url": reverse_lazy("clinic_desks:index"), "label": gettext_lazy("Desks")}]

    location: LocationPage

    def prepare(self) -> None:
        managed = locations_of(self.request.user, Right.MANAGE)
        self.location = get_object_or_404(managed, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.location.title

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        desk = form.save(commit=False)
        actions.save_desk(desk=desk, by=request.user, at=timezone.now())
        messages.success(request, _("The settings are saved."))
        return redirect("clinic_desks:index")

    def form(self, data: Any = None) -> DeskForm:
        desk = DeskSettings.objects.filter(location=self.location).first()
        return DeskForm(data, instance=desk or DeskSettings(location=self.location))


class AbsencesView(InboxPage):
    """Who is away: one's own days, and those of colleagues at locations that one manages."""

    page_title = gettext_lazy("Absences")
    header_icon = "calendar-alt"
    template_name = "clinic_leads/inbox/desks/absences.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=AbsenceForm(user=request.user)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AbsenceForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        actions.add_absence(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The absence is entered."))
        return redirect("clinic_desks:absences")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        today = timezone.localdate(at)
        rows = absences_of(self.request.user).filter(last_date__gte=today)
        until = away_until(at=at)
        lying = [
            {
                "lead": lead,
                "who": get_user_display_name(lead.assigned_to),
                "until": until.get(lead.assigned_to_id or 0),
            }
            for lead in left_lying(self.request.user, at=at)[:LYING]
        ]
        return super().get_context_data(
            absences=[
                {"absence": row, "who": get_user_display_name(row.user)}
                for row in rows.select_related("user")
            ],
            lying=lying,
            is_manager=may_anywhere(self.request.user, Right.MANAGE),
            **kwargs,
        )


class RemoveAbsenceView(DiscreetView):
    """One's own, or a colleague's; of nobody else there is one."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("clinic_desks:absences")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        absence = get_object_or_404(absences_of(request.user), pk=pk)
        actions.remove_absence(absence=absence, by=request.user, at=timezone.now())
        messages.success(request, _("The absence is removed."))
        return redirect("clinic_desks:absences")


def absences_of(user: Any) -> QuerySet[Absence]:
    """The absences that `user` may enter and remove."""
    return Absence.objects.filter(
        Q(user=user.pk) | Q(user__in=people_managed_by(user).values("pk"))
    )


def _fail_over(desk: DeskSettings) -> str:
    names = [
        desk.fail_over_location.title if desk.fail_over_location else "",
        get_user_display_name(desk.fail_over_user) if desk.fail_over_user else "",
    ]
    return ", ".join(filter(None, names))
