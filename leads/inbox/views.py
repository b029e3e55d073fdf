"""The inbox's list and its search."""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from locations.conf import clinic_settings

from ..actions import read_in_list
from ..models import Delivery, Lead, LeadQuerySet, Right, with_asked
from ..permissions import locations_of, may_anywhere
from . import discretion, saved, searching
from .bell import WithBell
from .bulk import BulkForm, offered
from .conditions import Reader, narrowed, unknown_colleagues
from .desk_times import times_of
from .exporting.buttons import export_buttons, more_buttons
from .filters import InboxFilterSet
from .help import GUIDE, keys_for
from .numbers import MOST
from .pages import DiscreetView
from .paging import page_of
from .queues import (
    ALL_OPEN,
    BOOKED,
    BY_NAME,
    FILTERED,
    FOUND,
    NEW,
    QUEUES,
    UNMARKED,
    Counts,
    Moment,
    Queue,
    count,
)
from .tables import LeadTable
from .words import Asked, parse

FILTER_LIMIT = 500  # characters, as many as a saved view holds


class InboxView(WithBell, DiscreetView, BaseListingView):
    """The list: one queue of the leads that the user sees, filtered, a page at a time.

    Of Wagtail's listing it has the look, the filters and the table; the rows are ours. Which list
    it is stands in the address: the tab, the drawer's filters, and a filter in words. The views
    that do something in the list extend this one, so that it is there again when they are done.
    """

    template_name = "clinic_leads/inbox/index.html"
    results_template_name = "clinic_leads/inbox/results.html"
    page_title = gettext_lazy("Inbox")
    header_icon = "mail"
    index_url_name = "clinic_inbox:index"
    index_results_url_name = "clinic_inbox:results"
    filterset_class = InboxFilterSet
    page_kwarg = "after"

    # What was typed or selected, and went wrong; said again with the list.
    typed: str | None = None
    problems: tuple[str, ...] = ()
    selected: frozenset[str] = frozenset()
    failed: BulkForm | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()
        self.written: dict[str, str] = {}  # what was sent with an action of the list

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
    def locations(self) -> list[Any]:
        return list(locations_of(self.request.user, Right.SEE))

    @cached_property
    def reader(self) -> Reader:
        desks = times_of(self.locations, at=self.at)
        return Reader(self.request.user, Moment(self.at, desks), tuple(self.locations))

    def parsed(self, text: str) -> Asked:
        asked = parse(text, choices=self.reader.choices, today=self.reader.today)
        said = _("Nobody here is called “%(name)s”.")
        unknown = unknown_colleagues(asked.terms, reader=self.reader)
        return replace(
            asked, problems=(*asked.problems, *(said % {"name": name} for name in unknown))
        )

    @cached_property
    def asked(self) -> Asked:
        """The filter in the address."""
        return self.parsed(self.request.GET.get("filter", "")[:FILTER_LIMIT])

    @cached_property
    def searched(self) -> Asked:
        """What was searched for, if this is the list of what was found."""
        is_found = self.request.GET.get("tab") == FOUND.name
        text = searching.remembered(self.request, self.search_key) if is_found else ""
        return self.parsed(text)

    @property
    def search_key(self) -> str:
        """What stands in the address for the search; there it is never said itself."""
        return self.request.GET.get(searching.IN_ADDRESS, "")

    @cached_property
    def queue(self) -> Queue:
        if self.request.GET.get("tab") == FOUND.name:
            return FOUND
        tab = BY_NAME.get(self.request.GET.get("tab", ""), ALL_OPEN)
        return queue_in(self.asked) or tab

    @property
    def words(self) -> Asked:
        """The filter as it is: of the drawer and of the address, without the tab."""
        terms = self.filters.terms if self.filters else ()
        return Asked((*terms, *self.asked.terms))

    @property
    def not_understood(self) -> tuple[str, ...]:
        """What is wrong with the filter in the address, or with the search it speaks of."""
        problems = [*self.asked.problems]
        if self.asked.private:
            problems.append(
                _("Words about people never become part of an address. Search for them here.")
            )
        if self.queue is FOUND and not self.searched.private:
            problems.append(_("This search is no longer kept. Search once more."))
        return tuple(problems)

    @property
    def is_not_understood(self) -> bool:
        return bool(self.not_understood) or self.typed is not None

    @property
    def header_more_buttons(self) -> list[Any]:
        return more_buttons(self.request)

    def get_base_queryset(self) -> LeadQuerySet:
        return Lead.objects.visible_to(self.request.user)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "reader": self.reader}

    def filter_queryset(self, queryset: LeadQuerySet) -> LeadQuerySet:
        """A filter that is not understood lists nobody: half of it would look like the whole."""
        if self.is_not_understood:
            return queryset.none()
        return narrowed(super().filter_queryset(queryset), self.asked.others, reader=self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leads = self.object_list
        page = page_of(
            self.rows(leads),
            after=self.request.GET.get(self.page_kwarg, ""),
            size=clinic_settings.INBOX_PAGE_SIZE,
            dressed=dressed,
        )
        self._write_down(page.leads)
        counts = count(leads, at=self.at, desks=self.reader.now.desks)
        bulk = self._bulk() if page.leads else []
        context = super().get_context_data(object_list=page.leads, **kwargs)
        return context | {
            "queue": self.queue,
            "tab": self._tab(self.queue),
            "counts": counts,
            "tabs": self._tabs(counts),
            "search_text": self.searched.private,
            "search_key": self.search_key if self.searched.private else "",
            "words": str(self.words),
            "filter_text": str(self.asked),
            "typed": self._typed(),
            "field_problems": self.not_understood if self.typed is None else self.problems,
            "problems": self.problems if self.typed is None else (),
            "guide": GUIDE,
            "keys": keys_for(self._acting_keys(bulk)),
            "latest": self._latest(),
            "new": counts[NEW],
            "most": MOST,
            "first_url": "" if page.is_first else self._url(self.queue),
            "next_url": self._url(self.queue, after=page.after) if page.after else "",
            "state": self.state,
            "names": discretion.chosen(self.request),
            "names_choices": discretion.Names.choices,
            "bulk": bulk,
            "views": saved.shown_to(self.request.user, current=self.saved_words),
            "may_share": saved.may_share(self.request.user, self.locations),
        }

    def _write_down(self, leads: list[Lead]) -> None:
        """Whose names the user reads here. By HEAD nobody reads anything."""
        if self.request.method != "HEAD":
            names, found = discretion.chosen(self.request), self.queue is FOUND
            ids = discretion.named(leads, names, found=found)
            read_in_list(lead_ids=ids, by=self.request.user, at=self.at)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        wrong = context["problems"] or context["field_problems"]
        return super().render_to_response(context, **{"status": 422 if wrong else 200} | kwargs)

    def again(self, *problems: str) -> HttpResponse:
        """Show the list once more, and what was wrong."""
        self.problems = problems
        return InboxView.get(self, self.request)

    def get_table(self, object_list: list[Lead]) -> LeadTable:
        return LeadTable(
            object_list,
            at=self.at,
            with_location=len(self.locations) > 1,
            with_status=self.queue in {ALL_OPEN, FOUND, FILTERED},
            with_boxes=may_anywhere(self.request.user, Right.TRIAGE),
            selected=self.selected,
            names=discretion.chosen(self.request),
            found=self.queue is FOUND,
            are_booked=self.queue in {BOOKED, UNMARKED},
        )

    def rows(self, leads: LeadQuerySet) -> LeadQuerySet:
        """The whole list among `leads`, in its order."""
        found = self.found_among(leads)
        return self.queue.of(found, at=self.at, desks=self.reader.now.desks)

    def found_among(self, leads: LeadQuerySet) -> LeadQuerySet:
        """Those of `leads` that were searched for, and that the filter's lists have."""
        if self.queue in {FOUND, FILTERED}:
            leads = narrowed(leads, self.asked.queues, reader=self.reader)
        if self.searched.free:
            leads = searching.matching(leads, self.searched.free, user=self.request.user)
        return narrowed(leads, self.searched.about_people, reader=self.reader)

    def _tabs(self, counts: Counts) -> list[dict[str, Any]]:
        extra = [self.queue] if self.queue in {FOUND, FILTERED} else []
        tabs = []
        for queue in [*QUEUES, *extra]:
            is_counted = queue.counted and not self.is_not_understood
            number = counts.said(queue) if is_counted else {"count": None}
            needless = (queue.only_if_any and not number["count"]) or not queue.listed
            if needless and queue is not self.queue:
                continue
            tabs.append({"queue": queue, "url": self._url(queue), **number})
        return tabs

    def _latest(self) -> int:
        """The last lead that came in before this page was made: later ones are news to it."""
        newest = self.get_base_queryset().order_by("-pk").values_list("pk", flat=True)
        return newest.first() or 0

    def _bulk(self) -> list[BulkForm]:
        """The actions of this list with what was typed; the one that went wrong is open."""
        forms = offered(self.request.user, self.queue, typed=self.written)
        failed = self.failed
        return [failed if failed and form.name == failed.name else form for form in forms]

    def _acting_keys(self, bulk: list[BulkForm]) -> list[str]:
        """The keys of what the user may do here: with what is listed, and “Add a lead”."""
        selecting = ["x"] if bulk else []
        adding = ["c"] if self._adding() else []
        return [*selecting, *adding, *(form.key for form in bulk)]

    def _typed(self) -> str:
        """What stands in the box: what was typed wrongly, or the filter and the search."""
        if self.typed is not None:
            return self.typed
        if self.not_understood:
            return self.request.GET.get("filter", "")[:FILTER_LIMIT]
        return " ".join(filter(None, [str(self.words), self.searched.private]))

    def _tab(self, queue: Queue) -> str:
        """What stands for the queue in an address; nothing for the first one."""
        return "" if queue in {ALL_OPEN, FILTERED} else queue.name

    def _url(
        self, queue: Queue, *, after: str = "", asked: Asked | None = None, search_key: str = ""
    ) -> str:
        """The address of a queue with the filters as they are, or with another one in words."""
        asked = asked or self.asked
        query = self.request.GET.copy()
        stated = ("tab", "filter", searching.IN_ADDRESS, self.page_kwarg, "_w_filter_fragment")
        for name in stated:
            query.pop(name, None)
        keeps_is = queue in {FOUND, FILTERED}
        if words := str(asked if keeps_is else Asked(asked.others)):
            query["filter"] = words
        if tab := self._tab(queue):
            query["tab"] = tab
        if queue is FOUND:
            query[searching.IN_ADDRESS] = search_key or self.search_key
        if after:
            query[self.page_kwarg] = after
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url

    @property
    def here(self) -> str:
        """The address of the list that is shown, on the page that is shown."""
        return self._url(self.queue, after=self.request.GET.get(self.page_kwarg, ""))

    @property
    def state(self) -> str:
        """The part of the address that says which list it is, for the forms in it."""
        return self.here.removeprefix(self.index_url)

    @property
    def saved_words(self) -> str:
        """The list in words alone, as a saved view keeps it; not what was searched for."""
        tab = f"is:{self.queue.name}" if self.queue.name in BY_NAME else ""
        terms = self.words.others if tab else self.words.terms
        return " ".join(filter(None, [tab, *map(str, terms)]))


def dressed(leads: LeadQuerySet) -> LeadQuerySet:
    """The leads of a page with what their rows show; each location is read once, not per row."""
    failed = Delivery.objects.failed().filter(lead=OuterRef("pk"))
    shown = discretion.with_opened(with_asked(leads.annotate(undelivered=Exists(failed))))
    users = shown.select_related("assigned_to__wagtail_userprofile")
    return users.prefetch_related("location")


def queue_in(asked: Asked) -> Queue | None:
    """The tab that a single “is:” chooses. Several are a list of their own."""
    if not asked.queues:
        return None
    names = [name for term in asked.queues for name in term.values]
    return BY_NAME[names[0]] if len(names) == 1 else FILTERED
