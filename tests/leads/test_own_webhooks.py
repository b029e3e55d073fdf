"""A colleague's own webhook: whom it tells what, until when, and who may look at it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.management import call_command

from leads.actions import forget, prefer, remove_endpoint, replay, send_test, tidy_webhooks
from leads.models import (
    ANNOUNCED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Notice,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    Right,
    Timing,
    WebhookEndpoint,
)
from leads.notifications import occasions
from leads.notifications.outbox import deliver_due
from leads.notifications.planning import plan
from leads.notifications.telling import tell
from locations.webhooks.signing import new_secret, signature
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location, make_user
from tests.leads.personal import PERSONAL, make_personal_lead
from tests.leads.receiver import receiving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback")]

NOW = WEDNESDAY  # ten o'clock in Chicago, open since nine
NIGHT = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)  # ten in the evening
MORNING = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)  # nine o'clock
DAY = timedelta(days=1)
PREFERENCES = "/admin/clinic/inbox/notices/preferences/"
WEBHOOKS = "/admin/clinic/inbox/webhooks/"
OWN = f"{WEBHOOKS}own/"


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


@pytest.fixture
def boss(st_paul):
    return make_desk("Max Holm", st_paul, rights=(Right.SEE, Right.MANAGE))


@pytest.fixture
def lead(st_paul):
    return make_personal_lead(st_paul)


def own(user, url="https://hooks.example.com/t0ken", **facts):
    values = {"name": "Pager", "secret": new_secret(), "owner": user, "url": url} | facts
    return WebhookEndpoint.objects.create(**values)


def wants(user, occasion=Occasion.RECEIVED, timing=Timing.AT_ONCE, location=None):
    prefer(by=user, location=location, choices={(occasion, NoticeChannel.WEBHOOK): timing})


def say(lead, *users, occasion=Occasion.RECEIVED, key="k:1", at=NOW):
    tell(occasion=occasion, lead=lead, users=users, key=key, at=at)


def calls():
    return Delivery.objects.filter(kind=DeliveryKind.WEBHOOK)


def text_of(client, url):
    page = client.get(url)
    return " ".join(BeautifulSoup(page.content.decode(), "html.parser").get_text(" ").split())


# What is written


def test_it_is_told_what_its_owner_chose_and_nothing_else(ada, lead, st_paul, edina):
    place = own(ada)
    wants(ada)
    wants(ada, Occasion.MOVED, location=edina)
    for occasion in Occasion:
        say(lead, ada, occasion=occasion, key=f"{occasion}:1")
    call = calls().get()
    assert (call.endpoint, call.recipient, call.lead) == (place, ada, lead)
    assert call.payload["type"] == "lead.received"
    assert call.payload["data"]["location"] == {"slug": st_paul.slug, "title": "St. Paul"}
    assert not [word for word in PERSONAL if word in str(call.payload)]


def test_location_may_differ(ada, lead, st_paul):
    own(ada)
    wants(ada)
    wants(ada, timing=Timing.OFF, location=st_paul)
    say(lead, ada)
    assert not calls().exists()


@pytest.mark.parametrize("occasion", [each for each in Occasion if each != Occasion.QUARANTINE])
def test_every_occasion_can_be_had(ada, lead, occasion):
    own(ada)
    wants(ada, occasion)
    say(None if occasion == Occasion.WEBHOOK_OFF else lead, ada, occasion=occasion)
    call = calls().get()
    assert call.payload["data"]["occasion"] == occasion
    assert "/admin/clinic/inbox/" in call.payload["data"]["url"]


def test_nobody_is_told_twice_nor_by_what_is_off_nor_of_what_they_did(ada, lead, boss):
    own(ada)
    own(boss, active=False)
    for user in (ada, boss):
        wants(user)
    say(lead, ada, boss)
    say(lead, ada, boss)
    tell(occasion=Occasion.RECEIVED, lead=lead, users=[ada], key="k:2", at=NOW, by=ada)
    assert [call.recipient for call in calls()] == [ada]


def test_who_wants_a_webhook_that_is_off_is_told_in_the_admin(ada, lead):
    own(ada, active=False)
    wants(ada)
    say(lead, ada)
    assert Notice.objects.shown_to(ada).get().occasion == Occasion.RECEIVED


def test_who_has_no_mail_address_keeps_their_webhook(ada, lead):
    get_user_model().objects.filter(pk=ada.pk).update(email="")
    ada.refresh_from_db()
    own(ada)
    wants(ada, Occasion.ASSIGNED)
    say(lead, ada, occasion=Occasion.ASSIGNED)
    assert calls().count() == 1
    assert Notice.objects.filter(in_app=True).count() == 1


def test_closed_hours_are_quiet_hours(ada, lead):
    own(ada)
    wants(ada)
    say(lead, ada, at=NIGHT)
    call = calls().get()
    assert (call.created_at, call.next_attempt_at) == (MORNING, MORNING)
    assert call.payload["timestamp"] == "2026-03-05T04:00:00Z"  # when it happened


def test_own_endpoint_is_not_told_as_those_of_every_location_are(ada, lead):
    own(ada, occasions=[*ANNOUNCED])
    occasions.received(lead, at=NOW)
    assert not calls().exists()


@pytest.mark.parametrize("number", [1, 3])
def test_telling_costs_two_queries_more_however_many_have_one(
    lead, st_paul, number, django_assert_num_queries
):
    people = [make_desk(f"Person {n}", st_paul) for n in range(number)]
    for user in people:
        own(user)
        wants(user)
    with django_assert_num_queries(5):
        say(lead, *people)


def test_who_chose_no_webhook_costs_nothing_more(ada, lead, django_assert_num_queries):
    own(ada)
    with django_assert_num_queries(3):
        say(lead, ada)


# What is sent


def posted(server):
    """The one message that arrived."""
    ((_path, _headers, body),) = server.received
    return json.loads(body)


def test_message_arrives_signed(ada, lead):
    with receiving() as server:
        place = own(ada, url=server.url)
        wants(ada)
        say(lead, ada)
        deliver_due(at=NOW)
    ((_path, headers, body),) = server.received
    head = {name.lower(): value for name, value in headers.items()}
    assert head["webhook-signature"] == signature(
        place.secret,
        message_id=head["webhook-id"],
        timestamp=int(head["webhook-timestamp"]),
        body=body,
    )
    assert lead.reference in body.decode()
    assert not [word for word in PERSONAL if word in body.decode()]
    assert calls().get().state == DeliveryState.SENT


def leaves(ada, lead, edina):
    get_user_model().objects.filter(pk=ada.pk).update(is_active=False)


def loses_the_right(ada, lead, edina):
    ada.groups.clear()


def loses_the_lead(ada, lead, edina):
    type(lead).objects.filter(pk=lead.pk).update(location=edina)


@pytest.mark.parametrize("change", [leaves, loses_the_right, loses_the_lead])
def test_nothing_is_told_any_more_who_may_not_know(ada, lead, edina, change):
    """Asked when it is sent; and it is no fault of the endpoint, which is not switched off."""
    with receiving() as server:
        place = own(ada, url=server.url)
        wants(ada)
        for number in range(4):
            say(lead, ada, key=f"k:{number}")
        change(ada, lead, edina)
        assert deliver_due(at=NOW) == 4
    assert server.received == []
    assert {(call.state, call.last_error) for call in calls()} == {("failed", "nothing to tell")}
    place.refresh_from_db()
    assert (place.active, place.given_up) == (True, 0)


@pytest.mark.parametrize("change", [leaves, loses_the_right])
def test_what_is_about_no_lead_is_told_who_may_see_any(ada, lead, edina, change):
    with receiving() as server:
        place = own(ada, url=server.url)
        send_test(endpoint=place, at=NOW)
        deliver_due(at=NOW)
        assert len(server.received) == 1
        say(None, ada, occasion=Occasion.WEBHOOK_OFF)
        send_test(endpoint=place, at=NOW)
        change(ada, lead, edina)
        deliver_due(at=NOW)
    assert len(server.received) == 1


def test_log_sends_again_only_what_may_still_be_known(ada, lead, edina):
    with receiving() as server:
        own(ada, url=server.url)
        wants(ada)
        say(lead, ada)
        deliver_due(at=NOW)
        replay(delivery=calls().get(), at=NOW)
        deliver_due(at=NOW)
        loses_the_lead(ada, lead, edina)
        replay(delivery=calls().get(), at=NOW)
        deliver_due(at=NOW)
    assert len(server.received) == 2


def test_inner_address_is_not_connected_to(ada, lead):
    own(ada, url="https://169.254.169.254/latest/")
    wants(ada)
    say(lead, ada)
    deliver_due(at=NOW)
    assert calls().get().last_error == "address: not public"


def test_endpoint_that_takes_nothing_is_switched_off_and_its_owner_is_told(ada, boss, lead):
    place = own(ada, url="https://10.0.0.1/")
    wants(ada)
    for number in range(3):
        say(lead, ada, key=f"k:{number}")
    deliver_due(at=NOW)
    place.refresh_from_db()
    assert not place.active
    assert [notice.user for notice in Notice.objects.filter(occasion="webhook_off")] == [ada]
    say(lead, ada, key="k:9")
    assert Notice.objects.filter(user=ada, occasion=Occasion.RECEIVED, in_app=True).exists()


# Summaries


def test_summary_is_one_message_in_the_morning(ada, lead, st_paul):
    other = make_lead(st_paul)
    gone = make_lead(st_paul)
    with receiving() as server:
        own(ada, url=server.url)
        wants(ada, timing=Timing.DIGEST)
        for number, each in enumerate((lead, other, gone)):
            say(each, ada, key=f"k:{number}", at=NOW)
        assert not Notice.objects.shown_to(ada).exists()
        plan(at=NOW + timedelta(hours=1))
        assert not calls().exists()
        plan(at=MORNING)
        plan(at=MORNING)
        type(gone).objects.filter(pk=gone.pk).update(location=make_location("Edina"))
        deliver_due(at=MORNING)
    sent = posted(server)
    assert sent["type"] == "digest"
    assert sent["timestamp"] == "2026-03-05T15:00:00Z"
    assert sent["data"]["number"] == 2
    told = [each["reference"] for each in sent["data"]["leads"]]
    assert told == [lead.reference, other.reference]
    assert not [word for word in PERSONAL if word in str(sent)]


def test_summary_by_mail_and_by_webhook_are_two(ada, lead):
    own(ada)
    wants(ada, timing=Timing.DIGEST)
    choices = {(Occasion.RECEIVED, NoticeChannel.EMAIL): Timing.DIGEST}
    prefer(by=ada, location=None, choices=choices)
    say(lead, ada)
    plan(at=MORNING)
    kinds = sorted(Delivery.objects.values_list("kind", flat=True))
    assert kinds == [DeliveryKind.DIGEST, DeliveryKind.WEBHOOK]


def test_summary_that_has_nowhere_to_go_is_told_in_the_admin(ada, lead):
    place = own(ada)
    wants(ada, timing=Timing.DIGEST)
    say(lead, ada)
    place.active = False
    place.save()
    plan(at=MORNING)
    assert not calls().exists()
    assert Notice.objects.shown_to(ada).count() == 1


def test_summary_tells_nothing_of_who_was_forgotten(ada, boss, lead):
    with receiving() as server:
        own(ada, url=server.url)
        wants(ada, timing=Timing.DIGEST)
        say(lead, ada)
        plan(at=MORNING)
        forget(lead=lead, by=boss, at=MORNING)
        deliver_due(at=MORNING)
    assert server.received == []


def test_weekly_question_has_a_number_and_a_link(ada, st_paul):
    make_lead(st_paul, quarantined_at=NOW)
    with receiving() as server:
        own(ada, url=server.url)
        wants(ada, Occasion.QUARANTINE, Timing.DIGEST)
        plan(at=NOW + DAY)
        plan(at=NOW + DAY)
        deliver_due(at=NOW + DAY)
    sent = posted(server)
    assert sent["type"] == "quarantine"
    assert sent["data"]["number"] == 1
    assert sent["data"]["url"].endswith("?tab=quarantine")


# Its end


def test_forgotten_lead_leaves_nothing_in_the_log(ada, boss, lead):
    own(ada)
    wants(ada)
    say(lead, ada)
    calls().update(state=DeliveryState.SENT, sent_at=NOW)
    say(lead, ada, key="k:2")
    forget(lead=lead, by=boss, at=NOW)
    assert [call.payload for call in calls()] == [{}]


def test_old_log_and_old_secrets_are_removed(ada, lead):
    place = own(ada, old_secret="whsec_b2xk", old_secret_until=NOW)
    wants(ada)
    say(lead, ada)
    calls().update(state=DeliveryState.SENT, sent_at=NOW)
    tidy_webhooks(at=NOW + 31 * DAY)
    place.refresh_from_db()
    assert (calls().count(), place.old_secret) == (0, "")


def test_account_that_is_removed_takes_its_webhook_along(ada, boss, lead):
    own(ada)
    wants(ada)
    say(lead, ada)
    ada.delete()
    assert not WebhookEndpoint.objects.exists()
    assert not calls().exists()


def test_webhook_that_is_removed_takes_the_choices_along(ada, boss, lead):
    place = own(ada)
    wants(ada)
    wants(boss)
    remove_endpoint(endpoint=place)
    say(lead, ada)
    assert not Notice.objects.exists()
    assert NotificationPreference.objects.get().user == boss


def test_one_each_and_of_no_location(ada, st_paul):
    from django.db import IntegrityError, transaction

    own(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        own(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        own(make_user("Uma"), location=st_paul)


# Its pages


def filled_in(**facts):
    return {"name": "Pager", "url": "https://hooks.example.com/t0ken", "active": "on"} | facts


@pytest.fixture
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("_now")
def test_person_makes_one_sees_its_secret_once_and_chooses(client, ada, st_paul, edina):
    client.force_login(ada)
    assert "Be told by a webhook of your own" in text_of(client, PREFERENCES)
    assert "Own webhook" not in text_of(client, PREFERENCES)
    made = client.post(OWN, filled_in(location=edina.pk, occasions=["received"]))
    place = WebhookEndpoint.objects.get()
    url = f"{WEBHOOKS}{place.pk}/"
    assert made.headers["Location"] == url
    assert (place.owner, place.location, place.occasions) == (ada, None, [])
    assert place.secret in client.get(url).content.decode()
    assert place.secret not in client.get(url).content.decode()
    page = client.get(PREFERENCES)
    assert "received-webhook" in page.content.decode()
    form = page.context["form"]
    data = {name: field.initial for name, field in form.fields.items()}
    client.post(PREFERENCES, data | {"received-webhook": "at_once", "quarantine-webhook": "digest"})
    chosen = NotificationPreference.objects.filter(channel="webhook").exclude(timing="off")
    assert dict(chosen.values_list("occasion", "timing")) == {
        "received": "at_once",
        "quarantine": "digest",
    }


@pytest.mark.usefixtures("_now")
def test_there_is_one_and_a_second_click_leads_to_it(client, ada):
    client.force_login(ada)
    client.post(OWN, filled_in())
    url = f"{WEBHOOKS}{WebhookEndpoint.objects.get().pk}/"
    for answer in (client.post(OWN, filled_in(name="Again")), client.get(OWN)):
        assert answer.headers["Location"] == url
    assert WebhookEndpoint.objects.get().name == "Pager"


@pytest.mark.usefixtures("_now")
@pytest.mark.parametrize("url", ["http://hooks.example.com/", "https://192.168.0.1/", "x", ""])
def test_address_inside_is_refused(client, ada, url, settings):
    settings.CLINIC = settings.CLINIC | {"WEBHOOK_ALLOW_LOOPBACK": False}
    client.force_login(ada)
    assert client.post(OWN, filled_in(url=url)).status_code == 422
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.usefixtures("_now")
def test_owner_does_with_it_what_managers_do_with_theirs(client, ada, lead):
    client.force_login(ada)
    place = own(ada)
    url = f"{WEBHOOKS}{place.pk}/"
    client.post(f"{url}test/")
    assert "webhook.test" in text_of(client, url)
    client.post(f"{url}secret/")
    place.refresh_from_db()
    assert place.old_secret
    client.post(f"{url}edit/", filled_in(name="Chat"))
    calls().update(state=DeliveryState.SENT, sent_at=NOW)
    client.post(f"{url}replay/", {"delivery": calls().get().pk})
    assert calls().get().state == DeliveryState.PENDING
    assert "Chat" in text_of(client, WEBHOOKS)
    client.post(f"{url}remove/")
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.usefixtures("_now")
def test_manager_sees_that_it_is_there_and_how_it_does_and_no_more(client, ada, boss, lead, edina):
    place = own(ada)
    wants(ada)
    say(lead, ada)
    hidden = make_lead(edina)
    say(hidden, make_user("Root", is_superuser=True), key="k:2")
    Delivery.objects.create(
        kind=DeliveryKind.WEBHOOK,
        endpoint=place,
        lead=hidden,
        payload={"type": "lead.received", "data": {"reference": hidden.reference}},
    )
    client.force_login(boss)
    assert "Own webhook of Ada Berg" in text_of(client, WEBHOOKS)
    url = f"{WEBHOOKS}{place.pk}/"
    page = client.get(url).content.decode()
    assert lead.reference in page
    assert hidden.reference not in page
    assert "hooks.example.com/…" in page
    assert "t0ken" not in page
    assert place.secret not in page
    assert f"{url}secret/" not in page
    session = client.session
    session["clinic_webhook_secret"] = place.pk
    session.save()
    assert place.secret not in client.get(url).content.decode()
    for action in ("edit", "test", "secret", "replay", "remove"):
        assert client.post(f"{url}{action}/", filled_in()).status_code == 404
    assert WebhookEndpoint.objects.filter(pk=place.pk, secret=place.secret).exists()


@pytest.mark.usefixtures("_now")
@pytest.mark.parametrize(
    ("who", "sees"),
    [("colleague", False), ("manager of Edina", False), ("head office", True), ("root", True)],
)
def test_who_else_sees_it(client, ada, st_paul, edina, who, sees):
    place = own(ada)
    people = {
        "colleague": lambda: make_desk("Ben Lund", st_paul),
        "manager of Edina": lambda: make_desk("Mia Falk", edina, rights=Right.values),
        "head office": lambda: make_desk("Head Office", None, rights=Right.values),
        "root": lambda: make_user("Root", is_superuser=True),
    }
    client.force_login(people[who]())
    url = f"{WEBHOOKS}{place.pk}/"
    assert client.get(url).status_code == (200 if sees else 404)
    assert ("Pager" in text_of(client, WEBHOOKS)) is sees
    assert client.get(f"{url}edit/").status_code == 404
    assert place.secret not in client.get(url).content.decode()


@pytest.mark.usefixtures("_now")
def test_who_lost_all_rights_comes_to_no_page_of_it(client, ada):
    place = own(ada)
    ada.groups.get().clinic_location_permissions.all().delete()
    client.force_login(ada)
    for url in (OWN, WEBHOOKS, f"{WEBHOOKS}{place.pk}/"):
        assert client.get(url).headers["Location"] == "/admin/"


# Escalation


def test_who_heard_by_webhook_is_not_told_anew_when_a_lead_comes_back(ada, st_paul, edina, boss):
    from leads.actions import escalate, move

    head = make_desk("Eve Rywhere", None, rights=(Right.SEE, Right.TRIAGE, Right.MANAGE))
    choices = {
        (Occasion.OVERDUE, NoticeChannel.IN_APP): Timing.OFF,
        (Occasion.OVERDUE, NoticeChannel.EMAIL): Timing.OFF,
        (Occasion.OVERDUE, NoticeChannel.WEBHOOK): Timing.AT_ONCE,
    }
    prefer(by=boss, location=None, choices=choices)
    own(boss)
    late = make_lead(st_paul, due_at=NOW)
    escalate(at=NOW + timedelta(minutes=1))
    assert calls().filter(recipient=boss).count() == 1
    other = Delivery.objects.create(
        kind=DeliveryKind.WEBHOOK,
        endpoint=boss.clinic_webhook,
        recipient=boss,
        lead=late,
        occasion=f"webhook:{boss.clinic_webhook.pk}:assigned:1",
        state=DeliveryState.FAILED,
        last_error="nothing to tell",
    )
    move(lead=late, to=edina, by=head, at=NOW + timedelta(minutes=2))
    late.refresh_from_db()
    move(lead=late, to=st_paul, by=head, at=NOW + timedelta(minutes=3))
    before = Delivery.objects.count()
    escalate(at=NOW + timedelta(minutes=4))
    assert calls().filter(recipient=boss).exclude(pk=other.pk).count() == 1
    assert not [row for row in Delivery.objects.order_by("pk")[before:] if row.recipient == boss]
    other.refresh_from_db()
    assert other.state == DeliveryState.FAILED  # of something else


def test_worker_sends_it(ada, lead):
    with receiving() as server, time_machine.travel(NOW, tick=False):
        own(ada, url=server.url)
        wants(ada)
        say(lead, ada)
        call_command("clinic_deliver")
    assert len(server.received) == 1
