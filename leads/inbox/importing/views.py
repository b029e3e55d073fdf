"""The doors of the import. Somebody else's import is “not found”, whatever is asked of it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from locations.cells import undefused

from ... import actions
from ...actions.importing import KEEP_DAYS
from ...exporting.files import CSV_TYPE, csv_parts_for_excel
from ...importing import private
from ...importing.lines import lines_from
from ...importing.problems import in_words
from ...models import ImportStage, LeadImport, LeadImportLine, LineState, Right
from ...permissions import locations_of
from ..pages import ManagerPage
from .forms import MappingForm, UploadForm

PREVIEWED = 5
# How many lines tell which way the dates are meant.
LOOKED_AT = 2000
PROBLEMS_SHOWN = 20
LEFT_OVER = [LineState.UNREADABLE, LineState.DUPLICATE]

STEPS = {
    ImportStage.MAPPING: "columns",
    ImportStage.CHECKING: "progress",
    ImportStage.CHECKED: "result",
    ImportStage.WRITING: "progress",
    ImportStage.DONE: "result",
}


class StartView(ManagerPage):
    """Take a file, and show the imports that are on their way."""

    header_icon = "upload"
    page_title = gettext_lazy("Import old leads")
    template_name = "clinic_leads/inbox/importing/start.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        actions.remove_old_imports(at=timezone.now())
        form = UploadForm(locations=locations_of(request.user, Right.MANAGE))
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest) -> HttpResponse:
        locations = locations_of(request.user, Right.MANAGE)
        form = UploadForm(request.POST, request.FILES, locations=locations)
        if form.is_valid():
            try:
                job = self._start(form)
            except actions.NotAllowed as refusal:
                form.add_error("upload", str(refusal))
            else:
                return redirect("clinic_lead_import:columns", job.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _start(self, form: UploadForm) -> LeadImport:
        return actions.start_import(
            by=self.request.user,
            at=timezone.now(),
            location=form.location,
            name=form.cleaned_data["upload"].name,
            decoded=form.decoded,
            no_header=_("The first line holds no headings."),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = LeadImport.objects.visible_to(self.request.user).select_related("location")
        return super().get_context_data(**kwargs) | {
            "imports": [{"job": job, "url": url_of(job)} for job in own],
            "keep_days": KEEP_DAYS,
        }


class JobView(ManagerPage):
    """A view of one import of one's own."""

    header_icon = "upload"
    trail: ClassVar = [
        {"url": reverse_lazy("clinic_lead_import:start"), "label": gettext_lazy("Import old leads")}
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        visible = LeadImport.objects.visible_to(request.user).select_related("location")
        self.job = get_object_or_404(visible, pk=kwargs["pk"])
        try:
            return super().dispatch(request, *args, **kwargs)
        except LeadImport.DoesNotExist as gone:  # removed meanwhile: somebody in it was forgotten
            raise Http404 from gone

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"job": self.job}


class ColumnsView(JobView):
    """What each column is, with a guess and the first lines beside it."""

    template_name = "clinic_leads/inbox/importing/columns.html"
    page_title = gettext_lazy("What are the columns?")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self._is_over():
            return redirect(url_of(self.job))
        return self.render_to_response(self.get_context_data(form=self._form()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self._is_over():
            return redirect(url_of(self.job))
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        actions.begin_check(
            job=self.job,
            at=timezone.now(),
            mapping=form.mapping,
            date_order=form.cleaned_data["date_order"],
            status=form.cleaned_data["status"],
        )
        return redirect("clinic_lead_import:progress", pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: MappingForm = kwargs.pop("form")
        rows = list(_even(form.rows, len(form.header)))
        columns = [(field, [row[n] for row in rows]) for n, field in enumerate(form.column_fields)]
        return super().get_context_data(**kwargs) | {"form": form, "columns": columns}

    def _is_over(self) -> bool:
        """Nothing is assigned anew once leads are stored, or somebody in the file was forgotten."""
        return self.job.stage in {ImportStage.WRITING, ImportStage.DONE} or not self.job.stored

    def _form(self, data: Any = None) -> MappingForm:
        initial = {f"column_{n}": name for n, name in enumerate(self.job.mapping)}
        initial |= {"status": self.job.status or "closed", "date_order": self.job.date_order}
        return MappingForm(data, header=self.job.header, rows=_rows(self.job), initial=initial)


class ProgressView(JobView):
    """The steps of checking and storing. A script posts them; a button does the same."""

    template_name = "clinic/admin/steps.html"
    page_title = gettext_lazy("Working")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self._is_waiting():
            return redirect(url_of(self.job))
        is_writing = self.job.stage == ImportStage.WRITING
        heading = _("Importing") if is_writing else _("Checking the file")
        return self.render_to_response(self.get_context_data(heading=heading, **self._state()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        at = timezone.now()
        if self.job.stage == ImportStage.CHECKING:
            actions.check_on(job=self.job, at=at)
        elif self.job.stage == ImportStage.WRITING:
            actions.write_on(job=self.job, by=request.user, at=at)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(self._state())
        return redirect(url_of(self.job))

    def _is_waiting(self) -> bool:
        return STEPS[ImportStage(self.job.stage)] != "progress"

    def _state(self) -> dict[str, Any]:
        counts = counts_of(self.job)
        if self.job.stage == ImportStage.WRITING:
            done, whole = counts["imported"], counts["imported"] + counts["new"]
            said = _("%(n)d of %(all)d imported") % {"n": done, "all": whole}
        else:
            done, whole = self.job.read_to, self.job.size
            lines = ngettext("%(n)d line checked", "%(n)d lines checked", counts["all"])
            said = lines % {"n": counts["all"]}
        percent = min(100, 100 * done // whole) if whole else 100
        url = url_of(self.job) if self._is_waiting() else ""
        return {"percent": percent, "said": said, "url": url}


class ResultView(JobView):
    """What the check found; after the import, what came of it. Storing begins here, by POST."""

    template_name = "clinic_leads/inbox/importing/result.html"
    page_title = gettext_lazy("What is in the file")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if STEPS[ImportStage(self.job.stage)] != "result":
            return redirect(url_of(self.job))
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        actions.begin_writing(job=self.job, at=timezone.now())
        self.job.refresh_from_db()
        return redirect(url_of(self.job))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.job.lines.filter(state__in=LEFT_OVER)[:PROBLEMS_SHOWN]
        return super().get_context_data(**kwargs) | {
            "counts": counts_of(self.job),
            "is_done": self.job.stage == ImportStage.DONE,
            **self._what_goes(),
            "problems": [(line.number, in_words(line.problems, self.job.header)) for line in shown],
            "keep_days": KEEP_DAYS,
        }

    def _what_goes(self) -> dict[str, Any]:
        """How many of the leads retention removes with its next round, and when that is."""
        at = timezone.now()
        kept = self.job.lines.filter(state__in=[LineState.NEW, LineState.IMPORTED])
        goes_at = actions.next_round(at=at)
        return {
            "over": kept.filter(is_over=True).count(),
            "goes_on": timezone.localdate(goes_at, timezone.get_default_timezone()),
            "goes_today": goes_at == at,
            "checked_on": self.job.touched_at,
        }


class LeftOverView(JobView):
    """The lines that are not imported, as a file: which line, why, and its cells as they were."""

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        headings = [_("Line"), _("Reason"), *self.job.header]
        lines = self.job.lines.filter(state__in=LEFT_OVER).order_by("number")
        rows = [[_row(line, self.job.header) for line in lines]]
        content = (data for data, _done in csv_parts_for_excel(headings, rows))
        response = StreamingHttpResponse(content, content_type=CSV_TYPE)
        response["Content-Disposition"] = f'attachment; filename="import-{pk}-left-over.csv"'
        return response


class RemoveView(JobView):
    """Ask, then remove the import with its file. Leads that came of it stay."""

    template_name = "clinic_leads/inbox/importing/remove.html"
    page_title = gettext_lazy("Remove this import")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(back_url=url_of(self.job)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        actions.remove_import(job=self.job)
        messages.success(request, _("The import is removed. Its leads stay."))
        return redirect("clinic_lead_import:start")


def url_of(job: LeadImport) -> str:
    """Where the import goes on."""
    return reverse(f"clinic_lead_import:{STEPS[ImportStage(job.stage)]}", args=[job.pk])


def counts_of(job: LeadImport) -> dict[str, int]:
    by_state = {state.value: Count("pk", filter=Q(state=state)) for state in LineState}
    return job.lines.aggregate(all=Count("pk"), **by_state)


def _rows(job: LeadImport) -> list[list[str]]:
    """The cells of the first lines that can be read."""
    with private.opened(job.stored) as file:
        lines = lines_from(
            file, byte=job.begins_at, number=job.begins_line, delimiter=job.delimiter
        )
        return [line.cells for line in islice(lines, LOOKED_AT) if line.cells is not None]


def _even(rows: list[list[str]], width: int) -> Iterator[list[str]]:
    """The first rows, each as long as the header."""
    for row in rows[:PREVIEWED]:
        yield [*row[:width], *[""] * (width - len(row))]


def _row(line: LeadImportLine, header: list[str]) -> list[str]:
    cells = [undefused(cell) for cell in line.cells]  # the file defuses them anew
    return [str(line.number), in_words(line.problems, header), *cells]
