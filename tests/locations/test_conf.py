"""The CLINIC settings dict: defaults, and what a project sets instead."""

import pytest

from locations.conf import DEFAULTS, KEYS, clinic_settings


@pytest.mark.parametrize("key", KEYS)
def test_setting_that_is_not_given_has_its_default(settings, key):
    settings.CLINIC = {}
    assert getattr(clinic_settings, key) == getattr(DEFAULTS, key)


def test_project_without_the_dict_has_the_defaults(settings):
    del settings.CLINIC
    assert clinic_settings.PHONE_REGION == "US"


def test_given_setting_wins_and_is_looked_up_each_time(settings):
    settings.CLINIC = {"PHONE_REGION": "GB"}
    assert clinic_settings.PHONE_REGION == "GB"
    assert clinic_settings.INBOX_PAGE_SIZE == DEFAULTS.INBOX_PAGE_SIZE
    settings.CLINIC = {"PHONE_REGION": "CA"}
    assert clinic_settings.PHONE_REGION == "CA"


def test_false_and_zero_are_settings_too(settings):
    settings.CLINIC = {"FORM_MIN_SECONDS": 0}
    assert clinic_settings.FORM_MIN_SECONDS == 0


def test_unknown_setting_is_an_attribute_error(settings):
    settings.CLINIC = {"PHONE_REGOIN": "GB"}
    with pytest.raises(AttributeError, match="PHONE_REGOIN"):
        _ = clinic_settings.PHONE_REGOIN


def test_every_default_has_the_type_that_is_checked():
    assert {key: type(getattr(DEFAULTS, key)) for key in KEYS} == KEYS


def test_defaults_cannot_be_changed_at_run_time():
    with pytest.raises(AttributeError):
        DEFAULTS.PHONE_REGION = "GB"
