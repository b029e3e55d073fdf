"""The inbox's list and its search."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from locations.conf import clinic_settings

from ..models import Delivery, Lead, LeadQuerySet, Right
from ..permissions import locations_of, may_anywhere
from . import searching
from .bell import WithBell
from .exporting.buttons import export_buttons, more_buttons
from .filters import InboxFilterSet
from .paging import page_of
from .queues import ALL_OPEN, BY_NAME, FOUND, QUEUES, Counts, Queue, count
from .tables import LeadTable


class DiscreetView(View):
    """A view that shows people: only who may see leads somewhere; no address leaks out."""

    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_anywhere(request.user, Right.SEE):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        # That nothing is stored, Wagtail says for the whole admin.
        response.headers["Referrer-Policy"] = "same-origin"
        return response


class InboxView(WithBell, DiscreetView, BaseListingView):
    """The list: one queue of the leads that the user sees, filtered, a page at a time.

    Of Wagtail's listing it has the look, the filters and the table; the rows are ours.
    """

    template_name = "clinic_leads/inbox/index.html"
    results_template_name = "clinic_leads/inbox/results.html"
    page_title = _("Inbox")
    header_icon = "mail"
    index_url_name = "clinic_inbox:index"
    index_results_url_name = "clinic_inbox:results"
    filterset_class = InboxFilterSet
    page_kwarg = "after"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """What can be done from the list. The key is Wagtail's kind of shortcut: it can be off."""
        return [*self._adding(), *export_buttons(self.request)]

    def _adding(self) -> list[HeaderButton]:
        if not may_anywhere(self.request.user, Right.TRIAGE):
            return []
        key = {"data-controller": "w-kbd", "data-w-kbd-key-value": "c", "title": "C"}
        url = reverse("clinic_inbox:add")
        return [HeaderButton(_("Add a lead"), url=url, icon_name="plus", attrs=key)]

    @cached_property
    def search_text(self) -> str:
        return searching.remembered(self.request)

    @cached_property
    def queue(self) -> Queue:
        name = self.request.GET.get("tab", "")
        if name == FOUND.name and self.search_text:
            return FOUND
        return BY_NAME.get(name, ALL_OPEN)

    @cached_property
    def locations(self) -> list[Any]:
        return list(locations_of(self.request.user, Right.SEE))

    @property
    def header_more_buttons(self) -> list[Any]:
        return more_buttons(self.request)

    def get_base_queryset(self) -> LeadQuerySet:
        return Lead.objects.visible_to(self.request.user)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "locations": self.locations}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leads = self.object_list
        page = page_of(
            self._rows(leads),
            after=self.request.GET.get(self.page_kwarg, ""),
            size=clinic_settings.INBOX_PAGE_SIZE,
        )
        counts = count(leads, at=self.at)
        context = super().get_context_data(object_list=page.leads, **kwargs)
        return context | {
            "queue": self.queue,
            "tab": self._tab(self.queue),
            "counts": counts,
            "tabs": self._tabs(counts),
            "search_text": self.search_text if self.queue is FOUND else "",
            "first_url": "" if page.is_first else self._url(self.queue),
            "next_url": self._url(self.queue, after=page.after) if page.after else "",
        }

    def get_table(self, object_list: list[Lead]) -> LeadTable:
        return LeadTable(
            object_list,
            at=self.at,
            with_location=len(self.locations) > 1,
            with_status=self.queue in {ALL_OPEN, FOUND},
        )

    def _rows(self, leads: LeadQuerySet) -> LeadQuerySet:
        """The queue with what its rows show; each location is read once, not once per row."""
        if self.queue is FOUND:
            leads = searching.matching(leads, self.search_text)
        failed = Delivery.objects.failed().filter(lead=OuterRef("pk"))
        shown = self.queue.of(leads, at=self.at).annotate(undelivered=Exists(failed))
        users = shown.select_related("assigned_to__wagtail_userprofile")
        return users.prefetch_related("location")

    def _tabs(self, counts: Counts) -> list[dict[str, Any]]:
        tabs = []
        for queue in QUEUES if self.queue is not FOUND else [*QUEUES, FOUND]:
            number = counts[queue] if queue.counted else None
            if queue.only_if_any and not number and queue is not self.queue:
                continue
            tabs.append({"queue": queue, "count": number, "url": self._url(queue)})
        return tabs

    def _tab(self, queue: Queue) -> str:
        """What stands for the queue in an address; nothing for the first one."""
        return "" if queue is ALL_OPEN else queue.name

    def _url(self, queue: Queue, *, after: str = "") -> str:
        """The address of a queue with the filters as they are."""
        query = self.request.GET.copy()
        for name in ("tab", self.page_kwarg, "_w_filter_fragment"):
            query.pop(name, None)
        if tab := self._tab(queue):
            query["tab"] = tab
        if after:
            query[self.page_kwarg] = after
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url


class SearchForm(forms.Form):
    q = forms.CharField(max_length=searching.LIMIT)


class SearchView(DiscreetView):
    """Take what was typed and show what it finds; a reference in full opens its lead at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Somebody signed in again on the way: there is nothing to find any more."""
        return redirect("clinic_inbox:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.POST)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        searching.remember(request, text)
        if not text:
            return redirect("clinic_inbox:index")
        visible = Lead.objects.visible_to(request.user)
        lead = visible.filter(reference=searching.as_reference(text)).first()
        if lead is not None:
            return redirect("clinic_inbox:detail", lead.pk)
        return redirect(f"{reverse('clinic_inbox:index')}?tab={FOUND.name}")
