"""Who has a second factor, or must have one, gets in by no door without it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client

from cms.access.checks import second_factors_can_be_read
from leads.health import doctor
from tests.access.codes import (
    CODE,
    LOGIN,
    PASSWORD,
    SECRET,
    code_now,
    is_in,
    make_colleague,
    recovery_codes,
    sign_in,
    with_app,
    wrong_code,
)

pytestmark = pytest.mark.django_db
INDEX, ACTIVATE = "/admin/second-factor/", "/admin/second-factor/totp/activate/"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def ada():
    return make_colleague()


def test_password_is_enough_for_who_has_no_second_factor(client, ada):
    assert sign_in(client, ada).url == "/admin/"
    assert is_in(client)


def test_password_alone_leads_to_the_code_and_no_further(client, ada):
    with_app(ada)
    assert sign_in(client, ada).url == CODE
    assert not is_in(client)
    assert SESSION_KEY not in client.session
    assert client.get(CODE).status_code == 200


def test_code_of_the_app_lets_in_where_one_was_going(client, ada):
    with_app(ada)
    asked = {"username": ada.get_username(), "password": PASSWORD, "next": "/admin/reports/"}
    client.post(LOGIN, asked)
    assert client.post(CODE, {"code": code_now()}).url == "/admin/reports/"
    assert is_in(client)


def test_sign_in_leads_to_no_other_site(client, ada):
    with_app(ada)
    asked = {"username": ada.get_username(), "password": PASSWORD, "next": "https://evil.example/"}
    client.post(LOGIN, asked)
    assert client.post(CODE, {"code": code_now()}).url == "/admin/"


def test_wrong_code_lets_nobody_in(client, ada):
    with_app(ada)
    sign_in(client, ada)
    assert client.post(CODE, {"code": wrong_code()}).status_code == 200
    assert not is_in(client)


def test_code_is_good_once(client, ada):
    with_app(ada)
    code = code_now()
    sign_in(client, ada)
    client.post(CODE, {"code": code})
    other = Client()
    sign_in(other, ada)
    other.post(CODE, {"code": code})
    assert is_in(client)
    assert not is_in(other)


def test_code_is_good_once_although_it_is_good_for_longer_than_half_a_minute(ada, time_machine):
    """A telephone's clock need not be exact: a code is taken a little later, too. But once."""
    start = time.time() // 30 * 30
    time_machine.move_to(start, tick=False)
    with_app(ada)
    code = code_now()
    for seconds, expected in [(1, True), (35, False), (55, False)]:
        time_machine.move_to(start + seconds, tick=False)
        client = Client()
        sign_in(client, ada)
        client.post(CODE, {"code": code})
        assert is_in(client) is expected, seconds


def test_code_that_was_used_is_not_good_in_other_writing(ada, time_machine):
    """Dashes and spaces are not looked at when a code is compared."""
    start = time.time() // 30 * 30
    time_machine.move_to(start + 1, tick=False)
    with_app(ada)
    code = code_now()
    for seconds, written, expected in [(1, code, True), (40, f"{code[:3]}-{code[3:]}", False)]:
        time_machine.move_to(start + seconds, tick=False)
        client = Client()
        sign_in(client, ada)
        client.post(CODE, {"code": written})
        assert is_in(client) is expected, written


def test_recovery_code_does_the_same_and_is_good_once(ada):
    with_app(ada)
    code = recovery_codes(ada)[0]
    for expected in (True, False):
        client = Client()
        sign_in(client, ada)
        client.post(CODE, {"code": code})
        assert is_in(client) is expected


def test_codes_are_not_tried_for_ever(client, ada):
    with_app(ada)
    sign_in(client, ada)
    answers = [client.post(CODE, {"code": wrong_code()}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    client.post(CODE, {"code": code_now()})
    assert not is_in(client)
    assert sign_in(client, ada).status_code == 429


DOORS = ["/_util/login/", "/es/_util/login/"]


@pytest.mark.parametrize("door", DOORS)
def test_other_pages_for_signing_in_lead_to_the_one(client, ada, door):
    with_app(ada)
    body = {"username": ada.get_username(), "password": PASSWORD}
    for answer in (client.get(f"{door}?next=/x/"), client.post(door, body)):
        assert answer.status_code == 302
        assert answer.url.startswith(LOGIN)
    assert not is_in(client)


def test_session_that_was_begun_by_any_other_door_is_nobodys(client, ada):
    """As Django's admin, an app or a forgotten view would begin it: by a password alone."""
    with_app(ada)
    client.force_login(ada)
    assert not is_in(client)
    assert SESSION_KEY not in client.session


def test_colleagues_second_factor_is_not_lent(client, ada):
    """Who has proved who they are signs in as somebody else: that one has proved nothing."""
    with_app(ada)
    bo = with_app(make_colleague("Bo Lund"))
    sign_in(client, bo)
    client.post(CODE, {"code": code_now()})
    assert is_in(client)
    client.force_login(ada)
    assert not is_in(client)
    sign_in(client, ada)
    assert not is_in(client)


def test_older_sessions_end_when_a_second_factor_is_set_up(client, ada):
    client.force_login(ada)
    assert is_in(client)
    with_app(ada)
    assert not is_in(client)


def test_public_site_and_api_do_not_know_who_owes_the_second_factor(client, ada):
    with_app(ada)
    client.force_login(ada)
    client.get("/api/v3/pages/")
    assert client.get("/admin/api/main/pages/").status_code in {302, 401, 403}


# Setting it up


def set_up(client):
    """As a person does: confirm the password, then type the code that the app shows."""
    asked = client.get(ACTIVATE)
    client.post(asked.url, {"password": PASSWORD})
    page = client.get(ACTIVATE)
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    return page, client.post(ACTIVATE, {"code": code_now()})


@pytest.mark.django_db(transaction=True)  # the session hears of it when it is committed
def test_setting_up_shows_the_code_here_and_then_the_recovery_codes(client, ada):
    client.force_login(ada)
    page, done = set_up(client)
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "//" not in page.text.split("<img", 1)[1].split(">", 1)[0]
    codes = client.get(done.url)
    assert recovery_codes(ada)[0] in codes.text
    assert is_in(client)


@pytest.mark.django_db(transaction=True)  # the session hears of it when it is committed
def test_cookie_that_was_copied_before_setting_up_has_proved_nothing(client, ada):
    client.force_login(ada)
    copied = Client()
    copied.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(copied)
    set_up(client)
    assert is_in(client)
    assert not is_in(copied)


@pytest.mark.django_db(transaction=True)  # the session hears of it when it is committed
def test_code_that_set_up_the_app_signs_nobody_in(client, ada, time_machine):
    time_machine.move_to(time.time() // 30 * 30 + 1, tick=False)
    client.force_login(ada)
    set_up(client)
    other = Client()
    sign_in(other, ada)
    other.post(CODE, {"code": code_now()})
    assert not is_in(other)
    time_machine.shift(90)
    other.post(CODE, {"code": code_now()})
    assert is_in(other)


def test_password_is_asked_again_before_anything_is_changed(client, ada):
    client.force_login(ada)
    answer = client.get(ACTIVATE)
    assert answer.status_code == 302
    assert not Authenticator.objects.exists()


def test_secret_is_not_readable_in_the_database(ada, settings):
    with_app(ada)
    for kept in Authenticator.objects.all():
        assert SECRET not in str(kept.data)
        assert not set(kept.data.values()) & {SECRET}
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert totp.wrap().validate_code(code_now())


def test_code_that_cannot_be_checked_with_this_key_is_refused_in_words(
    client, ada, settings, caplog
):
    """As after a restore beside another SECRET_KEY."""
    with_app(ada)
    settings.SECRET_KEY = "another"
    sign_in(client, ada)
    code = code_now()
    answer = client.post(CODE, {"code": code})
    assert answer.status_code == 200
    assert "ask whoever runs the site" in answer.text
    assert "cannot be read with this SECRET_KEY" in caplog.text
    assert ada.get_username() not in caplog.text
    assert code not in caplog.text
    assert not is_in(client)


def test_doctor_finds_second_factors_that_no_key_opens(ada, settings):
    with_app(ada)
    before = doctor.of_the_whole_database()
    assert second_factors_can_be_read(None, databases=["default"]) == []
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert second_factors_can_be_read(None, databases=["default"]) == []
    settings.SECRET_KEY_FALLBACKS = []
    [found] = second_factors_can_be_read(None, databases=["default"])
    assert found.msg.startswith("2 second factors or sets")  # the app, and its recovery codes
    assert said(doctor.of_the_whole_database()) != said(before)


def said(findings):
    return next(one.said for one in findings if one.name == "system_checks")


def test_second_factors_are_looked_at_only_where_the_database_is_asked_for(ada, settings):
    with_app(ada)
    settings.SECRET_KEY = "another"
    assert second_factors_can_be_read(None, databases=None) == []


# Having to


@pytest.fixture
def _required(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


INSIDE = ["/admin/", "/admin/clinic/inbox/", "/admin/account/", "/admin/users/", "/admin/pages/"]


@pytest.mark.usefixtures("_required")
@pytest.mark.parametrize("address", INSIDE)
def test_who_must_have_one_and_has_none_gets_no_further_than_setting_up(client, ada, address):
    sign_in(client, ada)
    answer = client.get(address, follow=True)
    assert answer.redirect_chain[-1][0] == INDEX
    assert "Two-Factor Authentication" in answer.text
    assert client.post(address).status_code != 200


@pytest.mark.django_db(transaction=True)  # the session hears of it when it is committed
@pytest.mark.usefixtures("_required")
def test_who_must_have_one_is_in_as_soon_as_it_is_set_up(client, ada):
    sign_in(client, ada)
    set_up(client)
    assert is_in(client)


@pytest.mark.usefixtures("_required")
def test_who_must_have_one_can_take_none_away_and_go_on(client, ada):
    with_app(ada)
    sign_in(client, ada)
    client.post(CODE, {"code": code_now()})
    assert is_in(client)
    Authenticator.objects.all().delete()
    assert not is_in(client)


def test_who_only_reads_is_not_looked_up(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/robots.txt")
    assert "Cookie" not in answer.get("Vary", "")
