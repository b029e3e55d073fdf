"""The views of how long leads are kept. Nothing is saved before its effect was looked at."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from locations.models import LocationPage

from ...actions import save_retention
from ...actions.retaining import Extent, extents
from ...models import Outcome, Plan, RetentionRun, Right, has_right_at
from ...permissions import locations_of
from ..pages import ManagerPage
from ..periods import period_words
from .forms import RetentionForm

TITLE = gettext_lazy("How long leads are kept")
RUNS_SHOWN = 7


class RetentionView(ManagerPage):
    """What is in force at the locations that the user manages, and what was removed lately."""

    page_title = TITLE
    header_icon = "history"
    template_name = "clinic_leads/inbox/retention/index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        plan = Plan.stored()
        places = [self._everywhere()]
        places += [_place(one) for one in locations_of(request.user, Right.MANAGE)]
        lines = [
            (standing.label, [_words(plan, standing, place["pk"]) for place in places])
            for standing in Outcome
        ]
        runs = RetentionRun.objects.all()[:RUNS_SHOWN] if places[0]["url"] else []
        context = self.get_context_data(places=places, lines=lines, runs=runs)
        return self.render_to_response(context)

    def _everywhere(self) -> dict[str, Any]:
        may = has_right_at(self.request.user, Right.MANAGE, None)
        url = reverse("clinic_retention:everywhere") if may else ""
        return {"pk": None, "title": _("Everywhere else"), "url": url}


class EditView(ManagerPage):
    """The rules of one place: a form, then what it would remove, then “Save”."""

    header_icon = "history"
    template_name = "clinic_leads/inbox/retention/form.html"
    trail: ClassVar = [{"url": reverse_lazy("clinic_retention:index"), "label": TITLE}]
    location: LocationPage | None = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form(), effect=None))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(
                self.get_context_data(form=form, effect=None), status=422
            )
        if not form.was_seen:
            return self.render_to_response(
                self.get_context_data(form=form, effect=self.effect_of(form))
            )
        save_retention(
            location=self.location, rules=form.rules(), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Saved. What is over is removed by the next daily round."))
        return redirect("clinic_retention:index")

    def form(self, data: Any = None) -> RetentionForm:
        return RetentionForm(data, plan=Plan.stored(), location_id=self.location_id)

    def effect_of(self, form: RetentionForm) -> dict[str, Any]:
        """What the rules of the form would remove now."""
        plan = Plan.stored().changed(self.location_id, form.rules())
        found = extents(plan, at=timezone.now(), location_id=self.location_id)
        return {
            "lines": [(Outcome(one.standing).label, _in_words(one)) for one in found],
            "total": sum(one.leads for one in found),
            "mark": form.mark,
            "again": bool(form.cleaned_data["seen"]),
        }

    @property
    def location_id(self) -> int | None:
        return self.location.pk if self.location else None


class EditEverywhereView(EditView):
    """The rules of all locations that have none of their own, and of leads without a location."""

    page_title = gettext_lazy("Everywhere else")

    def prepare(self) -> None:
        if not has_right_at(self.request.user, Right.MANAGE, None):
            raise PermissionDenied


class EditHereView(EditView):
    """The rules of one location; another clinic's is “not found”."""

    def prepare(self) -> None:
        managed = locations_of(self.request.user, Right.MANAGE)
        self.location = get_object_or_404(managed, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.location.title if self.location else ""


def _place(place: LocationPage) -> dict[str, Any]:
    url = reverse("clinic_retention:edit", args=[place.pk])
    return {"pk": place.pk, "title": place.title, "url": url}


def _words(plan: Plan, standing: str, location_id: int | None) -> str:
    period = plan.period(standing, location_id)
    return period_words(period.number, period.unit) if period else period_words(None, "")


def _in_words(extent: Extent) -> str:
    """“37 leads, the oldest of March 4, 2024; 2 are on hold and stay”."""
    said = ngettext("%(n)d lead", "%(n)d leads", extent.leads) % {"n": extent.leads}
    if extent.oldest is not None:
        day = formats.date_format(timezone.localtime(extent.oldest), "DATE_FORMAT")
        said = _("%(leads)s, the oldest of %(day)s") % {"leads": said, "day": day}
    if not extent.held:
        return said
    held = ngettext("%(n)d is on hold and stays", "%(n)d are on hold and stay", extent.held)
    return f"{said}; {held % {'n': extent.held}}"
