"""An import on its way: its progress, all its articles, and its end."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from ..importing import jobs, progress, removal
from ..importing.authors import match_author, take_bare_name
from ..importing.site import read_facts
from ..importing.storing import from_json
from ..importing.understanding import SiteFacts
from ..models import ImportItem, ImportJob
from .base import JobView
from .forms import ListForm
from .upload_views import next_url

_PAGE_SIZE = 50
_DRAFT_MADE = frozenset({ImportItem.State.CREATED, ImportItem.State.UPDATED})


def status_class(item: ImportItem) -> str:
    """Return what the state of an article looks like beside its words."""
    return "w-status--primary" if item.state in _DRAFT_MADE else "w-status--label"


class ReviewView(JobView):
    """All articles of an import: which of them are taken, and what became of each."""

    template_name = "clinic_conditions/import_page/review.html"
    page_title = gettext_lazy("Articles found")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.job.stage != ImportJob.Stage.REVIEW:
            return redirect(next_url(self.job))
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the choices of this page of the list, then do what the button says."""
        if self.job.stage != ImportJob.Stage.REVIEW:
            return redirect(next_url(self.job))
        among, taken = (_numbers(request.POST.getlist(name)) for name in ("shown", "take"))
        jobs.choose(job=self.job, taken=taken & among, among=among)
        form = ListForm(request.POST, lists=self.lists)
        if form.is_valid():
            jobs.aim(job=self.job, index=form.cleaned_data["index"])
        action = request.POST.get("action", "")
        if action in {"all", "none"}:
            jobs.choose_all(job=self.job, take=action == "all")
        elif action == "write":
            return write(request, self.job, self.index)
        return redirect(request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        items = self.job.items.defer("source_text").select_related("page", "file")
        page = Paginator(items, _PAGE_SIZE).get_page(self.request.GET.get("p"))
        facts = read_facts(self.index.locale)
        counts = progress.counts_of(self.job)
        return context | {
            "job": self.job,
            "index": self.index,
            "list_form": ListForm(lists=self.lists, initial={"index": self.index}),
            "lists": self.lists,
            "items": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "rows": [_row(item, facts) for item in page],
            "refused_files": self.job.files.exclude(refusal=""),
            "counts": counts,
            "is_over": not counts["open"],
        }


def _row(item: ImportItem, facts: SiteFacts) -> dict[str, Any]:
    document = take_bare_name(from_json(item.document), facts.people)
    byline = document.byline
    author = match_author(byline, facts.people)
    chosen = item.corrections.get("author")
    if chosen is not None:
        name = next((one.name for one in facts.people if one.page_id == chosen), "")
        is_known = bool(name)
    else:
        name, is_known = byline.name if byline else "", author.person is not None
    return {
        "item": item,
        "author": name,
        "is_known": is_known,
        "warnings": len(document.warnings),
        "status_class": status_class(item),
    }


class ProgressView(JobView):
    """The steps of reading and writing, with a bar. A script posts them; a button does the same."""

    template_name = "clinic/admin/steps.html"
    page_title = gettext_lazy("Working")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.job.stage == ImportJob.Stage.REVIEW:
            return redirect(next_url(self.job))
        is_reading = self.job.stage == ImportJob.Stage.READING
        heading = _("Reading the files") if is_reading else _("Making the drafts")
        return self.render_to_response(self.get_context_data(heading=heading, **self._state()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.job.stage == ImportJob.Stage.READING:
            jobs.read_on(job=self.job)
        elif self.job.stage == ImportJob.Stage.WRITING:
            jobs.write_on(job=self.job, index=self.index, by=request.user)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(self._state())
        is_over = self.job.stage == ImportJob.Stage.REVIEW
        return redirect(self._end_url() if is_over else self.url("progress"))

    def _state(self) -> dict[str, Any]:
        is_over = self.job.stage == ImportJob.Stage.REVIEW
        percent, said = progress.progress_of(self.job)
        return {"percent": percent, "said": said, "url": self._end_url() if is_over else ""}

    def _end_url(self) -> str:
        self.job.refresh_from_db()
        return (
            next_url(self.job) if not progress.counts_of(self.job)["done"] else self.url("review")
        )


class RemoveView(JobView):
    """Ask, then remove the import with its files. Drafts stay."""

    template_name = "clinic_conditions/import_page/remove.html"
    page_title = gettext_lazy("Remove this import")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = self.get_context_data(job=self.job, back_url=next_url(self.job))
        return self.render_to_response(context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        removal.remove(job=self.job)
        messages.success(request, _("The import was removed."))
        return redirect("clinic_import:start")


def write(request: HttpRequest, job: ImportJob, index: Any) -> HttpResponse:
    """Begin to make drafts; a few are made at once, many in the steps that follow."""
    if not progress.to_write(job).exists():
        messages.warning(request, _("Nothing is chosen. Take at least one article."))
        return redirect("clinic_import:review", job.pk)
    jobs.begin_writing(job=job)
    jobs.write_on(job=job, index=index, by=request.user)
    name = "review" if job.stage == ImportJob.Stage.REVIEW else "progress"
    return redirect(f"clinic_import:{name}", job.pk)


def _numbers(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 19}
