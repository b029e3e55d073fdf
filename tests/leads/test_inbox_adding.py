"""“Add a lead”: in seconds, once, and not for somebody who asked already without being told."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from leads import actions
from leads.actions import KeyReused, NotAllowed
from leads.models import (
    Delivery,
    DeliveryKind,
    EventKind,
    FollowUp,
    Lead,
    LeadAccess,
    Right,
    Source,
    Status,
)
from leads.submissions import Submission
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location, make_user
from tests.leads.visitor import kinds

pytestmark = pytest.mark.django_db

ADD = "/admin/clinic/inbox/add/"
PHONE = "651-555-0142"
E164 = "+16515550142"


@pytest.fixture
def st_paul():
    return make_location("St. Paul", promise_open_minutes=60)


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(WEDNESDAY, tick=False)


def typed(place, **facts):
    return {
        "location": place.pk,
        "source": "phone",
        "name": "Maria",
        "phone": PHONE,
        "key": "key",
        **facts,
    }


def post(client, place, **facts):
    return client.post(ADD, typed(place, **facts))


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


# The form


def test_form_is_ready_to_type(client, ada, st_paul):
    soup = soup_of(client.get(ADD))
    assert soup.select_one("[autofocus]")["name"] == "name"
    assert [option["value"] for option in soup.select("[name=location] option")] == [
        str(st_paul.pk)
    ]
    assert soup.select_one("[name=source][checked]")["value"] == "phone"
    assert soup.select_one("[name=key]")["value"]
    assert not soup.select_one("[name=receipt]").has_attr("checked")


def test_form_offers_ones_own_locations_only(client, st_paul, edina):
    woodbury = make_location("Woodbury")
    client.force_login(make_desk("Max Holm", st_paul, edina))
    options = soup_of(client.get(ADD)).select("[name=location] option")
    values = {option["value"] for option in options}
    assert values == {"", str(st_paul.pk), str(edina.pk)}
    assert post(client, woodbury).status_code == 422


def test_inbox_leads_to_it_by_button_and_key(client, ada, st_paul):
    button = soup_of(client.get(reverse("clinic_inbox:index"))).select_one(f'a[href="{ADD}"]')
    assert button["data-w-kbd-key-value"] == "c"
    client.force_login(
        make_desk(
            "Olga Rud",
            ada.groups.get().clinic_location_permissions.first().location,
            rights=[Right.SEE],
        )
    )
    assert ADD not in client.get(reverse("clinic_inbox:index")).content.decode()


# What becomes of it


def test_lead_is_saved_with_promise_and_told_to_the_desk(client, ada, st_paul):
    response = post(client, st_paul, topic="Hip", message="Rang at ten.", source="walk_in")
    lead = Lead.objects.get()
    assert response.headers["Location"] == reverse("clinic_inbox:detail", args=[lead.pk])
    assert (lead.name, lead.phone, lead.phone_typed) == ("Maria", E164, PHONE)
    assert (lead.location, lead.source, lead.status) == (st_paul, Source.WALK_IN, Status.NEW)
    assert lead.due_at == WEDNESDAY.replace(hour=17)
    assert (lead.promise, lead.assigned_to, lead.answered_at) == ("", None, None)
    event = lead.events.get()
    assert (event.kind, event.by) == (EventKind.RECEIVED, ada)
    assert kinds(lead.deliveries) == [DeliveryKind.DESK_MAIL]


def test_receipt_is_sent_only_if_ticked_and_then_says_the_promise(client, ada, st_paul):
    post(client, st_paul, email="maria@example.com")
    post(client, st_paul, email="jo@example.com", phone="", receipt="on", key="two", language="es")
    silent, told = Lead.objects.order_by("pk")
    assert DeliveryKind.RECEIPT not in kinds(silent.deliveries)
    assert DeliveryKind.RECEIPT in kinds(told.deliveries)
    assert told.promise.startswith("St. Paul responderá")


def test_answered_and_mine_is_told_to_nobody(client, ada, st_paul):
    post(client, st_paul, is_answered="on", is_mine="on")
    lead = Lead.objects.get()
    assert (lead.answered_at, lead.first_response_at) == (WEDNESDAY, WEDNESDAY)
    assert (lead.status, lead.assigned_to) == (Status.WAITING, ada)
    assert not Delivery.objects.exists()


def test_added_lead_shows_on_its_screen(client, ada, st_paul):
    text = soup_of(client.post(ADD, typed(st_paul), follow=True)).get_text(" ")
    assert "The lead is saved." in text
    assert "Phone call" in text
    assert "Ada Berg" in text


# Errors


WRONG = {
    "no way of reaching": ({"phone": ""}, "phone"),
    "no number": ({"phone": "12"}, "phone"),
    "no address": ({"email": "maria@"}, "email"),
    "no address for the receipt": ({"receipt": "on"}, "email"),
    "no source": ({"source": "pigeon"}, "source"),
    "no location": ({"location": ""}, "location"),
    "too long": ({"name": "x" * 121}, "name"),
}


@pytest.mark.parametrize(("facts", "field"), WRONG.values(), ids=WRONG.keys())
def test_error_is_said_next_to_its_field_and_nothing_is_lost(client, ada, st_paul, facts, field):
    response = post(client, st_paul, message="Keep this", **facts)
    soup = soup_of(response)
    assert response.status_code == 422
    wrong = soup.select(".w-field--error [name]")
    assert {control["name"] for control in wrong} == {field}
    assert "Keep this" in soup.select_one("textarea").text
    assert soup.select_one("[name=key]")["value"] == "key"
    assert not Lead.objects.exists()


def test_form_without_a_key_is_not_saved(client, ada, st_paul):
    assert post(client, st_paul, key="").status_code == 422
    assert not Lead.objects.exists()


# Once


def test_double_click_is_one_lead(client, ada, st_paul):
    first, second = post(client, st_paul), post(client, st_paul)
    assert first.headers["Location"] == second.headers["Location"]
    assert Lead.objects.count() == 1


def test_changed_form_sent_again_says_what_it_became_and_loses_nothing(client, ada, st_paul):
    post(client, st_paul)
    lead = Lead.objects.get()
    response = post(client, st_paul, message="And her left knee", join="apart")
    assert response.status_code == 409
    soup = soup_of(response)
    assert f"it became {lead.reference}" in soup.get_text()
    assert soup.select_one(f"a[href='{reverse('clinic_inbox:detail', args=[lead.pk])}']")
    assert soup.select_one("[name=message]").get_text(strip=True) == "And her left knee"
    assert Lead.objects.get() == lead
    data = {"message": "And her left knee", "key": soup.select_one("[name=key]")["value"]}
    assert post(client, st_paul, **data).status_code == 409  # is it the same person?
    assert post(client, st_paul, **data, join=str(lead.pk)).status_code == 302
    assert FollowUp.objects.get().event.text == "And her left knee"


def test_key_of_a_colleague_is_another_one(client, ada, st_paul):
    post(client, st_paul)
    client.force_login(make_desk("Bea Lund", st_paul))
    post(client, st_paul, name="Jo", phone="651-555-0199")
    assert Lead.objects.count() == 2


# Somebody who asked already


@pytest.fixture
def earlier(st_paul):
    return make_lead(st_paul, name="Maria Lopez", phone=E164, topic="Knee")


def test_somebody_who_asked_already_is_asked_about_first(client, ada, st_paul, earlier):
    response = post(client, st_paul)
    text = soup_of(response).get_text(" ")
    assert response.status_code == 409
    assert "Maria Lopez · Knee · today 10 a.m." in " ".join(text.split())
    assert Lead.objects.get() == earlier
    assert not FollowUp.objects.exists()


def test_who_types_a_number_to_see_whose_it_is_leaves_a_trace(client, ada, st_paul, earlier):
    """With each lead that is shown, named or not, once however often it is asked."""
    nameless = make_lead(st_paul, name="", phone=E164)
    make_lead(st_paul, name="Bo", phone="+16515550143")
    for _again in range(2):
        assert post(client, st_paul).status_code == 409
    looks = LeadAccess.objects.values_list("lead", "kind", "by")
    assert set(looks) == {(one.pk, "listed", ada.pk) for one in (earlier, nameless)}
    assert len(looks) == 2


def test_enter_in_a_field_asks_once_more_and_joins_nothing(client, ada, st_paul, earlier):
    """A browser presses the first button: the one that answers nothing."""
    soup = soup_of(post(client, st_paul))
    first, *answers = soup.select("form.clinic-add button")
    assert not first.has_attr("name")
    assert [answer["value"] for answer in answers] == [str(earlier.pk), "apart"]
    assert post(client, st_paul, name="Otto").status_code == 409
    assert not FollowUp.objects.exists()


def test_request_is_added_to_the_earlier_one(client, ada, st_paul, earlier):
    for _click in range(2):
        response = post(client, st_paul, message="Rang again", join=str(earlier.pk), is_mine="on")
        assert response.headers["Location"] == reverse("clinic_inbox:detail", args=[earlier.pk])
    assert Lead.objects.get() == earlier
    event = FollowUp.objects.get().event
    assert (event.text, event.by) == ("Rang again", ada)
    assert event.data == {"name": "Maria", "source": "phone"}
    earlier.refresh_from_db()
    assert (earlier.assigned_to, earlier.version) == (ada, 2)
    assert not Delivery.objects.exists()


def test_answered_follow_up_leaves_nothing_due(client, ada, st_paul, earlier):
    post(client, st_paul, join=str(earlier.pk), is_answered="on")
    earlier.refresh_from_db()
    assert (earlier.answered_at, earlier.status) == (WEDNESDAY, Status.WAITING)


def test_new_lead_can_be_made_all_the_same(client, ada, st_paul, earlier):
    for _click in range(2):
        assert post(client, st_paul, join="apart").status_code == 302
    assert Lead.objects.count() == 2


def test_only_the_persons_own_open_leads_here_can_be_joined(client, ada, st_paul, edina, earlier):
    for other in (
        make_lead(edina, phone=E164),
        make_lead(st_paul, phone="+16515550199"),
        make_lead(st_paul, phone=E164, quarantined_at=WEDNESDAY),
    ):
        assert post(client, st_paul, join=str(other.pk)).status_code == 409
    assert not FollowUp.objects.exists()


# Who may


@pytest.mark.parametrize("method", ["get", "post"])
def test_onlooker_and_stranger_add_nothing(client, st_paul, method):
    onlooker = make_desk("Olga Rud", st_paul, rights=[Right.SEE])
    for user in (onlooker, make_user("Nobody")):
        client.force_login(user)
        assert getattr(client, method)(ADD, typed(st_paul)).status_code == 302
    assert not Lead.objects.exists()


def test_action_refuses_another_location(edina, ada):
    facts = {"submission": Submission(name="Jo"), "key": "k", "by": ada, "at": WEDNESDAY}
    with pytest.raises(NotAllowed):
        actions.add(location=edina, **facts)
    with pytest.raises(NotAllowed):
        actions.add_to(lead=make_lead(edina), **facts)
    assert Lead.objects.count() == 1
    assert not FollowUp.objects.exists()


def test_action_refuses_other_content_under_one_key(st_paul, ada):
    facts = {"location": st_paul, "key": "k", "by": ada, "at": WEDNESDAY}
    actions.add(submission=Submission(name="Jo"), **facts)
    with pytest.raises(KeyReused):
        actions.add(submission=Submission(name="Bo"), **facts)
