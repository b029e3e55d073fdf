"""What the system checks say about a project that is set up wrongly."""

import pytest
from django.apps import apps
from django.core.checks import run_checks


def found() -> set[str]:
    """The ids of what the plugin's checks find."""
    return {message.id for message in run_checks() if message.id.startswith("clinic_")}


def test_checks_find_nothing_wrong_with_this_project():
    assert found() == set()


@pytest.mark.parametrize(
    ("clinic", "id"),
    [
        (["PHONE_REGION"], "E001"),
        ({"PHONE_REGOIN": "US"}, "E002"),
        ({"FORM_MIN_SECONDS": "3"}, "E003"),
        ({"FORM_MIN_SECONDS": True}, "E003"),
        ({"FORM_MIN_SECONDS": -1}, "E004"),
        ({"INBOX_PAGE_SIZE": 0}, "E004"),
        ({"DELIVERY_LEASE_SECONDS": 0}, "E004"),
        ({"PHONE_REGION": "us"}, "E005"),
        ({"BASE_TEMPLATE": "no-such.html"}, "E006"),
    ],
)
def test_check_finds_a_wrong_setting(settings, clinic, id):
    settings.CLINIC = clinic
    assert found() == {f"clinic_locations.{id}"}


def test_check_suggests_the_key_that_was_meant(settings):
    settings.CLINIC = {"PHONE_REGOIN": "US"}
    assert [message.hint for message in run_checks() if message.id == "clinic_locations.E002"] == [
        "Did you mean 'PHONE_REGION'?"
    ]


def test_check_finds_a_project_without_wagtails_settings(monkeypatch):
    installed = apps.is_installed
    monkeypatch.setattr(
        apps, "is_installed", lambda name: name != "wagtail.contrib.settings" and installed(name)
    )
    assert found() == {"clinic_locations.E007"}


def test_check_finds_a_form_without_an_address(settings):
    settings.ROOT_URLCONF = "tests.locations.urls_without_leads"
    assert found() == {"clinic_leads.E001"}


def test_check_finds_a_mail_server_that_is_waited_for_for_ever(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = None
    assert found() == {"clinic_leads.W001"}


@pytest.mark.parametrize(
    ("clinic", "id"),
    [
        ({"SPAM_SCORERS": ("no.such.module",)}, "clinic_locations.E009"),
        ({"SPAM_SCORERS": ("leads.spam.no_such_name",)}, "clinic_locations.E009"),
        ({"SPAM_SCORERS": (7,)}, "clinic_locations.E009"),
        ({"ROUTING_CONDITIONS": ("locations.conf.KEYS",)}, "clinic_locations.E009"),
        ({"IMPORT_READERS": {".note": "no.such"}}, "clinic_locations.E009"),
        ({"DELIVERY_CHANNELS": {"pigeon": "builtins.str"}}, "clinic_leads.E002"),
        ({"SPAM_SCORERS": "leads.spam.suspicions"}, "clinic_locations.E003"),
    ],
)
def test_check_finds_an_extension_that_would_not_work(settings, clinic, id):
    settings.CLINIC = clinic
    assert found() == {id}
