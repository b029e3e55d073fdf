"""Every address of the inbox, tried by everybody, on every lead, with every method.

The addresses are read from the URL resolver: one that nobody wrote a row for fails the first test.
A canary stands in everything that belongs to the other clinic: its lead, and its rule's conditions,
webhook, canned reply, shared view, export and import. All other addresses of the admin are tried in
test_admin_walk.py, by the same people in the same world.
"""

import io
import re
import types
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, include, path, reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permission_policies import BlanketPermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms import urls as site_urls
from leads.models import (
    Acquaintance,
    CannedReply,
    Delivery,
    DeliveryKind,
    DeliveryState,
    ExportFormat,
    ExportRun,
    ImportStage,
    Lead,
    LeadEvent,
    LeadImport,
    LeadImportLine,
    LineState,
    Right,
    RoutingRule,
    SavedView,
    WebhookEndpoint,
)
from tests.factories import (
    make_article,
    make_desk,
    make_lead,
    make_location,
    make_page,
    make_user,
)

pytestmark = pytest.mark.django_db

METHODS = ["GET", "POST", "HEAD", "PUT"]
CANARY = "canary"

# What an address is about; what may be done there follows from it.
LIST, SEARCH, SCREEN, ACTION, RULES, RULE = "list", "search", "screen", "action", "rules", "rule"
REVEAL, ERASING, HOLDING, TEAM = "reveal", "erasing", "holding", "team"
DESK, ABSENCES, ABSENCE = "desk", "absences", "absence"
ADD = "add"
NOTICES, PREFERENCES, WEBHOOKS, WEBHOOK = "notices", "preferences", "webhooks", "webhook"
OWN_WEBHOOK = "a webhook of one's own"
# Done in the list: to many leads, by whom who may work on them; to one's own views and display.
BULK, OWN, VIEW = "bulk", "own", "view"
# A mail to the person needs a right of its own; so does what helps to write it.
REPLY, REPLY_AID, AID, PING = "reply", "help to reply", "help to book", "presence"
PAGE_THEN = "the page they came from"
# Leads taken away as a file, and brought in by one.
EXPORT, EXPORTS, EXPORTED = "export", "past exports", "progress of an export"
IMPORT, IMPORTED = "import", "an import"
CANNED, CANNED_ONE, CANNED_DELETE = "canned replies", "a canned reply", "canned reply, deleted"

ROWS = {
    "clinic_inbox:index": LIST,
    "clinic_inbox:results": LIST,
    "clinic_inbox:search": SEARCH,
    "clinic_inbox:add": ADD,
    "clinic_inbox:stamp": LIST,
    "clinic_inbox:bulk": BULK,
    "clinic_inbox:names": OWN,
    "clinic_inbox:view_save": OWN,
    "clinic_inbox:view_rename": VIEW,
    "clinic_inbox:view_delete": VIEW,
    "clinic_inbox:notices": NOTICES,
    "clinic_inbox:notices_read": NOTICES,
    "clinic_inbox:preferences": NOTICES,
    "clinic_inbox:preferences_at": PREFERENCES,
    "clinic_inbox:reports": TEAM,
    "clinic_inbox:health": TEAM,
    "clinic_inbox:webhooks": OWN_WEBHOOK,
    "clinic_inbox:webhook_add": WEBHOOKS,
    "clinic_inbox:webhook_own": OWN_WEBHOOK,
    "clinic_inbox:webhook": WEBHOOK,
    "clinic_inbox:webhook_edit": WEBHOOK,
    "clinic_inbox:webhook_test": WEBHOOK,
    "clinic_inbox:webhook_secret": WEBHOOK,
    "clinic_inbox:webhook_replay": WEBHOOK,
    "clinic_inbox:webhook_remove": WEBHOOK,
    "clinic_inbox:detail": SCREEN,
    "clinic_inbox:note": ACTION,
    "clinic_inbox:correct": ACTION,
    "clinic_inbox:call": ACTION,
    "clinic_inbox:wait": ACTION,
    "clinic_inbox:book": ACTION,
    "clinic_inbox:close": ACTION,
    "clinic_inbox:reopen": ACTION,
    "clinic_inbox:assign": ACTION,
    "clinic_inbox:move": ACTION,
    "clinic_inbox:quarantine": ACTION,
    "clinic_inbox:release": ACTION,
    "clinic_inbox:retry": ACTION,
    "clinic_inbox:reveal": REVEAL,
    "clinic_inbox:forget": ERASING,
    "clinic_inbox:person_data": ERASING,
    "clinic_inbox:hold": HOLDING,
    "clinic_inbox:team": TEAM,
    "clinic_inbox:dismiss": TEAM,
    "clinic_inbox:misrouted": ACTION,
    "clinic_inbox:merge": ACTION,
    "clinic_inbox:unmerge": ACTION,
    "clinic_inbox:snooze": ACTION,
    "clinic_inbox:wake": ACTION,
    "clinic_inbox:replied": ACTION,
    "clinic_inbox:attend": ACTION,
    "clinic_inbox:ask_later": ACTION,
    "clinic_inbox:settle": ACTION,
    "clinic_inbox:reply": REPLY,
    "clinic_inbox:canned_text": REPLY_AID,
    "clinic_inbox:practitioners": AID,
    "clinic_inbox:presence": PING,
    "clinic_inbox:page_then": PAGE_THEN,
    "clinic_inbox:canned": CANNED,
    "clinic_inbox:canned_add": CANNED,
    "clinic_inbox:canned_edit": CANNED_ONE,
    "clinic_inbox:canned_delete": CANNED_DELETE,
    "clinic_routing_rules:index": RULES,
    "clinic_routing_rules:add": RULES,
    "clinic_routing_rules:examples": RULES,
    "clinic_routing_rules:edit": RULE,
    "clinic_routing_rules:up": RULE,
    "clinic_routing_rules:down": RULE,
    "clinic_routing_rules:delete": RULE,
    "clinic_routing_rules:forget_example": RULE,
    "clinic_retention:index": RULES,
    "clinic_retention:everywhere": RULES,
    "clinic_retention:edit": DESK,
    "clinic_desks:index": RULES,
    "clinic_desks:edit": DESK,
    "clinic_desks:absences": ABSENCES,
    "clinic_desks:remove_absence": ABSENCE,
    "clinic_export:export": EXPORT,
    "clinic_export:runs": EXPORTS,
    "clinic_export:progress": EXPORTED,
    "clinic_lead_import:start": IMPORT,
    "clinic_lead_import:columns": IMPORTED,
    "clinic_lead_import:progress": IMPORTED,
    "clinic_lead_import:result": IMPORTED,
    "clinic_lead_import:left_over": IMPORTED,
    "clinic_lead_import:remove": IMPORTED,
}
# The namespaces of these: what is about leads. One that is missing here is in test_admin_walk.py.
OURS = {name.partition(":")[0] for name in ROWS}
OF_A_LEAD = {SCREEN, ACTION, REVEAL, ERASING, HOLDING, REPLY, REPLY_AID, AID, PING, PAGE_THEN}
OF_A_REPLY = {CANNED_ONE, CANNED_DELETE}
EVERYWHERE = {"manager", "superuser"}
# At St. Paul, one of them alone: of what is Edina's, they are as anybody else.
HAS_ALL_RIGHTS = {*EVERYWHERE, "St. Paul manager"}
WITH_A_NUMBER = {*OF_A_LEAD, *OF_A_REPLY, RULE, DESK, ABSENCE, VIEW, PREFERENCES, WEBHOOK}
WITH_A_NUMBER |= {EXPORTED, IMPORTED}
MISSING = 10**12
THINGS = ("own", "other", "missing")


PEOPLE = [
    "anonymous",
    "practitioner",
    "St. Paul desk",
    "St. Paul onlooker",
    "Edina desk",
    "St. Paul manager",
    "manager",
    "superuser",
]


@dataclass
class World:
    """Two clinics with a lead and everything else in each, and the people who try the doors.

    `things` has by kind what is St. Paul's (own) and what is Edina's (other).
    """

    own: Lead
    other: Lead
    things: dict[str, dict[str, Any]]
    people: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)  # what `foreign` says at first
    leads: dict[int, Any] = field(default_factory=dict)  # all that both leads say at first

    def args(self, kind: str, thing: str) -> list[Any]:
        """The numbers in an address of this kind."""
        if kind not in WITH_A_NUMBER:
            return []
        if kind == EXPORTED:
            return [uuid.UUID(int=0) if thing == "missing" else self.things[kind][thing].key]
        there = self.things.get(kind, {"own": self.own, "other": self.other})
        numbers = [MISSING if thing == "missing" else there[thing].pk]
        return [*numbers, self.things[CANNED_ONE]["other"].pk] if kind == REPLY_AID else numbers

    def body(self, pk: int) -> dict[str, Any]:
        """A form that every action accepts, for whatever lead it is sent."""
        delivery = Delivery.objects.filter(lead=pk).first()
        return {
            "version": 1,
            "text": "Tried.",
            "outcome": "spoke",
            "reason": "spam",
            "to": self.own.location_id,
            "expected": self.own.location_id,
            "delivery": delivery.pk if delivery else 0,
            "q": CANARY,
            "into": self.own.reference,
            "name": "A view",
            "action": "note",
            "lead": [f"{self.own.pk}:1", f"{self.other.pk}:1", f"{MISSING}:1"],
            "preset": "tomorrow",
            "subject": "Tried",
            "attendance": "attended",
            "body": "Tried.",
            "scope": "all",
            "format": ExportFormat.XLSX,
            "columns_who": ["name", "phone", "email"],
        }

    def foreign(self) -> dict[str, Any]:
        """What is Edina's and no lead, as it is in the database now."""
        return {
            f"{kind} of the other clinic": type(both["other"])
            ._default_manager.filter(pk=both["other"].pk)
            .values()
            .first()
            for kind, both in self.things.items()
            if kind not in {DESK, PREFERENCES, RULE}  # a rule is numbered anew with its neighbours
        }


@pytest.fixture
def world() -> World:
    st_paul, edina = make_location("St. Paul"), make_location("Edina")
    # Numbers that nothing else has: whatever is found by one of them is a lead.
    article = Page.objects.get(pk=make_article(title="Read").pk)
    own, other = make_lead(st_paul, pk=7_000_001, about=article), canary_lead(edina, pk=7_000_002)
    people = {
        "anonymous": None,
        "practitioner": make_desk("Pia Quist"),
        "St. Paul desk": make_desk("Ada Berg", st_paul),
        "St. Paul onlooker": make_desk("Olga Rud", st_paul, rights=[Right.SEE]),
        "Edina desk": make_desk("Cy Dahl", edina),
        "St. Paul manager": make_desk("Mo Lind", st_paul, rights=Right.values),
        "manager": make_desk("Max Holm", None, rights=Right.values),
        "superuser": make_user("Root", is_superuser=True),
    }
    things = things_of(st_paul, own=people["St. Paul manager"], word="Ours")
    foreign = things_of(edina, own=make_desk("Mia Falk", edina, rights=Right.values), word=CANARY)
    pairs = {kind: {"own": things[kind], "other": foreign[kind]} for kind in things}
    made = World(own=own, other=other, things=pairs, people=people)
    made.before = made.foreign()
    made.leads = {row["id"]: row for row in Lead.objects.values()}
    return made


def things_of(location: Any, *, own: Any, word: str) -> dict[str, Any]:
    """One of each kind that belongs to a clinic; in each text of it stands `word`."""
    job = LeadImport.objects.create(
        owner=own,
        location=location,
        stage=ImportStage.CHECKED,
        name=word,
        encoding="utf-8",
        delimiter=",",
        header=[word],
        mapping=["name"],
    )
    cells = {"cells": [word], "problems": [["nobody", None]]}
    LeadImportLine.objects.create(job=job, number=2, state=LineState.UNREADABLE, **cells)
    run = ExportRun.objects.create(
        by=own, by_name=word, format=ExportFormat.CSV, reason=word, filters={"filter": word}
    )
    run.locations.add(location)
    hook = {"name": word, "url": f"https://{word}.example/", "secret": f"{word}-secret"}
    reply = CannedReply.objects.create(name=word, body=word, location=location)
    view = SavedView.objects.create(name=word, query="is:new", location=location)
    # Conditions of rules are read by all who manage any location: they say nothing of a person.
    rule = RoutingRule.objects.create(name=f"rule-secret {location.title}", location=location)
    return {
        VIEW: view,
        RULE: rule,
        WEBHOOK: WebhookEndpoint.objects.create(location=location, **hook),
        CANNED_ONE: reply,
        CANNED_DELETE: reply,
        EXPORTED: run,
        IMPORTED: job,
        DESK: location,
        PREFERENCES: location,
    }


def canary_lead(location: Any, **facts: Any) -> Lead:
    """A lead with the canary in every text, in an event and in a delivery."""
    page = make_page(
        type(location),
        title=f"{CANARY} page",
        street="1",
        city="2",
        region="MN",
        postcode="3",
        desk_email="a@b.example",
        live=False,
    )
    page.save_revision().publish()  # what the person read, and nobody else can read any more
    read_at = timezone.now()
    page.refresh_from_db()
    page.unpublish()
    lead = make_lead(
        location,
        received_at=read_at,
        reference="CANARY-99999",
        name=f"{CANARY} name",
        phone="+16125550199",
        phone_typed=f"{CANARY} typed",
        email=f"{CANARY}@example.com",
        topic=f"{CANARY} topic",
        message=f"{CANARY} message",
        postcode=CANARY,
        acquaintance=Acquaintance.NEW,
        about=Page.objects.get(pk=page.pk),
        about_title=f"{CANARY} page",
        promise=f"{CANARY} promise",
        consent_text=f"{CANARY} consent",
        **facts,
    )
    LeadEvent.objects.create(lead=lead, kind="noted", text=CANARY, by_name=CANARY)
    Delivery.objects.create(
        lead=lead, kind=DeliveryKind.DESK_MAIL, state=DeliveryState.FAILED, last_error=CANARY
    )
    return lead


def addresses(*namespaces: str) -> Iterator[str]:
    """Yield “namespace:name” of every pattern in these namespaces, as the resolver has them."""

    def below(patterns: Any, namespace: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                if namespace in namespaces:
                    yield f"{namespace}:{pattern.name}"
            else:
                yield from below(pattern.url_patterns, pattern.namespace or namespace)

    return below(get_resolver().url_patterns, "")


def expected(who: str, kind: str, thing: str, method: str) -> set[int]:
    """The statuses that are right; 302 on the way out is looked at more closely below."""
    if who == "anonymous":
        return {302}
    if kind in {*OF_A_LEAD, VIEW} and not sees(who, thing):
        return {404}
    if kind == PAGE_THEN:  # who sees the lead reads it, whether or not they may edit a page
        return {200} if method in {"GET", "HEAD"} else {405}
    if kind in {RULES, RULE, DESK}:
        return expected_of_rules(who, kind, thing)
    if kind in {NOTICES, PREFERENCES}:
        return expected_of_notices(who, kind, thing)
    if kind in {WEBHOOKS, WEBHOOK, OWN_WEBHOOK}:
        return expected_of_webhooks(who, kind, thing, method)
    if kind in {EXPORT, EXPORTS, EXPORTED}:
        return expected_of_exports(who, kind, thing, method)
    if kind in {IMPORT, IMPORTED}:
        return expected_of_imports(who, kind, thing, method)
    if kind in {CANNED, *OF_A_REPLY}:
        return expected_of_canned(who, kind, thing, method)
    if kind in {REPLY_AID, AID, PING}:
        return expected_of_aids(who, kind, thing, method)
    if who == "practitioner" and kind in {LIST, SEARCH, ADD, ABSENCES, ABSENCE, BULK, OWN}:
        return {302}
    if kind == ADD and who == "St. Paul onlooker":
        return {302}
    if kind == TEAM:
        # 404: nobody in a team is named; 422: nobody is invited without an address.
        return {200, 302, 404, 405, 422} if who in HAS_ALL_RIGHTS else {302}
    if kind == ERASING and method != "PUT":
        return ({422} if method == "POST" else {200}) if who in HAS_ALL_RIGHTS else {302}
    if kind == HOLDING and method != "PUT":
        may = who in HAS_ALL_RIGHTS
        return {302, 409} if method == "POST" or not may else {200}
    if method == "PUT" or (method == "POST" and kind in {LIST, SCREEN}):
        return {405}
    if kind == ABSENCE:
        return {404} if method == "POST" else {302}
    if kind == ABSENCES:
        return {422} if method == "POST" else {200}
    if kind in {LIST, SCREEN}:
        return {200}
    if kind == ADD:
        return {422} if method == "POST" else {200}
    if kind == REPLY and method == "POST" and who not in HAS_ALL_RIGHTS:
        return {302}
    if kind in {ACTION, REPLY} and method == "POST" and who != "St. Paul onlooker":
        return {302, 409, 422}  # done; makes no sense for this lead; the form needs another answer
    return {302}


def expected_of_aids(who: str, kind: str, thing: str, method: str) -> set[int]:
    if kind == PING:
        return {200} if method == "POST" else {405}
    if method not in {"GET", "HEAD"}:
        return {405}
    if kind == REPLY_AID and who not in HAS_ALL_RIGHTS:
        return {302}
    if kind == REPLY_AID:
        return {200} if thing == "other" else {404}  # the reply is the other clinic's
    return {302} if who == "St. Paul onlooker" else {404}  # no day was said


def expected_of_notices(who: str, kind: str, thing: str) -> set[int]:
    """What each of them does is tried in test_inbox_notices.py."""
    if who == "practitioner":
        return {302}
    if kind == PREFERENCES and not sees(who, thing):
        return {404, 405}
    return {200, 302, 405, 422}


def expected_of_webhooks(who: str, kind: str, thing: str, method: str) -> set[int]:
    """What each of them does is tried in test_inbox_webhooks.py and test_own_webhooks.py."""
    if who == "practitioner" or (kind == WEBHOOKS and who not in HAS_ALL_RIGHTS):
        return {302}
    if kind == WEBHOOK and not manages(who, thing):
        return {404}
    return {405} if method == "PUT" else {200, 302, 404, 405, 422}


def expected_of_exports(who: str, kind: str, thing: str, method: str) -> set[int]:
    if who not in HAS_ALL_RIGHTS:
        return {302}
    if method == "PUT" or (method == "POST" and kind != EXPORT):
        return {405}
    if kind == EXPORTED:  # how far it is, is told to who began it
        return {200} if (who, thing) == ("St. Paul manager", "own") else {404}
    return {200}


def expected_of_imports(who: str, kind: str, thing: str, method: str) -> set[int]:
    """Somebody else's import is not found, not even by a superuser."""
    is_own = (who, thing) == ("St. Paul manager", "own")
    if kind == IMPORTED and not is_own:
        return {404}
    if who not in HAS_ALL_RIGHTS:
        return {302}
    if kind == IMPORT:
        return {"PUT": {405}, "POST": {422}}.get(method, {200})
    return {405} if method == "PUT" else {200, 302, 405}


def expected_of_canned(who: str, kind: str, thing: str, method: str) -> set[int]:
    if who not in HAS_ALL_RIGHTS:
        return {302}
    if who not in EVERYWHERE and method == "POST" and kind != CANNED_DELETE and thing == "own":
        return {405, 422}  # without a location it is for every one: not theirs to write
    if method == "PUT" or (kind == CANNED and method == "POST"):
        return {405, 302}
    if kind in OF_A_REPLY and not manages(who, thing):
        return {404}
    if kind == CANNED_DELETE and method != "POST":
        return {405}
    return {200, 302}


def expected_of_rules(who: str, kind: str, thing: str) -> set[int]:
    if who not in HAS_ALL_RIGHTS:
        return {302}
    if kind != RULES and not manages(who, thing):
        return {302, 404, 405}
    return {200, 302, 404, 405, 422}


def manages(who: str, thing: str) -> bool:
    return thing != "missing" and who in (HAS_ALL_RIGHTS if thing == "own" else EVERYWHERE)


def sees(who: str, thing: str) -> bool:
    of_own = {"St. Paul desk", "St. Paul onlooker", *HAS_ALL_RIGHTS}
    return who in {"own": of_own, "other": {"Edina desk", *EVERYWHERE}, "missing": set()}[thing]


def answer_to(client: Any, method: str, url: str, body: dict[str, Any]) -> Any:
    return (
        client.generic(method, url)
        if method == "PUT"
        else getattr(client, method.lower())(url, body if method == "POST" else None)
    )


def everything_in(response: Any) -> str:
    """Body, headers (a file's name is there) and cookies, for the search for what is not theirs."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):  # a spreadsheet is a ZIP
        parts = zipfile.ZipFile(io.BytesIO(body))
        body = b"\n".join(parts.read(name) for name in parts.namelist())
    return f"{body.decode()}\n{response.headers}\n{response.cookies}".casefold()


def test_every_address_has_a_row():
    assert set(addresses(*OURS)) == set(ROWS)


@pytest.mark.parametrize("who", PEOPLE)
def test_walk(client, world, who):
    if world.people[who]:
        client.force_login(world.people[who])
    wrong = []
    for name, kind in ROWS.items():
        for thing in THINGS if kind in WITH_A_NUMBER else ("own",):
            for method in METHODS:
                wrong += tried(client, world, who, name, kind, thing, method)
    assert not wrong


def tried(client, world, who, name, kind, thing, method) -> list[str]:
    """Try one door and undo what it did; return what was wrong."""
    args = world.args(kind, thing)
    cell = f"{method} {name} on {thing}"
    wrong = []
    with transaction.atomic():
        body = world.body(args[0] if kind in OF_A_LEAD else world.own.pk)
        response = answer_to(client, method, reverse(name, args=args), body)
        if response.status_code not in expected(who, kind, thing, method):
            wrong.append(f"{cell}: {response.status_code}")
        told = everything_in(response).replace(f'value="{CANARY}"', "")  # the search box
        told = told.replace(f"found for “{CANARY}”", "")
        told = re.sub("canary_(minutes|email)", "", told)  # settings that the page of health names
        if who not in hears(kind) and (CANARY in told or "+16125550199" in told):
            wrong.append(f"{cell}: the canary sings")
        if who not in HAS_ALL_RIGHTS and "rule-secret" in told:
            wrong.append(f"{cell}: the rule is told")
        wrong += [f"{cell}: {what} changed" for what in changed_unseen(world, who)]
        if who not in EVERYWHERE and method == "POST":
            now = world.foreign()
            wrong += [f"{cell}: {what} changed" for what in now if now[what] != world.before[what]]
        if who not in HAS_ALL_RIGHTS:
            wrong += [f"{cell}: view {name} changed" for name in changed_views(world)]
        transaction.set_rollback(True)
    return wrong


def hears(kind: str) -> set[str]:
    """Who may be told the canary's words: nobody those of an import that is somebody else's."""
    return set() if kind == IMPORTED else {"Edina desk", *EVERYWHERE}


def changed_unseen(world, who) -> list[str]:
    """The leads that `who` may not work on and that were changed all the same."""
    unseen = [
        lead
        for thing, lead in (("own", world.own), ("other", world.other))
        if not sees(who, thing) or who == "St. Paul onlooker"
    ]
    now = {
        row["id"]: row for row in Lead.objects.filter(pk__in=[lead.pk for lead in unseen]).values()
    }
    pending = set(
        Delivery.objects.filter(lead__in=unseen, state=DeliveryState.PENDING).values_list(
            "lead_id", flat=True
        )
    )
    return [
        lead.reference
        for lead in unseen
        if now.get(lead.pk) != world.leads[lead.pk] or lead.pk in pending
    ]


def changed_views(world) -> list[str]:
    """The shared views that are no longer as they were, although nobody may manage them here."""
    there = set(SavedView.objects.values_list("name", flat=True))
    return [view.name for view in world.things[VIEW].values() if view.name not in there]


def test_who_may_see_nothing_is_sent_home_and_a_stranger_to_the_door(client, world):
    index = reverse("clinic_inbox:index")
    assert client.get(index).headers["Location"] == f"/admin/login/?next={index}"
    client.force_login(world.people["practitioner"])
    assert client.get(index).headers["Location"] == "/admin/"


def test_onlooker_acts_on_nothing(client, world):
    client.force_login(world.people["St. Paul onlooker"])
    response = client.post(
        reverse("clinic_inbox:note", args=[world.own.pk]), {"text": "Hello"}, follow=True
    )
    assert "you do not have permission" in response.content.decode()
    assert not world.own.events.exists()


def test_another_leads_delivery_cannot_be_tried_again_through_ones_own(client, world):
    client.force_login(world.people["St. Paul desk"])
    foreign = world.other.deliveries.get()
    url = reverse("clinic_inbox:retry", args=[world.own.pk])
    response = client.post(url, {"delivery": foreign.pk})
    assert response.status_code == 422
    assert CANARY not in everything_in(response)
    foreign.refresh_from_db()
    assert foreign.state == DeliveryState.FAILED


# Wagtail's generic views: the control, and what our policy makes of them.


class GenericLeads(ModelViewSet):
    """What must never be registered: the admin's generic views over leads."""

    model = Lead
    add_to_reference_index = False
    inspect_view_enabled = True
    inspect_view_fields = ["name"]
    list_display = ["name"]
    form_fields = ["name"]

    def register_permissions(self) -> None:
        """Leads have no model permissions to register."""


@pytest.fixture
def generic_views(settings):
    """The generic views, as if somebody had registered them, on URLs of their own."""
    viewset = GenericLeads("generic_leads", url_prefix="generic")
    patterns = decorate_urlpatterns(viewset.get_urlpatterns(), require_admin_access)
    urls = types.ModuleType("urls_with_generic_views")
    urls.urlpatterns = [
        path("generic/", include((patterns, "generic_leads"))),
        *site_urls.urlpatterns,
    ]
    settings.ROOT_URLCONF = urls
    return ["index", "index_results", "inspect", "edit", "delete", "copy"]


def songs(client, names: list[str], pk: int) -> list[str]:
    """The names of the generic views that tell a canary."""
    singing = []
    for name in names:
        args = [] if name.startswith("index") else [pk]
        response = client.get(reverse(f"generic_leads:{name}", args=args))
        if CANARY in everything_in(response):
            singing.append(name)
    return singing


@pytest.fixture
def permissive(monkeypatch) -> None:
    """As if leads had no policy of ours, but that of a model that everybody may edit."""
    ask = policy_registry.get_by_type
    policy = BlanketPermissionPolicy(Lead)
    monkeypatch.setattr(
        policy_registry, "get_by_type", lambda model: policy if model is Lead else ask(model)
    )


@pytest.mark.usefixtures("permissive")
def test_control_generic_views_leak_without_our_policy(client, world, generic_views):
    """The walk's ears work: this is what a leak sounds like."""
    client.force_login(world.people["St. Paul desk"])
    assert {"index", "inspect", "edit"} <= set(songs(client, generic_views, world.other.pk))


def test_walk_hears_what_is_in_a_spreadsheet_and_in_the_name_of_a_file(client, world):
    """The walk's ears, once more: who may export hears it."""
    client.force_login(world.people["manager"])
    told = everything_in(client.post(reverse("clinic_export:export"), world.body(world.own.pk)))
    assert f"{CANARY} name" in told
    client.force_login(world.people["St. Paul manager"])
    told = everything_in(client.post(reverse("clinic_export:export"), world.body(world.own.pk)))
    assert world.own.name.casefold() in told
    assert CANARY not in told


@pytest.mark.parametrize("who", ["St. Paul desk", "St. Paul manager", "manager", "superuser"])
def test_generic_views_serve_leads_to_nobody(client, world, generic_views, who):
    client.force_login(world.people[who])
    assert songs(client, generic_views, world.other.pk) == []
    for name in generic_views:
        args = [] if name.startswith("index") else [world.own.pk]
        assert client.get(reverse(f"generic_leads:{name}", args=args)).status_code == 302
