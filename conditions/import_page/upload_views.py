"""Where an import begins: text is pasted or files are uploaded."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.base import ContentFile, File
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from locations.conf import clinic_settings

from ..importing import jobs, removal, sources
from ..models import ArticleIndexPage, ImportFile, ImportJob
from .base import ImportView
from .forms import UploadForm

# What comes with a file in the same request: the pasted text, names, boundaries.
_BESIDE = 4_000_000
_SHOWN_IMPORTS = 20


class UploadView(ImportView):
    """The form with what was refused beside its fields; below it the user's imports."""

    template_name = "clinic_conditions/import_page/start.html"
    refusal = ""

    @cached_property
    def job(self) -> ImportJob | None:
        """The import that more is added to; none yet on the first visit."""
        pk = self.kwargs.get("pk")
        if pk is None:
            return None
        return get_object_or_404(ImportJob.objects.visible_to(self.request.user), pk=pk)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.lists:
            _ = self.job
        return super().dispatch(request, *args, **kwargs)

    @property
    def choices(self) -> list[ArticleIndexPage]:
        """The lists to choose from; an import that has begun has its list."""
        return [] if self.job else self.lists

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        removal.remove_old(at=timezone.now())
        return self.show(UploadForm(lists=self.choices))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        if self.refusal:
            return self.too_much(self.refusal)
        form = UploadForm(request.POST, request.FILES, lists=self.choices)
        if not form.is_valid():
            return self.show(form, status=422)
        added = self._add(form)
        refused = [file for file in added if file.refusal]
        if not refused:
            return redirect(next_url(self._job()))
        for file in refused:
            field = "text" if file.is_pasted else "uploads"
            form.add_error(field, file.refusal if file.is_pasted else _told(file))
        self._forget(refused)
        if not any(file.is_pasted for file in refused):
            # It is kept in the import already; shown again it would be imported twice.
            form.data = {**form.data, "text": "", "index": form.data.get("index")}
        return self.show(form, status=422)

    def too_much(self, message: str) -> HttpResponse:
        """Say that nothing was taken, without having read what was sent."""
        return self.show(UploadForm({}, lists=self.choices, refusal=message), status=413)

    def show(self, form: UploadForm, *, status: int = 200) -> HttpResponse:
        context = self.get_context_data(form=form, job=self.job)
        own = ImportJob.objects.filter(owner_id=self.request.user.pk).with_counts()
        newest = own.order_by("-created_at", "-pk").prefetch_related("files")
        context["imports"] = newest[:_SHOWN_IMPORTS]
        context["kept"] = self.job.items.count() if self.job else 0
        context["keep_days"] = clinic_settings.IMPORT_KEEP_DAYS
        return self.render_to_response(context, status=status)

    def _add(self, form: UploadForm) -> list[ImportFile]:
        """Keep what came and begin to read it; return it as it is then."""
        cleaned = form.cleaned_data
        index = cleaned.get("index") or self.lists[0]
        self.job = job = self.job or jobs.start(by=self.request.user, index=index)
        added = [self._keep(file.name, file) for file in cleaned["uploads"]]
        if text := cleaned["text"].strip():
            content = ContentFile(text.encode())
            added.append(self._keep(sources.name_of_pasted(text), content, is_pasted=True))
        jobs.read_on(job=job)
        return list(job.files.filter(pk__in=[file.pk for file in added]))

    def _keep(self, name: str, content: File, *, is_pasted: bool = False) -> ImportFile:
        return jobs.add_file(job=self._job(), name=name, content=content, is_pasted=is_pasted)

    def _forget(self, refused: Iterable[ImportFile]) -> None:
        """Nothing is kept of a file that cannot be imported, nor an import without a file."""
        for file in refused:
            removal.remove_file(file=file)
        if not self._job().files.exists():
            removal.remove(job=self._job())
            self.job = None

    def _job(self) -> ImportJob:
        assert self.job is not None  # noqa: S101 - it was made by now
        return self.job


@csrf_exempt  # the check comes below, after the size: it reads all that was sent
def start(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """Take an upload, or say in the form's own place that it is too large.

    Django answers a request that is over its limits with a bare 400 before a view is asked.
    """
    limit = clinic_settings.IMPORT_MAX_MEGABYTES
    if _length(request) > limit * 1_000_000 + _BESIDE:
        refusal = _("More than %(limit)d MB were sent at once; nothing was taken.")
        return UploadView.as_view(refusal=refusal % {"limit": limit})(request, pk=pk)
    view = csrf_protect(UploadView.as_view())
    try:
        return view(request, pk=pk)
    except (RequestDataTooBig, TooManyFieldsSent):
        refusal = _("The text is longer than any article; nothing was taken.")
    except TooManyFilesSent:
        refusal = _("These are too many files at once; nothing was taken.")
    return UploadView.as_view(refusal=refusal)(request, pk=pk)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isdecimal() else 0


def next_url(job: ImportJob) -> str:
    """Return where an import goes on: its progress, its only article, or all of them."""
    if job.stage != ImportJob.Stage.REVIEW:
        return reverse("clinic_import:progress", args=[job.pk])
    items = list(job.items.values_list("pk", flat=True)[:2])
    if len(items) == 1:
        return reverse("clinic_import:article", args=[job.pk, items[0]])
    return reverse("clinic_import:review", args=[job.pk])


def _told(file: ImportFile) -> str:
    return f"{file.name}: {file.refusal}"
