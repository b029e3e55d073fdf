"""What is suspicious, and what an honest stamp is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.signing import BadSignature, SignatureExpired

from leads.spam import Suspicion, suspicions
from leads.stamps import SENT_MAX_AGE, Stamp, read_sent_token, read_stamp, sent_token

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def stamp_shown(ago):
    return Stamp(shown_at=NOON - ago, consent_text="You agree.")


@pytest.mark.parametrize(
    ("honeypot", "stamp", "expected"),
    [
        ("", stamp_shown(timedelta(minutes=2)), ()),
        (" \t", stamp_shown(timedelta(minutes=2)), ()),
        ("", stamp_shown(timedelta(seconds=3)), ()),
        ("", stamp_shown(timedelta(days=400)), ()),  # a tab open for a year is no suspicion
        ("https://x.example", stamp_shown(timedelta(minutes=2)), (Suspicion.HONEYPOT,)),
        ("", None, (Suspicion.NO_STAMP,)),
        ("", stamp_shown(timedelta(seconds=2.9)), (Suspicion.TOO_FAST,)),
        ("x", None, (Suspicion.HONEYPOT, Suspicion.NO_STAMP)),
        ("x", stamp_shown(timedelta(0)), (Suspicion.HONEYPOT, Suspicion.TOO_FAST)),
    ],
)
def test_suspicions_of_a_submission(honeypot, stamp, expected):
    assert suspicions(honeypot=honeypot, stamp=stamp, at=NOON, min_seconds=3) == expected


def test_suspicions_are_plain_strings_for_the_database():
    found = suspicions(honeypot="x", stamp=None, at=NOON, min_seconds=3)
    assert [type(reason) for reason in found] == [str, str]


@pytest.mark.parametrize(
    "text", ["You agree.", "Usted acepta. ✓ “sí”", "", "line\nline", "x" * 5000]
)
def test_stamp_comes_back_as_it_was_signed(text):
    stamp = Stamp(shown_at=NOON, consent_text=text)
    assert read_stamp(stamp.signed()) == stamp


@pytest.mark.parametrize("forged", ["", "x", "é", "a:b", "a:b:c", "\x00", "e30:x", ":" * 100])
def test_stamp_that_is_not_ours_is_none(forged):
    assert read_stamp(forged) is None


def test_stamp_with_one_letter_changed_is_none():
    signed = Stamp(shown_at=NOON, consent_text="You agree.").signed()
    other = "B" if signed[0] == "A" else "A"
    assert read_stamp(other + signed[1:]) is None
    assert read_stamp(signed + "A") is None


def test_stamp_is_no_token_and_a_token_no_stamp():
    with pytest.raises(BadSignature):
        read_sent_token(Stamp(shown_at=NOON, consent_text="").signed())
    assert read_stamp(sent_token("7K3MD-92QFX")) is None


def test_stamp_is_still_read_after_the_secret_key_was_changed(settings):
    signed = Stamp(shown_at=NOON, consent_text="You agree.").signed()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert read_stamp(signed) is not None


def test_sent_token_comes_back_as_the_reference():
    assert read_sent_token(sent_token("7K3MD-92QFX")) == ("7K3MD-92QFX", "", False)
    with_key = sent_token("7K3MD-92QFX", key="abcdefgh" * 8)
    assert read_sent_token(with_key) == ("7K3MD-92QFX", "abcdefghabcdefgh", False)
    secret = sent_token("7K3MD-92QFX", key="abcdefgh" * 8, is_secret=True)
    assert read_sent_token(secret) == ("7K3MD-92QFX", "abcdefghabcdefgh", True)


def test_sent_token_is_an_address_that_wagtail_routes():
    assert set(sent_token("7K3MD-92QFX")) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


@pytest.mark.parametrize("forged", ["", "x", "é", "AAAA", "____", "a" * 1000])
def test_sent_token_that_is_not_ours_is_refused(forged):
    with pytest.raises(BadSignature):
        read_sent_token(forged)


def test_sent_token_expires(time_machine):
    time_machine.move_to(NOON, tick=False)
    token = sent_token("7K3MD-92QFX")
    time_machine.move_to(NOON + SENT_MAX_AGE - timedelta(seconds=1), tick=False)
    assert read_sent_token(token) == ("7K3MD-92QFX", "", False)
    time_machine.move_to(NOON + SENT_MAX_AGE + timedelta(seconds=2), tick=False)
    with pytest.raises(SignatureExpired):
        read_sent_token(token)
