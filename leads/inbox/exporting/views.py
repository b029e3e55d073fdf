"""The doors of the export. A file is made by POST only, so that no link fetches people's data."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from locations.models import LocationPage

from ...actions import begin_export, tracked
from ...exporting.columns import BY_NAME, surroundings
from ...exporting.files import WRITERS, type_and_ending
from ...exporting.rows import chunks_of, extent_of
from ...models import ExportRun, ExportState, Right
from ...permissions import locations_of, may_anywhere
from ..pages import InboxPage
from .forms import ALL, LISTED, ExportForm
from .selection import Selection, everything, listed

PAGE_SIZE = 50


class ExportingView(InboxPage):
    """A view for who may export leads of some location."""

    header_icon = "download"
    right: str = Right.EXPORT


class ExportView(ExportingView):
    """Say what will be exported, ask what of it, and hand out the file."""

    template_name = "clinic_leads/inbox/exporting/export.html"
    page_title = gettext_lazy("Export leads")

    @cached_property
    def selections(self) -> dict[str, Selection]:
        return {LISTED: listed(self.request), ALL: everything(self.request)}

    @cached_property
    def extents(self) -> dict[str, Any]:
        return {name: extent_of(one.leads()) for name, one in self.selections.items()}

    @property
    def totals(self) -> dict[str, int]:
        return {name: extent.total for name, extent in self.extents.items()}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=ExportForm(totals=self.totals)))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ExportForm(request.POST, totals=self.totals)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        scope = form.cleaned_data["scope"]
        selection, extent = self.selections[scope], self.extents[scope]
        run = begin_export(
            by=request.user,
            at=timezone.now(),
            format=form.cleaned_data["format"],
            columns=[column.name for column in form.columns],
            filters=selection.as_data(),
            reason=form.cleaned_data["reason"],
            locations=_locations_in(selection, request.user),
            total=extent.total,
            key=form.cleaned_data["key"],
        )
        chunks = chunks_of(
            selection.leads, columns=form.columns, around=surroundings(), last=extent.last
        )
        headings = [column.heading for column in form.columns]
        return _download(run, tracked(run, WRITERS[run.format](headings, chunks)))

    def get_context_data(self, *, form: ExportForm, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.urlencode()
        action = reverse("clinic_export:export")
        return super().get_context_data(**kwargs) | {
            "form": form,
            "filters": self.selections[LISTED].sentences(),
            "is_search": self.selections[LISTED].is_search,
            "problems": self.selections[LISTED].problems,
            "locations": list(locations_of(self.request.user, Right.EXPORT)),
            "action": f"{action}?{query}" if query else action,
            "progress_url": reverse("clinic_export:progress", args=[UUID(int=0)]),
            "runs_url": reverse("clinic_export:runs"),
        }


class ProgressView(ExportingView):
    """How far an export is, for who began it; anybody else's is not there."""

    def get(self, request: HttpRequest, key: UUID) -> JsonResponse:
        run = get_object_or_404(ExportRun, key=key, by=request.user)
        state = run.state_at(timezone.now())
        said = _("%(done)d of %(total)d rows") % {"done": run.done, "total": run.total}
        if state != ExportState.RUNNING:
            said = f"{state.label}: {said}"
        return JsonResponse({"state": state, "percent": run.percent, "said": said})


class RunsView(ExportingView):
    """Past exports: one's own, and those of the locations that one manages, and no others."""

    template_name = "clinic_leads/inbox/exporting/runs.html"
    page_title = gettext_lazy("Past exports")
    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_anywhere(request.user, Right.MANAGE):
            self.right = Right.MANAGE
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        visible = ExportRun.objects.visible_to(request.user).prefetch_related("locations")
        page = Paginator(visible, PAGE_SIZE).get_page(request.GET.get("p"))
        at = timezone.now()
        lines = [_line(run, at=at) for run in page]
        context = self.get_context_data(runs=page, lines=lines)
        context["elided_page_range"] = page.paginator.get_elided_page_range(page.number)
        return self.render_to_response(context)


def _line(run: ExportRun, *, at: Any) -> dict[str, Any]:
    columns = [BY_NAME[name].heading for name in run.columns if name in BY_NAME]
    state = run.state_at(at)
    rows = ngettext("%(n)d of %(all)d row", "%(n)d of %(all)d rows", run.total)
    return {
        "run": run,
        "state": state.label,
        "is_done": state == ExportState.DONE,
        "columns": ", ".join(columns),
        "rows": rows % {"n": run.done, "all": run.total},
        "locations": ", ".join(location.title for location in run.locations.all()),
    }


def _locations_in(selection: Selection, user: Any) -> list[LocationPage]:
    """The locations whose leads are in the file."""
    here = selection.leads().order_by().filter(location=OuterRef("pk"))
    return list(locations_of(user, Right.EXPORT).filter(Exists(here)))


def _download(run: ExportRun, content: Any) -> StreamingHttpResponse:
    """The file, under a name that says when and nothing else."""
    media_type, ending = type_and_ending(run.format)
    name = f"export-{timezone.localdate(run.started_at)}-{run.key.hex[:8]}.{ending}"
    response = StreamingHttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
