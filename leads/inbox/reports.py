"""Reports for who manages a location: how soon we answer, what comes of it, why leads are closed.

Each chart is drawn on the server and has its table beside it. Of a lead only counts are shown.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminDateInput

from locations.cells import defused
from locations.models import LocationPage
from locations.years import refuse_other_years

from ..models import REAL, Attendance, CloseReason, Lead, LeadQuerySet, Right, Status
from ..permissions import locations_of
from ..reporting import Bar, Fact, Row, bars, by_hour, grouped, height_of, share, total
from .pages import ManagerPage

DAYS = 90
LONGEST = 1100  # days; everything is read in one pass
# Longer than this, times are told in hours.
LONG = 120  # minutes


class PeriodForm(forms.Form):
    """Which days, both included."""

    first = forms.DateField(
        label=gettext_lazy("From"),
        widget=AdminDateInput,
        required=False,
        validators=[refuse_other_years],
    )
    last = forms.DateField(
        label=gettext_lazy("To"),
        widget=AdminDateInput,
        required=False,
        validators=[refuse_other_years],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        last = data.get("last") or timezone.localdate()
        first = data.get("first") or last - timedelta(days=DAYS)
        if first > last:
            self.add_error("first", _("The first day is after the last."))
        elif (last - first).days > LONGEST:
            self.add_error("first", _("Choose at most three years."))
        return {"first": first, "last": last}


@dataclass(frozen=True, slots=True)
class Table:
    """A report: what it is called in an address and in a heading, its rows, a chart of them."""

    name: str
    heading: str
    rows: list[Row]
    chart: list[Bar]

    @property
    def height(self) -> int:
        return height_of(self.chart)


class ReportsView(ManagerPage):
    """The page, or one of its tables as CSV."""

    template_name = "clinic_leads/inbox/reports.html"
    page_title = gettext_lazy("Lead reports")
    header_icon = "order"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeriodForm(request.GET)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        facts = list(facts_of(self._leads(**form.cleaned_data), locations=self.locations))
        tables, reasons = tables_of(facts), reasons_of(facts)
        if name := request.GET.get("csv"):
            return _as_csv(name, tables, reasons, **form.cleaned_data)
        context = self.get_context_data(
            form=form,
            first=form.cleaned_data["first"],
            last=form.cleaned_data["last"],
            sums=total(facts),
            numbers=headline(total(facts)),
            tables=tables,
            reasons=reasons,
        )
        return self.render_to_response(context)

    @cached_property
    def locations(self) -> list[LocationPage]:
        return list(locations_of(self.request.user, Right.MANAGE))

    def _leads(self, *, first: date, last: date) -> LeadQuerySet:
        leads = Lead.objects.visible_to(self.request.user, right=Right.MANAGE).filter(REAL)
        begin = timezone.make_aware(datetime.combine(first, time.min))
        end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
        return leads.filter(received_at__gte=begin, received_at__lt=end, merged_into=None)


def facts_of(leads: LeadQuerySet, *, locations: Sequence[LocationPage]) -> Iterator[Fact]:
    """Yield what the reports need of each lead, in one query."""
    zones = {location.pk: location.zone for location in locations}
    titles = {location.pk: location.title for location in locations}
    columns = leads.values_list(
        "location_id",
        "received_at",
        "about_title",
        "topic",
        "appointment_with",
        "appointment_at",
        "response_open_minutes",
        "status",
        "attendance",
        "close_reason",
    )
    for place, received, page, topic, person, appointment, minutes, status, came, why in columns:
        zone = zones.get(place) or timezone.get_current_timezone()
        yield Fact(
            location=titles.get(place) or _("No location"),
            hour=received.astimezone(zone).hour,
            page=page,
            topic=topic,
            practitioner=person,
            minutes=minutes,
            is_booked=status == Status.BOOKED or appointment is not None or bool(came),
            is_attended=came == Attendance.ATTENDED,
            is_missed=came == Attendance.NO_SHOW,
            close_reason=why,
        )


def tables_of(facts: Sequence[Fact]) -> list[Table]:
    """Return every report with its chart."""
    others = _("Others, each with fewer than five")
    kinds: list[tuple[str, str, Callable[[Fact], str]]] = [
        ("page", _("By page they asked from"), lambda fact: fact.page),
        ("topic", _("By topic"), lambda fact: fact.topic),
        ("practitioner", _("By practitioner booked with"), lambda fact: fact.practitioner),
    ]
    tables = [
        _table("location", _("By location"), grouped(facts, _place, others=others, fewest=1)),
        _table("hour", _("By hour of arrival"), by_hour(facts)),
    ]
    for name, heading, key in kinds:
        tables.append(_table(name, heading, grouped(facts, key, others=others)))
    return [table for table in tables if table.rows]


def reasons_of(facts: Sequence[Fact]) -> Table | None:
    """Return why leads were closed without a booking."""
    closed = [fact for fact in facts if fact.close_reason]
    rows = grouped(closed, lambda fact: _reason(fact.close_reason), others="", fewest=1)
    chart = bars([(row.label, row.received, str(row.received)) for row in rows])
    return Table("reasons", _("Why leads were closed"), rows, chart) if rows else None


def headline(sums: Row) -> list[tuple[str, str]]:
    """Return the few numbers at the top, each with what it counts."""
    return [
        (str(sums.received), _("leads received")),
        (minutes_in_words(sums.median), _("half are answered within")),
        (minutes_in_words(sums.p90), _("nine of ten are answered within")),
        (_percent(sums.booked_share), _("were booked")),
        (_percent(sums.attended_share), _("of known appointments were kept")),
    ]


def _percent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"


def minutes_in_words(minutes: int | None) -> str:
    """Return open minutes as people say them; a dash for none."""
    if minutes is None:
        return "–"
    if minutes < LONG:
        return ngettext("%(n)d open minute", "%(n)d open minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    return ngettext("%(n)d open hour", "%(n)d open hours", hours) % {"n": hours}


def _table(name: str, heading: str, rows: list[Row]) -> Table:
    chart = bars([(row.label, row.median, minutes_in_words(row.median)) for row in rows])
    return Table(name, heading, rows, chart)


def _place(fact: Fact) -> str:
    return fact.location


def _reason(value: str) -> str:
    return str(CloseReason(value).label) if value in CloseReason.values else value


def _as_csv(
    name: str, tables: list[Table], reasons: Table | None, *, first: date, last: date
) -> HttpResponse:
    known = [*tables, reasons] if reasons else tables
    table = next((one for one in known if one.name == name), None)
    if table is None:
        raise Http404
    columns, cells = (CLOSED, _number) if table is reasons else (COLUMNS, _cells)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    file = f"leads-by-{name}-{first.isoformat()}-{last.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    writer = csv.writer(response)
    writer.writerow([table.heading, *columns])
    for row in table.rows:
        writer.writerow([defused(row.label), *cells(row)])
    return response


# English, as for every machine: a program that reads the file must not depend on who fetched it.
CLOSED: tuple[str, ...] = ("closed",)
COLUMNS: tuple[str, ...] = (
    "received",
    "answered",
    "median_open_minutes",
    "p90_open_minutes",
    "booked",
    "attended",
    "no_show",
    "booked_percent",
)


def _number(row: Row) -> list[Any]:
    return [row.received]


def _cells(row: Row) -> list[Any]:
    return [
        row.received,
        row.answered,
        "" if row.median is None else row.median,
        "" if row.p90 is None else row.p90,
        row.booked,
        row.attended,
        row.missed,
        share(row.booked, row.received),
    ]
