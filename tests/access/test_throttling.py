"""Who guesses passwords is stopped; what they typed is kept nowhere."""

import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from types import SimpleNamespace

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.access import aside
from tests.access.codes import CODE, LOGIN, is_in, make_colleague, sign_in, with_app, wrong_code
from tests.test_privacy import everything_logged, said_in_log, tables_with  # noqa: F401

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
WRONG = "canary is not the password"
RESET = "/admin/password_reset/"
LATER = aside.later  # itself, not what the tests have in its place


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def ada():
    return make_colleague()


def guess(user, times, **where):
    return [sign_in(Client(**where), user, WRONG).status_code for _ in range(times)]


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, ada):
    assert guess(ada, 5) == [200, 200, 200, 200, 429]
    answer = sign_in(client, ada)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert not is_in(client)
    assert "In 15 minutes" in answer.text
    assert RESET in answer.text
    assert ada.get_username() not in answer.text


def test_wait_ends_when_it_was_said_to(client, ada, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    guess(ada, 5)
    time_machine.shift(14 * 60)
    assert guess(ada, 1) == [429]
    time_machine.shift(61)
    sign_in(client, ada)
    assert is_in(client)


def test_right_password_begins_the_count_anew(client, ada):
    guess(ada, 4)
    sign_in(client, ada)
    assert is_in(client)
    assert guess(ada, 4) == [200, 200, 200, 200]


def test_name_in_other_letters_is_the_same_account(client, ada):
    ada.username = "ada"
    for written in ("ada", "ADA", " ada", "Ada"):
        client.post("/admin/login/", {"username": written, "password": WRONG})
    assert guess(ada, 1) == [429]


def test_stranger_elsewhere_locks_nobody_out(ada):
    guess(ada, 5, REMOTE_ADDR=ELSEWHERE)
    colleague = Client(REMOTE_ADDR=HERE)
    sign_in(colleague, ada)
    assert is_in(colleague)


def test_other_accounts_are_not_locked_with_it(client, ada):
    guess(ada, 5)
    sign_in(client, make_colleague("Bo Lund"))
    assert is_in(client)


def test_same_answer_for_an_account_that_is_not_there(client, ada):
    nobody = make_colleague("Nils Ohm")
    nobody.delete()
    assert guess(ada, 6) == guess(nobody, 6)


# The wide limits


def guess_each(users, times=1, **where):
    """The answers to one wrong try each, of people who need not be there."""
    return [
        Client(**where).post(LOGIN, {"username": f"person {n}", "password": WRONG}).status_code
        for n in range(users)
        for _ in range(times)
    ]


def guess_from_everywhere(user, networks):
    return [
        status for n in range(networks) for status in guess(user, 1, REMOTE_ADDR=f"192.0.2.{n}")
    ]


def test_one_network_does_not_try_all_accounts(ada):
    assert guess_each(22, REMOTE_ADDR=HERE) == [200] * 20 + [429] * 2
    stranger = Client(REMOTE_ADDR=HERE)
    answer = sign_in(stranger, ada)
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert not is_in(stranger)
    colleague = Client(REMOTE_ADDR=ELSEWHERE)
    sign_in(colleague, ada)
    assert is_in(colleague)


def test_one_account_is_not_tried_from_all_networks(ada):
    assert guess_from_everywhere(ada, 52) == [200] * 50 + [429] * 2
    stranger = Client(REMOTE_ADDR=HERE)
    assert "where this account has signed in before" in sign_in(stranger, ada).text
    assert not is_in(stranger)
    assert guess_each(1, REMOTE_ADDR=HERE) == [200]


@pytest.mark.parametrize("attack", ["on the account", "from the network"])
def test_who_signed_in_from_there_before_is_let_in_whatever_strangers_do(ada, attack):
    sign_in(Client(REMOTE_ADDR=HERE), ada)
    if attack == "on the account":
        guess_from_everywhere(ada, 51)
    else:
        guess_each(21, REMOTE_ADDR=HERE)
    colleague = Client(REMOTE_ADDR=HERE)
    sign_in(colleague, ada)
    assert is_in(colleague)
    assert guess(ada, 6, REMOTE_ADDR=HERE)[-1] == 429  # the narrow limit holds there, too


def test_wide_waits_end(ada, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    guess_each(20, REMOTE_ADDR=HERE)
    time_machine.shift(3599)
    assert guess_each(1, REMOTE_ADDR=HERE) == [429]
    time_machine.shift(1)
    assert guess_each(1, REMOTE_ADDR=HERE) == [200]


def test_new_password_by_mail_opens_the_network_it_was_chosen_in(ada):
    guess_from_everywhere(ada, 50)
    person = Client(REMOTE_ADDR=HERE)
    assert sign_in(person, ada).status_code == 429
    choose_new_password(person, ada, "another long password 7")
    sign_in(person, ada, "another long password 7")
    assert is_in(person)
    assert sign_in(Client(REMOTE_ADDR=ELSEWHERE), ada).status_code == 429


def test_slips_of_who_gets_in_are_not_held_against_the_network(ada):
    people = [make_colleague(f"Person {n}") for n in range(8)]
    for person in people:
        guess(person, 3, REMOTE_ADDR=HERE)
        new = Client(REMOTE_ADDR=HERE)
        sign_in(new, person)
        assert is_in(new)
    sign_in(new, ada)
    assert is_in(new)


def test_wrong_codes_count_for_the_wide_limits_too(ada):
    with_app(ada)
    for n in range(50):
        there = Client(REMOTE_ADDR=f"192.0.2.{n}")
        sign_in(there, ada)
        there.post(CODE, {"code": wrong_code()})
        cache.clear()  # what allauth counts itself
    assert sign_in(Client(REMOTE_ADDR=HERE), ada).status_code == 429


def test_reset_by_hand_ends_the_wide_waits(client, ada):
    guess_each(20, REMOTE_ADDR=HERE)
    call_command("axes_reset", stdout=StringIO())
    assert guess_each(1, REMOTE_ADDR=HERE) == [200]


def through_proxy(forwarded):
    return {"REMOTE_ADDR": "10.0.0.5", "HTTP_X_FORWARDED_FOR": forwarded}


def test_behind_a_proxy_the_visitor_counts_and_not_what_they_write(ada, settings):
    settings.CLINIC = settings.CLINIC | {"NUM_PROXIES": 1}
    for number in range(5):
        guess(ada, 1, **through_proxy(f"192.0.2.{number}, {ELSEWHERE}"))
    assert guess(ada, 1, **through_proxy(f"192.0.2.99, {ELSEWHERE}")) == [429]
    colleague = Client(**through_proxy(HERE))
    sign_in(colleague, ada)
    assert is_in(colleague)


def test_without_a_proxy_the_header_is_worth_nothing(ada):
    answers = [
        status
        for number in range(6)
        for status in guess(ada, 1, REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    ]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_whole_ipv6_network_counts_as_one(ada):
    for number in range(5):
        guess(ada, 1, REMOTE_ADDR=f"2001:db8:1:2::{number}")
    assert guess(ada, 1, REMOTE_ADDR="2001:db8:1:2:ffff::1") == [429]
    assert guess(ada, 1, REMOTE_ADDR="2001:db8:1:3::1") == [200]


@pytest.mark.parametrize("address", ["", "unix:", "fe80::1%eth0"])
def test_who_comes_from_nowhere_is_counted_too(ada, address):
    assert guess(ada, 6, REMOTE_ADDR=address)[-1] == 429


TYPED_BY_MISTAKE = "canary!My-Own-Passw0rd"


def test_password_typed_as_the_name_is_kept_nowhere(client, ada, everything_logged):  # noqa: F811
    everything_logged.clear()
    form = {"username": TYPED_BY_MISTAKE, "password": WRONG, "another": "canary"}
    for _ in range(7):
        answer = client.post("/admin/login/", form, HTTP_USER_AGENT="canary")
    assert answer.status_code == 429
    assert AccessAttempt.objects.count() == 1
    assert tables_with("canary") == set()
    assert "canary" not in said_in_log(everything_logged)


def test_only_numbers_are_kept_and_they_go(client, ada, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    guess(ada, 2, REMOTE_ADDR=HERE)
    kept = AccessAttempt.objects.get()
    assert (kept.failures_since_start, kept.ip_address) == (2, HERE)
    assert len(kept.username) == 64
    assert not any((kept.user_agent, kept.path_info, kept.http_accept))
    assert not any((kept.get_data, kept.post_data))
    time_machine.shift(16 * 60)
    sign_in(client, make_colleague("Bo Lund"))
    assert not AccessAttempt.objects.exists()
    time_machine.shift(24 * 3600)
    sign_in(client, make_colleague("Cy Dahl"))
    assert not AccessFailureLog.objects.exists()


def test_where_somebody_signed_in_from_can_be_read_nowhere(ada):
    sign_in(Client(REMOTE_ADDR=HERE), ada)
    [kept] = AccessLog.objects.values()
    said = [value for name, value in kept.items() if name not in {"id", "attempt_time"} and value]
    assert said == [kept["username"]]
    assert re.fullmatch(r"[0-9a-f]{64}", kept["username"])


def test_digest_cannot_be_made_without_the_secret(client, ada, settings):
    for secret in ("one", "two"):
        settings.SECRET_KEY = secret
        guess(ada, 1)
    assert AccessAttempt.objects.values("username").distinct().count() == 2


def test_log_of_axes_names_nobody(ada, caplog):
    caplog.set_level(logging.DEBUG, logger="axes")
    guess(ada, 5, REMOTE_ADDR=HERE)
    assert "Locking out somebody" in caplog.text
    assert ada.get_username() not in caplog.text
    assert HERE not in caplog.text


# A new password


def ask(client, email):
    answer = client.post(RESET, {"email": email})
    return answer.status_code, answer.url


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client, ada):
    assert ask(client, ada.email) == ask(client, "stranger@example.com")
    assert [message.to for message in mail.outbox] == [[ada.email]]


def test_mail_server_that_is_away_tells_nobody_either(client, ada, settings):
    settings.EMAIL_BACKEND = "tests.conditions.dead_mail.DeadBackend"
    assert ask(client, ada.email) == ask(client, "stranger@example.com")


class SlowBackend(EmailBackend):
    """A mail server that answers when it is told to."""

    answers = threading.Event()

    def send_messages(self, email_messages):
        assert self.answers.wait(timeout=60)
        return super().send_messages(email_messages)


@pytest.mark.django_db(transaction=True)
def test_slow_mail_server_does_not_tell_who_has_an_account(client, ada, settings, monkeypatch):
    """The answer comes before the mail."""
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    done = threading.Event()
    monkeypatch.setattr(aside, "later", lambda act: LATER(lambda: (act(), done.set())))
    assert ask(client, ada.email) == (302, f"{RESET}done/")
    assert not mail.outbox
    SlowBackend.answers.set()
    assert done.wait(timeout=60)
    assert [message.to for message in mail.outbox] == [[ada.email]]


def test_what_waits_for_a_mail_server_has_an_end(monkeypatch, caplog):
    monkeypatch.setattr(aside, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(aside, "_thread", SimpleNamespace(submit=lambda act: None))
    LATER(print)
    LATER(print)
    assert "something was left out" in caplog.text


def test_fault_of_what_is_done_later_is_logged_and_keeps_no_place(monkeypatch, caplog):
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(aside, "_places", places)
    with ThreadPoolExecutor() as thread:
        monkeypatch.setattr(aside, "_thread", thread)
        LATER(lambda: 1 / 0)
    assert "ZeroDivisionError" in caplog.text
    assert places.acquire(blocking=False)


def test_nobody_is_written_to_for_ever(client, ada):
    answers = {ask(client, ada.email) for _ in range(8)}
    assert len(answers) == 1
    assert len(mail.outbox) == 5


def choose_new_password(client, user, password):
    ask(client, user.email)
    [message] = mail.outbox
    link = next(line for line in message.body.split() if "/password_reset/confirm/" in line)
    form = client.get("/" + link.split("/", 3)[3])
    client.post(form.url, {"new_password1": password, "new_password2": password})


def test_new_password_signs_nobody_in(client, ada):
    choose_new_password(client, ada, "another long password 7")
    assert not is_in(client)
    sign_in(client, ada, "another long password 7")
    assert is_in(client)


def test_address_that_was_typed_is_in_no_key_of_the_cache(client, ada):
    ask(client, "canary@example.com")
    assert "canary" not in keys_of_cache()


def keys_of_cache():
    """All keys and values, of the two caches that the tests know."""
    if hasattr(cache, "_cache") and isinstance(cache._cache, dict):
        return repr(cache._cache).lower()
    client = cache._cache.get_client(None)
    strings = [key for key in client.keys("*") if client.type(key) == b"string"]
    return repr([(key, client.get(key)) for key in strings]).lower()
