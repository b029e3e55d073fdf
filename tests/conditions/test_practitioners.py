"""Practitioners: licenses, days at each location, and who takes new patients."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from time_machine import travel
from wagtail.models import Locale

from conditions.models import PractitionerPage
from conditions.weekdays import WeekdaysField, days_in, stored_days
from tests.clinic import links_of, soup_of
from tests.factories import make_location, make_practitioner

LICENSE = {
    "license_type": "Licensed acupuncturist",
    "license_state": "Minnesota",
    "license_number": "1234",
}
TODAY = date(2026, 3, 4)


# Licenses.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (LICENSE, "Licensed acupuncturist, Minnesota no. 1234"),
        (LICENSE | {"license_number": ""}, "Licensed acupuncturist, Minnesota"),
        ({"license_type": "Physician"}, "Physician"),
        ({}, ""),
        (LICENSE | {"license_expires_date": date(2026, 3, 4)}, "… no. 1234"),
        (LICENSE | {"license_expires_date": date(2026, 3, 3)}, ""),
    ],
)
def test_license_is_shown_while_it_is_valid(facts, shown):
    said = PractitionerPage(**facts).shown_license(on=TODAY)
    assert said.endswith(shown.removeprefix("…")) if shown else said == ""


@pytest.mark.django_db
def test_license_expires_after_its_last_day():
    person = PractitionerPage(license_expires_date=TODAY, **LICENSE)
    assert not person.license_is_expired(on=TODAY)
    assert person.license_is_expired(on=date(2026, 3, 5))
    assert not PractitionerPage(**LICENSE).license_is_expired(on=TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"license_number": "1", "license_type": "Physician"}, "license_state"),
        ({"license_number": "1", "license_state": "Iowa"}, "license_type"),
        ({"license_expires_date": TODAY}, "license_type"),
    ],
)
def test_half_a_license_is_refused(facts, field):
    person = make_practitioner()
    for name, value in facts.items():
        setattr(person, name, value)
    with pytest.raises(ValidationError) as refused:
        person.full_clean()
    assert list(refused.value.message_dict) == [field]
    with pytest.raises(IntegrityError), transaction.atomic():
        person.save(clean=False)


@pytest.mark.django_db
def test_licenses_are_due_from_sixty_days_before_and_ever_after():
    def licensed(name: str, day: str, **facts):
        expires = {"license_expires_date": date.fromisoformat(day)}
        return make_practitioner(title=name, **LICENSE, **expires, **facts)

    licensed("In 61 days", "2026-05-04")
    in_sixty = licensed("In 60 days", "2026-05-03")
    licensed("Left", "2026-03-10", live=False)
    expired = licensed("Expired", "2025-01-01")
    make_practitioner(title="No date", **LICENSE)
    spanish = Locale.objects.create(language_code="es")
    in_sixty.get_parent().copy_for_translation(spanish, copy_parents=True)
    translated = in_sixty.copy_for_translation(spanish)
    translated.live = True
    translated.save()
    assert list(PractitionerPage.objects.license_due(TODAY)) == [expired, in_sixty]


@pytest.mark.django_db
def test_page_shows_the_license_without_its_date(client):
    person = make_practitioner(license_expires_date=date(2026, 3, 4), **LICENSE)
    words = "Licensed acupuncturist, Minnesota no. 1234"
    with travel("2026-03-04T18:00Z", tick=False):
        text = soup_of(client, person).main.get_text()
    assert words in text
    assert "2026" not in text
    with travel("2026-03-05T18:00Z", tick=False):
        assert words not in soup_of(client, person).main.get_text()


# Days.


@pytest.mark.parametrize(
    ("days", "stored"),
    [([], ""), ([3, 0, 2, 0], "0,2,3"), (["6"], "6"), (range(7), "0,1,2,3,4,5,6")],
)
def test_days_are_stored_in_order_and_once(days, stored):
    assert stored_days(days) == stored
    assert days_in(stored) == sorted({int(day) for day in days})


def test_days_are_ticked_in_a_form():
    field = WeekdaysField("days").formfield()
    assert field.clean(["3", "0"]) == "0,3"
    assert field.clean([]) == ""
    assert 'value="3"' in field.widget.render("days", field.prepare_value("0,3"))
    assert not field.has_changed("0,3", ["0", "3"])
    assert field.has_changed("0,3", ["0"])
    with pytest.raises(ValidationError):
        field.clean(["7"])


@pytest.mark.django_db
def test_days_are_refused_that_are_none():
    person = make_practitioner(locations=[make_location()])
    link = person.location_links.get()
    link.weekdays = "0,9"
    with pytest.raises(ValidationError):
        link.full_clean()


@pytest.mark.django_db
def test_days_show_on_both_pages(client):
    place = make_location()
    person = make_practitioner(title="Mai", locations=[place])
    link = person.location_links.get()
    link.weekdays = "0,2,3"
    link.save()
    facts = soup_of(client, person).main.find("dl", class_="facts").get_text(" ", strip=True)
    assert "Mon, Wed, Thu" in facts
    (card,) = soup_of(client, place).main.find_all("li", class_="card--person")
    assert "Here: Mon, Wed, Thu" in card.get_text(" ", strip=True)
    link.weekdays = "0,1,2,3,4,5,6"
    link.save()
    assert "Here: every day" in soup_of(client, place).main.get_text(" ", strip=True)


# New patients, languages.


@pytest.mark.django_db
def test_page_of_somebody_without_room_points_to_the_others(client):
    place = make_location()
    person = make_practitioner(title="Elena", locations=[place], accepts_new_patients=False)
    main = soup_of(client, person).main
    assert "Elena takes no new patients at the moment" in main.get_text()
    assert f"{place.get_url()}#people" in links_of(main)
    there = soup_of(client, place).main
    assert there.find("section", id="people")
    assert "Takes no new patients at the moment." in there.get_text()
    person.accepts_new_patients = True
    person.save()
    assert "no new patients" not in soup_of(client, person).main.get_text()


@pytest.mark.django_db
def test_languages_are_a_list():
    assert PractitionerPage(languages="English,  Hmong,").language_list == ["English", "Hmong"]


@pytest.mark.django_db
def test_api_tells_what_the_page_tells(client):
    place = make_location()
    leave = {"first_date": date(2026, 3, 3), "last_date": date(2026, 3, 17), "note": "Mai."}
    facts = {"leaves": [("leave", leave)], "license_expires_date": date(2026, 3, 10), **LICENSE}
    person = make_practitioner(locations=[place], **facts)
    link = person.location_links.get()
    link.weekdays = "0,3"
    link.save()
    url = f"/api/v3/pages/{person.pk}/"
    with travel("2026-03-04T18:00Z", tick=False):
        told = client.get(url).json()
    assert told["license"] == "Licensed acupuncturist, Minnesota no. 1234"
    assert told["away"] == [{"first": "2026-03-03", "last": "2026-03-17", "note": "Mai."}]
    (works,) = told["location_links"]
    assert (works["location"]["id"], works["days"]) == (place.pk, [0, 3])
    with travel("2026-02-01T18:00Z", tick=False):
        assert client.get(url).json()["away"] == []  # nobody is told this early
    with travel("2026-03-20T18:00Z", tick=False):
        told = client.get(url).json()
    assert (told["license"], told["away"]) == ("", [])
    assert "license_number" not in told
