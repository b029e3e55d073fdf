"""The numbers of the emergency services, in texts that name them."""

import pytest

from locations.emergency import link_emergency_numbers, names_number

CALL = '<a class="emergency-number" href="tel:911">911</a>'
CRISIS = '<a class="emergency-number" href="tel:988">988</a>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Call 911.</p>", f"<p>Call {CALL}.</p>"),
        ("<p>911, or text 988</p>", f"<p>{CALL}, or text {CRISIS}</p>"),
        ("<p><b>911</b></p>", f"<p><b>{CALL}</b></p>"),
        ("<abbr>911</abbr>", f"<abbr>{CALL}</abbr>"),
        ('<a href="tel:911">911</a> 911', f'<a href="tel:911">911</a> {CALL}'),
        ('<a href="/x/"><b>911</b></a>', '<a href="/x/"><b>911</b></a>'),
        ("<p>651-911-0123, 911-0123, 1911, 9110</p>", "<p>651-911-0123, 911-0123, 1911, 9110</p>"),
        ("<p>9.11, 911.5, 1,911 and 911,000</p>", "<p>9.11, 911.5, 1,911 and 911,000</p>"),
        ("<p>/911/ and 911/2</p>", "<p>/911/ and 911/2</p>"),
        ("", ""),
    ],
)
def test_numbers_are_links_where_they_are_numbers_of_their_own(html, shown):
    assert link_emergency_numbers(html) == shown


def test_other_countries_have_other_numbers(settings):
    settings.CLINIC = {"EMERGENCY_NUMBER": "112", "CRISIS_NUMBER": ""}
    shown = link_emergency_numbers("<p>112, not 911 or 988</p>")
    assert shown == ('<p><a class="emergency-number" href="tel:112">112</a>, not 911 or 988</p>')


def test_nothing_is_linked_where_there_is_no_number(settings):
    settings.CLINIC = {"EMERGENCY_NUMBER": "", "CRISIS_NUMBER": ""}
    assert link_emergency_numbers("<p>911</p>") == "<p>911</p>"


@pytest.mark.parametrize(("text", "names"), [("Text 988 now", True), ("1988", False), ("", False)])
def test_text_names_a_number(text, names):
    assert names_number(text, "988") is names


def test_no_text_names_no_number():
    assert not names_number("anything", "")
