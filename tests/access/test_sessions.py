"""When a session ends, what keeps it alive, and what becomes of what was typed."""

import pytest
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from cms.access.middleware import BY_ITSELF, SET_UP
from cms.access.standing import (
    ACTIVE_AT,
    PROVED,
    SIGNED_IN_AT,
    Limits,
    Standing,
    seconds_left,
    standing_of,
)
from tests.access.codes import PASSWORD, is_in, make_colleague, sign_in
from tests.factories import make_lead, make_location

MINUTE, HOUR = 60, 3600
LIMITS = Limits(idle=30 * MINUTE, whole=12 * HOUR)


def session(began=0, active=0, **more):
    return {SIGNED_IN_AT: began, ACTIVE_AT: active, **more}


@pytest.mark.parametrize(
    ("held", "at", "left"),
    [
        (session(), 0, 30 * MINUTE),
        (session(), 29 * MINUTE, MINUTE),
        (session(), 30 * MINUTE, 0),
        (session(active=11 * HOUR), 11 * HOUR, 30 * MINUTE),
        (session(active=12 * HOUR - MINUTE), 12 * HOUR - MINUTE, MINUTE),
        (session(active=12 * HOUR), 12 * HOUR, 0),
        (session(began=HOUR, active=HOUR), 0, HOUR + 30 * MINUTE),
        ({}, 0, 0),
        ({SIGNED_IN_AT: 0}, 0, 0),
    ],
)
def test_seconds_that_are_left(held, at, left):
    assert seconds_left(held, limits=LIMITS, at=at) == left


@pytest.mark.parametrize(
    ("held", "has_factor", "needed", "standing"),
    [
        (session(), False, False, Standing.GOOD),
        (session(), False, True, Standing.LACKS),
        (session(), True, False, Standing.OWES),
        (session(), True, True, Standing.OWES),
        (session(**{PROVED: "7"}), True, True, Standing.GOOD),
        (session(**{PROVED: "8"}), True, False, Standing.OWES),
        (session(**{PROVED: "7"}), False, True, Standing.LACKS),
        ({PROVED: "7"}, True, True, Standing.OVER),
    ],
)
def test_standing(held, has_factor, needed, standing):
    limits = Limits(idle=1, whole=1, needs_second_factor=needed)
    found = standing_of(held, user_pk="7", has_factor=has_factor, limits=limits, at=0)
    assert found is standing


@pytest.fixture
def ada(db):
    return make_colleague()


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def test_who_does_nothing_is_signed_out(client, ada, clock):
    sign_in(client, ada)
    clock.shift(29 * MINUTE)
    assert is_in(client)
    clock.shift(31 * MINUTE)
    assert not is_in(client)
    assert not Session.objects.exists()


def test_who_works_stays_and_is_signed_out_once_a_day_all_the_same(client, ada, clock):
    sign_in(client, ada)
    for _ in range(12 * 3 - 1):
        clock.shift(20 * MINUTE)
        assert is_in(client)
    clock.shift(21 * MINUTE)
    assert not is_in(client)


def test_open_page_that_asks_by_itself_keeps_nobody_signed_in(client, ada, clock):
    lead = make_lead(make_location("St. Paul"))
    client.force_login(ada)
    polls = [
        lambda: client.get("/admin/clinic/inbox/stamp/"),
        lambda: client.get("/admin/clinic/inbox/results/"),
        lambda: client.post(f"/admin/clinic/inbox/{lead.pk}/presence/", {"version": 1}),
        lambda: client.get("/admin/session/"),
    ]
    for _ in range(2):
        clock.shift(14 * MINUTE)
        assert {poll().status_code for poll in polls} == {200}
    clock.shift(3 * MINUTE)
    assert not is_in(client)


def test_typing_on_an_open_page_keeps_one_signed_in(client, ada, clock):
    sign_in(client, ada)
    for _ in range(3):
        clock.shift(20 * MINUTE)
        assert client.post("/admin/session/").json()["left"] == 30 * MINUTE
    assert is_in(client)


def test_session_is_written_once_a_minute_and_not_at_each_click(client, ada, clock):
    sign_in(client, ada)
    began = client.session[ACTIVE_AT]
    clock.shift(59)
    is_in(client)
    assert client.session[ACTIVE_AT] == began
    clock.shift(2)
    is_in(client)
    assert client.session[ACTIVE_AT] == began + 61


def test_names_of_what_asks_by_itself_exist():
    """A view that is renamed would keep everybody signed in."""
    known = set(names(get_resolver()))
    assert known >= BY_ITSELF
    assert known >= SET_UP


def names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, space)
        else:
            yield f"{prefix}{pattern.name}"


def test_session_address_tells_a_stranger_nothing(client, db):
    answer = client.get("/admin/session/")
    assert (answer.status_code, answer.json()) == (403, {"left": 0})


def test_session_address_tells_whose_it_is_without_a_name(client, ada):
    client.force_login(ada)
    told = client.get("/admin/session/").json()
    assert set(told) == {"left", "whose", "token"}
    assert ada.get_username() not in str(told)
    client.force_login(make_colleague("Bo Lund"))
    assert client.get("/admin/session/").json()["whose"] != told["whose"]


def test_sign_in_gives_a_new_key(client, ada):
    """A key that somebody else planted in the browser is worth nothing afterwards."""
    client.get("/admin/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[live.SESSION_COOKIE_NAME] = before = session.session_key
    sign_in(client, ada)
    assert client.cookies[live.SESSION_COOKIE_NAME].value != before
    assert "planted" not in client.session
    stranger = Client()
    stranger.cookies[live.SESSION_COOKIE_NAME] = before
    assert not is_in(stranger)


def test_cookie_goes_with_the_browser_whatever_is_ticked(client, ada):
    assert "remember" not in client.get("/admin/login/").text
    form = {"username": ada.get_username(), "password": PASSWORD, "remember": "on"}
    cookie = client.post("/admin/login/", form).cookies[live.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_new_password_ends_the_other_sessions_and_not_this_one(client, ada):
    other = Client()
    for one in (client, other):
        sign_in(one, ada)
        assert is_in(one)
    new = "another long password 7"
    form = {
        "password-old_password": PASSWORD,
        "password-new_password1": new,
        "password-new_password2": new,
        "name_email-first_name": "Ada",
        "name_email-last_name": "Berg",
        "name_email-email": ada.email,
        "locale-preferred_language": "en",
        "locale-current_time_zone": "America/Chicago",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    client.post("/admin/account/", form)
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert is_in(client)
    assert not is_in(other)


def test_signing_out_ends_the_session_in_the_database(client, ada):
    sign_in(client, ada)
    client.post("/admin/logout/")
    assert not Session.objects.exists()
    assert not is_in(client)


# What was typed

REPLY = "Dear Mia, we have time for you on Thursday at ten."


def test_half_written_reply_is_given_back_when_the_session_is_over(client, ada, clock):
    lead = make_lead(make_location("St. Paul"))
    client.force_login(ada)
    clock.shift(HOUR)
    answer = client.post(f"/admin/clinic/inbox/{lead.pk}/reply/", {"version": 1, "body": REPLY})
    assert answer.status_code == 403
    assert REPLY in answer.text
    assert "Nothing was stored or sent" in answer.text
    assert answer["Cache-Control"] == "private, no-store"
    assert lead.events.count() == 0


def test_it_is_given_back_as_text(client, db):
    answer = client.post("/admin/x/", {"body": "<script>alert(1)</script> and more"})
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert(1)" not in answer.text


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/"])
def test_what_is_typed_to_sign_in_is_not_shown(client, db, address):
    answer = client.post(address, {"username": "Ada", "password": REPLY, "email": REPLY})
    assert "Nothing was stored or sent" not in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"password-old_password": REPLY, "password-new_password1": REPLY},
        {"password1": REPLY, "password2": REPLY},
        {"code": REPLY},
        {"csrfmiddlewaretoken": REPLY},
    ],
)
def test_secrets_are_not_shown_wherever_they_are_typed(client, db, fields):
    assert REPLY not in client.post("/admin/account/", fields).text


def test_text_of_a_form_from_before_signing_in_again_is_given_back(ada):
    lead = make_lead(make_location("St. Paul"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post(f"/admin/clinic/inbox/{lead.pk}/reply/", {"version": 1, "body": REPLY})
    assert answer.status_code == 403
    assert REPLY in answer.text
    assert "before you signed in again" in answer.text
    assert lead.events.count() == 0


def test_old_form_without_a_text_is_told_so_as_well(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post("/admin/clinic/inbox/1/assign/", {"version": 1})
    assert answer.status_code == 403
    assert "This form is too old" in answer.text


def test_other_forms_are_refused_as_django_does(db):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": REPLY})
    assert answer.status_code == 403
    assert REPLY not in answer.text


def test_script_is_answered_as_before(client, db):
    answer = client.post("/admin/", {"body": REPLY}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert REPLY not in answer.text


@pytest.mark.parametrize("name", ["STAFF_IDLE_MINUTES", "STAFF_SESSION_HOURS"])
def test_limit_of_nothing_is_refused_at_start_up(settings, name):
    from cms.access.checks import session_limits_are_positive

    assert session_limits_are_positive(None) == []
    setattr(settings, name, 0)
    assert [error.id for error in session_limits_are_positive(None)] == ["clinic_cms.E001"]
