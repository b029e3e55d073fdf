"""One article of an import: looked through, corrected, seen as a page, split, written."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin import messages

from ..importing import jobs
from ..importing.document import ImportRefused
from ..importing.site import read_facts
from ..importing.understanding import SiteFacts
from ..importing.writer import draft_of
from ..models import ImportItem, ImportJob
from .base import ItemView
from .forms import CorrectionsForm
from .job_views import status_class
from .review import facts_of
from .upload_views import next_url


def _mark_as_preview(request: Any) -> None:
    """The page's links are in no table yet: they are taken from the draft itself."""
    request.is_preview = True


# Whatever a file holds: the browser is told to run none of it and to send nothing anywhere.
_NOTHING_RUNS = (
    "script-src 'none'; object-src 'none'; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'self'; sandbox allow-same-origin"
)


class ArticleView(ItemView):
    """What was found in one article, its text beside the source, and what may be set right."""

    template_name = "clinic_conditions/import_page/article.html"

    def get_page_title(self) -> str:
        return self.item.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": "", "label": self.item.title}]
        if self.job.items.count() > 1:
            here.insert(0, {"url": self.url("review"), "label": _("Articles found")})
        return [*self.breadcrumbs_items, *here]

    def get(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        if self.job.stage != ImportJob.Stage.REVIEW:
            return redirect(next_url(self.job))
        return self.show()

    def post(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        if not self.item.is_open or self.job.stage != ImportJob.Stage.REVIEW:
            return redirect(self.url("article", self.item.pk))
        understood = jobs.understood_item(self.item, self.facts)
        form = CorrectionsForm(request.POST, understood=understood, facts=self.facts)
        if not form.is_valid():
            return self.show(form, status=422)
        jobs.correct(item=self.item, corrections=form.corrections())
        action = request.POST.get("action", "")
        if action == "skip":
            jobs.set_taken(item=self.item, take=False)
        elif action in {"take", "write"}:
            jobs.set_taken(item=self.item, take=True)
        if action == "write":
            return self._write()
        if action == "skip" and (following := self._neighbour(forward=True)):
            return redirect(self.url("article", following.pk))
        return redirect(self.url("article", self.item.pk))

    def show(self, form: CorrectionsForm | None = None, *, status: int = 200) -> HttpResponse:
        understood, shown = facts_of(self.item, index=self.index, facts=self.facts)
        form = form or CorrectionsForm(understood=understood, facts=self.facts)
        context = self.get_context_data(form=form, **shown)
        context |= {
            "job": self.job,
            "item": self.item,
            "index": self.index,
            "lists": self.lists,
            "status_class": status_class(self.item),
            "is_only": self.job.items.count() == 1,
            "previous": self._neighbour(forward=False),
            "following": self._neighbour(forward=True),
        }
        return self.render_to_response(context, status=status)

    @cached_property
    def facts(self) -> SiteFacts:
        return read_facts(self.index.locale)

    def _write(self) -> HttpResponse:
        """Make the draft of this one article; the others of the import are left as they are."""
        jobs.write_one(item=self.item, index=self.index, by=self.request.user)
        return redirect(self.url("article", self.item.pk))

    def _neighbour(self, *, forward: bool) -> ImportItem | None:
        """The article before or after this one."""
        ids = list(self.job.items.values_list("pk", flat=True))
        place = ids.index(self.item.pk) + (1 if forward else -1)
        if not 0 <= place < len(ids):
            return None
        return self.job.items.only("pk", "title").get(pk=ids[place])


class SplitView(ItemView):
    """The file seems to hold several articles: make one of each."""

    def get(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        """Somebody signed in again on the way: back to the article, nothing is done."""
        return redirect(self.url("article", self.item.pk))

    def post(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        if not jobs.split(item=self.item):
            messages.warning(request, _("There is nothing to split here."))
            return redirect(self.url("article", self.item.pk))
        return redirect(self.url("review"))


class DecideView(ItemView):
    """The draft was changed in the editor since: replace it, or leave it."""

    def get(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        """Somebody signed in again on the way: back to the article, nothing is done."""
        return redirect(self.url("article", self.item.pk))

    def post(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        if self.item.is_open:
            replacing = request.POST.get("decision") == "replace"
            jobs.decide(item=self.item, replacing=replacing)
            if replacing:
                jobs.write_one(item=self.item, index=self.index, by=request.user)
        back = "article" if request.POST.get("back") == "article" else "review"
        return redirect(self.url(back, *([self.item.pk] if back == "article" else [])))


@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewView(ItemView):
    """The article as its page will show it, with the page's own templates, for the review's frame.

    Nothing of the file is in it but what our own blocks render, and nothing in it may run.
    """

    def get(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        understood = jobs.understood_item(self.item, read_facts(self.index.locale))
        try:
            page, _remarks = draft_of(understood)
        except ImportRefused as refusal:
            return self._framed({"refusal": str(refusal)})
        page.locale = self.index.locale
        page.path = self.index.path + "9" * page.steplen  # below the list, and there is none such
        page.depth = self.index.depth + 1
        page.slug = "import-preview"
        page.set_url_path(self.index)
        _mark_as_preview(request)
        with override(self.index.locale.language_code):
            context = page.get_context(request)
            context["base_template"] = "clinic_conditions/import_page/frame.html"
            response = TemplateResponse(request, page.get_template(request), context)
            return self._guarded(response.render())

    def _framed(self, context: dict[str, Any]) -> HttpResponse:
        template = "clinic_conditions/import_page/frame.html"
        return self._guarded(TemplateResponse(self.request, template, context))

    def _guarded(self, response: HttpResponse) -> HttpResponse:
        response.headers["Content-Security-Policy"] = _NOTHING_RUNS
        return response
