"""What the views share: who may come in, and which import they are about."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..models import ArticleIndexPage, ImportItem, ImportJob
from .rights import lists_for


class ImportView(WagtailAdminTemplateMixin, View):
    """A view for those who may add articles somewhere. No text of theirs is in an error report."""

    header_icon = "upload"
    page_title = _("Import articles")

    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.lists:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def lists(self) -> list[ArticleIndexPage]:
        return lists_for(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class JobView(ImportView):
    """A view of one import. Somebody else's import is “not found”, whatever is asked of it."""

    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("clinic_import:start"), "label": _("Import articles")},
    ]

    @cached_property
    def job(self) -> ImportJob:
        visible = ImportJob.objects.visible_to(self.request.user)
        return get_object_or_404(visible.select_related("index__locale"), pk=self.kwargs["pk"])

    @cached_property
    def index(self) -> ArticleIndexPage:
        """The list that the articles go to: the chosen one, if the user may add to it."""
        chosen = (page for page in self.lists if page.pk == self.job.index_id)
        return next(chosen, self.lists[0])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.lists:
            _ = self.job  # whether there is one is answered before anything else
        return super().dispatch(request, *args, **kwargs)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"clinic_import:{name}", args=[self.job.pk, *args])


class ItemView(JobView):
    """A view of one article of an import."""

    @cached_property
    def item(self) -> ImportItem:
        items = self.job.items.select_related("file", "page")
        return get_object_or_404(items, pk=self.kwargs["item_pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.lists:
            _ = self.item
        return super().dispatch(request, *args, **kwargs)
