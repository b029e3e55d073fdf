"""As fast with a million leads as with a thousand: what the lists ask for is in an index.

The plans are those of the queries that the views make. PostgreSQL would read and sort so few rows;
it is told to do without, so that it does only where no index helps.
"""

from datetime import timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from leads.inbox.away import assigned_and_open
from leads.inbox.conditions import narrowed
from leads.inbox.filters import InboxFilterSet
from leads.inbox.numbers import MOST, CountOf, all_at_once
from leads.inbox.paging import page_of
from leads.inbox.queues import ALL_OPEN, FOUND, QUEUES
from leads.inbox.views import InboxView
from leads.inbox.words import Term
from leads.models import Attendance, Lead, Notice, Right, Stage, Status, search
from leads.models.search import found_by, narrowed_by
from leads.sought import SESSION_KEY
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

INDEX = "/admin/clinic/inbox/"
STAMP = f"{INDEX}stamp/"
TABS = [queue.name for queue in QUEUES]


@pytest.fixture(params=["everywhere", "at one", "at two"])
def desk(request, client, st_paul):
    """Who sees every location, who sees one, and who sees several."""
    others = [make_location("Edina")] if request.param == "at two" else []
    places = [None] if request.param == "everywhere" else [st_paul, *others]
    user = make_desk("Ada Berg", *places)
    client.force_login(user)
    return user


# The plans


def plan_of(sql, params=None):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            return [line for (line,) in cursor.fetchall()]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [line[-1] for line in cursor.fetchall()]


def plan_of_rows(leads):
    return plan_of(*leads.values("pk")[:51].query.sql_with_params())


def listing(user, query="", searched=""):
    request = RequestFactory().get(INDEX + query)
    request.user, request.session = user, {SESSION_KEY: {"key": searched}}
    view = InboxView()
    view.setup(request)
    return view.rows(view.filter_queryset(view.get_base_queryset()))


def read_whole(plan):
    """The lines of a plan that read a whole table of ours."""
    whole = ("Seq Scan on clinic_leads", "SCAN clinic_leads", "SCAN U0", "SCAN V0")
    few = ("INDEX clinic_leads_held", "INDEX clinic_leads_asks")  # in which there are no others
    lines = [line for line in plan if any(sign in line for sign in whole)]
    return [line for line in lines if not any(index in line for index in few)]


def sorted_lines(plan):
    """The lines of a plan that sort all of a list, not only what came in at the same moment."""
    return [line for line in plan if "TEMP B-TREE FOR" in line or "->  Sort" in line]


@pytest.mark.parametrize("tab", TABS)
def test_tab_is_read_from_an_index_in_its_order(desk, st_paul, tab):
    make_lead(st_paul)
    plan = plan_of_rows(listing(desk, f"?tab={tab}"))
    assert not read_whole(plan), plan
    # Who was put off, came in over night, was not told, asks or is on hold are few: they may be
    # put in order.
    if tab not in {"since", "undelivered", "asked", "held"}:
        assert not sorted_lines(plan), plan


@pytest.mark.parametrize("tab", ["open", "closed"])
@pytest.mark.parametrize(
    "words", ["assigned:me", "assigned:nobody", "language:en", "received:<2026-01-01"]
)
def test_filter_is_read_from_an_index_in_the_order_of_the_tab(desk, st_paul, tab, words):
    make_lead(st_paul)
    plan = plan_of_rows(listing(desk, f"?tab={tab}&filter={words}"))
    assert not read_whole(plan), plan
    # What one colleague has closed is theirs alone: it may be put in order.
    if (tab, words[:8]) != ("closed", "assigned"):
        assert not sorted_lines(plan), plan


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has counted how few leads are open or held"
)
@pytest.mark.parametrize(
    ("query", "indexes"),
    [
        ("?tab=open&filter=received:<2026-01-01", {"stage", "queue"}),
        ("?tab=new&filter=received:<2026-01-01", {"stage", "queue"}),
        ("?tab=waiting&filter=received:<2026-01-01", {"stage", "queue"}),
        ("?tab=held", {"held", "held_here"}),
    ],
)
def test_few_of_many_are_looked_for_among_the_few(desk, st_paul, query, indexes):
    """Without being told, SQLite would read all leads that are older than the date."""
    make_lead(st_paul)
    leads = listing(desk, query)
    for plan in (plan_of_rows(leads), plan_of_rows(leads.order_by())):
        used = {line.partition(" INDEX ")[2].split()[0] for line in plan if " INDEX " in line}
        assert used <= {f"clinic_leads_{name}" for name in indexes}, plan


def used_by(leads):
    """The indexes by which SQLite finds leads; without one, by their number."""
    lines = [line for line in plan_of_rows(leads) if "clinic_leads_lead USING" in line]
    return {line.partition(" USING ")[2].partition(" (")[0] for line in lines}


@pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="PostgreSQL has counted what a location and colleague have",
)
@pytest.mark.parametrize("words", ["", "assigned:nobody", "assigned:me", "assigned:{name}"])
@pytest.mark.parametrize("tab", ["undelivered", "found"])
def test_few_are_looked_up_by_number_whatever_else_is_asked(desk, st_paul, tab, words):
    """Without being told, SQLite would read all that a location, a colleague or nobody has."""
    for _number in range(3):
        make_lead(st_paul, name="Ingrid", assigned_to=desk)
    query = f"?tab={tab}&search=key&filter={words.format(name=desk.get_username())}"
    leads = listing(desk, query, "ingrid" if tab == "found" else "")
    assert used_by(leads) == used_by(leads.order_by()) == {"INTEGER PRIMARY KEY"}


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has counted how many leads are open"
)
def test_open_leads_that_somebody_has_are_few_and_found_as_such():
    """Who has left is looked for among them, not among all that were ever assigned."""
    pairs = assigned_and_open().values("assigned_to", "location").distinct()
    plan = "\n".join(plan_of(*pairs.query.sql_with_params()))
    assert "clinic_leads_stage (stage=?)" in plan, plan


@pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="PostgreSQL joins two indexes in a way that plan_of forbids",
)
@pytest.mark.parametrize("right", [Right.SEE, Right.TRIAGE])
def test_person_is_looked_up_by_what_they_are_reached_at(desk, st_paul, right):
    """Not among all leads of a location: beside an OR no estimate keeps SQLite from that."""
    lead = make_lead(st_paul, name="Ingrid", phone="+16515550142", email="ingrid@example.com")
    make_lead(st_paul, name="Astrid", phone="+16515550143", email="astrid@example.com")
    visible = Lead.objects.visible_to(desk, right=right)
    theirs = visible.of_person(phone=lead.phone, email="Ingrid@example.com").newest_first()
    assert list(theirs) == [lead]
    plan = plan_of_rows(theirs)
    assert any("lead_phone_" in line for line in plan), plan
    assert any("lead_email_" in line for line in plan), plan
    assert not read_whole(plan), plan


def test_index_of_the_tabs_says_what_the_filters_beside_the_list_ask():
    """So a filter that hardly any lead meets reads lines of the index, not the leads themselves."""
    filters = {
        "assigned_to" if name == "assigned" else name for name in InboxFilterSet.base_filters
    }
    by_name = {index.name: set(index.fields) for index in Lead._meta.indexes}
    assert filters == {"location", "assigned_to", "source", "language"}
    assert filters <= by_name["clinic_leads_queue"]
    # Who sees every location has another index for one of them, and for a colleague.
    assert {"source", "language"} <= by_name["clinic_leads_stage"]


@pytest.mark.parametrize("tab", ["open", "closed", "booked", "unmarked", "snoozed"])
def test_page_in_the_middle_begins_where_the_index_has_it(desk, st_paul, tab):
    facts = {
        "open": {},
        "closed": {"status": "closed", "close_reason": "answered", "closed_at": WEDNESDAY},
        "booked": {"status": "booked", "appointment_at": WEDNESDAY},
        "unmarked": {"status": "booked", "attendance_due_at": WEDNESDAY},
        "snoozed": {"snoozed_until": WEDNESDAY + timedelta(days=9000), "due_at": None},
    }
    for _number in range(3):
        make_lead(st_paul, **facts[tab])
    leads = listing(desk, f"?tab={tab}")
    first = page_of(leads, after="", size=1)
    with CaptureQueriesContext(connection) as queries:
        page = page_of(leads, after=first.after, size=1)
    assert page.leads != first.leads
    (query,) = queries.captured_queries
    assert ") > (" in query["sql"] or ") < (" in query["sql"]
    assert not read_whole(plan_of(query["sql"]))


@pytest.mark.parametrize(
    "url",
    [INDEX, STAMP, f"{STAMP}?after=1&tab=new", f"{STAMP}?filter=language:en", "/admin/"],
)
def test_views_read_no_table_of_leads_as_a_whole(client, desk, st_paul, url):
    for number in range(3):
        lead = make_lead(st_paul, assigned_to=desk)
        Notice.objects.create(user=desk, lead=lead, occasion="assigned", key=str(number))
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    asked = [query["sql"] for query in queries.captured_queries]
    asked = [sql for sql in asked if "clinic_leads_lead" in sql or "clinic_leads_delivery" in sql]
    assert asked
    for sql in asked:
        plan = plan_of(sql)
        # The numbers are asked for beside the first lead; and the last one is asked for.
        one = {"SCAN clinic_leads_lead"} if sql.endswith("LIMIT 1") else set()
        assert not set(read_whole(plan)) - one, (sql, plan)
        assert not (one & set(plan) and sorted_lines(plan)), (sql, plan)


@pytest.mark.parametrize("text", ["ingrid", "550142", "ingrid@example.com", "topic:knee"])
def test_what_was_found_is_read_by_number_or_in_order(desk, st_paul, monkeypatch, text):
    make_lead(
        st_paul, name="Ingrid", phone="+16515550142", email="ingrid@example.com", topic="Knee"
    )
    few = plan_of_rows(listing(desk, f"?tab={FOUND.name}&search=key", text))
    assert not read_whole(few), few
    monkeypatch.setattr(search, "MOST_FOUND", 0)
    many = plan_of_rows(listing(desk, f"?tab={FOUND.name}&search=key", text))
    assert not sorted_lines(many), many


# What they find


def test_stage_says_what_status_and_times_say():
    times = [None, WEDNESDAY]
    everything = product(Status.values, times, times, times, times, Attendance.values)
    for status, answered_at, quarantined_at, appointment_at, due_at, attendance in everything:
        closed = status == Status.CLOSED
        make_lead(
            status=status,
            answered_at=answered_at,
            quarantined_at=quarantined_at,
            appointment_at=appointment_at,
            attendance_due_at=due_at,
            attendance=attendance,
            closed_at=WEDNESDAY if closed else None,
            close_reason="answered" if closed else "",
        )
    for lead in Lead.objects.all():
        assert (lead.stage <= Stage.WAITING) == lead.is_open
        assert (lead.stage == Stage.UNANSWERED) == (lead.is_open and not lead.answered_at)
        assert (lead.stage == Stage.QUARANTINE) == bool(lead.quarantined_at)
        is_booked = lead.status == Status.BOOKED and not lead.quarantined_at
        assert (lead.stage in {Stage.APPOINTMENT, Stage.BOOKED}) == is_booked
        asked_at = lead.appointment_at or lead.attendance_due_at
        assert (lead.stage == Stage.APPOINTMENT) == bool(
            is_booked and asked_at and not lead.attendance
        )
    assert set(Lead.objects.values_list("stage", flat=True)) == set(Stage.values)


def test_search_finds_the_same_whichever_way_it_goes(monkeypatch):
    for name, topic in [("Ingrid Holm", "Knee pain"), ("Ingrid Berg", "Hip"), ("Kou", "Knee")]:
        make_lead(name=name, topic=topic)

    def found():
        questions = ["ingrid", "ingrid knee", "holm", "nobody"]
        names = [Lead.objects.filter(found_by(one, using=None)) for one in questions]
        terms = [("topic", "KNEE"), ("topic", "e pa"), ("topic", "ne"), ("name", "grid h")]
        names += [
            narrowed(Lead.objects.all(), [Term(word, (value,), negated)], reader=None)
            for word, value in terms
            for negated in (False, True)
        ]
        return [sorted(leads.values_list("name", flat=True)) for leads in names]

    by_number = found()
    assert by_number[:3] == [["Ingrid Berg", "Ingrid Holm"], ["Ingrid Holm"], ["Ingrid Holm"]]
    assert by_number[4:8] == [
        ["Ingrid Holm", "Kou"],
        ["Ingrid Berg"],
        ["Ingrid Holm"],
        ["Ingrid Berg", "Kou"],
    ]
    monkeypatch.setattr(search, "MOST_FOUND", 0)
    monkeypatch.setattr(search, "TOO_MANY", 1)
    assert found() == by_number
    assert narrowed_by("ne") == narrowed_by("-")


# The numbers


def test_numbers_are_counted_no_further_than_anybody_needs_to_know(django_assert_num_queries):
    assert all_at_once({"open": CountOf(Lead.objects.all())}) == {"open": 0}
    make_lead()
    none = Lead.objects.none()
    for number in (MOST, MOST + 1, MOST + 2):
        while Lead.objects.count() < number:
            make_lead()
        with django_assert_num_queries(1):
            counted = all_at_once({"open": CountOf(Lead.objects.all()), "no": CountOf(none)})
        assert counted == {"open": min(number, MOST + 1), "no": 0}


@pytest.mark.parametrize(("language", "read_out"), [("en", "more than 2"), ("es", "more than 2")])
def test_tab_says_honestly_that_there_are_more(
    client, desk, st_paul, monkeypatch, language, read_out
):
    for module in ("numbers", "queues", "views"):
        monkeypatch.setattr(f"leads.inbox.{module}.MOST", 2)
    monkeypatch.setattr("leads.inbox.numbers.shown.__kwdefaults__", {"most": 2})
    for number in (1, 2, 3, 4):
        make_lead(st_paul)
        soup = BeautifulSoup(client.get(INDEX).content, "html.parser")
        said = soup.select_one(".clinic-tab--open .clinic-count")
        seen = "".join(said.find_all(string=True, recursive=False)).strip()
        if number > 2:
            assert said.select_one("[aria-hidden=true]").text == "2+"
            assert said.select_one(".w-sr-only").text == read_out
        else:
            assert seen == str(number)
        assert soup.select_one("[data-clinic-list]")["data-new"] == str(min(number, 3))


# The stamp


def ask(client, etag="", **query):
    return client.get(STAMP, query, headers={"if-none-match": etag} if etag else {})


def test_stamp_is_of_the_list_that_is_shown(client, desk, st_paul, settings):
    """A change on a later page is no news to the first one; to the list that shows it, it is."""
    settings.CLINIC = settings.CLINIC | {"INBOX_PAGE_SIZE": 1}
    make_lead(st_paul)
    last = make_lead(st_paul, due_at=None, language="es")
    lists = [{}, {"tab": "open"}, {"filter": "language:es"}]
    etags = [ask(client, **query).headers["ETag"] for query in lists]
    Lead.objects.filter(pk=last.pk).update(version=2)
    again = zip(lists, etags, strict=True)
    assert [ask(client, etag, **query).status_code for query, etag in again] == [304, 304, 200]


def test_stamp_of_any_list_says_nothing_of_another_clinic(client, st_paul):
    edina = make_location("Edina")
    client.force_login(make_desk("Ada Berg", st_paul))
    make_lead(st_paul)
    elsewhere = make_lead(edina)
    lists = [{"tab": name} for name in TABS] + [
        {"filter": "language:en"},
        {"filter": "is:open,due"},
    ]
    etags = [ask(client, **query).headers["ETag"] for query in lists]
    Lead.objects.filter(pk=elsewhere.pk).update(version=2)
    make_lead(edina)
    for query, etag in zip(lists, etags, strict=True):
        assert ask(client, etag, **query).status_code == 304
    assert list(ALL_OPEN.of(Lead.objects.visible_to(None), at=WEDNESDAY)) == []
