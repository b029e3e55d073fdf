"""The mail of a reply, and canned replies filled with live facts."""

from datetime import timedelta

import pytest
from django.core import mail

from leads import actions
from leads.about import practitioners_at
from leads.canned import facts_of, filled, replies_for
from leads.emails import message_for
from leads.models import CannedReply, Delivery, DeliveryKind, DeliveryState
from leads.notifications.outbox import deliver_due
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_practitioner,
    set_organisation,
)

pytestmark = pytest.mark.django_db

NOW = WEDNESDAY + timedelta(minutes=30)


@pytest.fixture
def st_paul():
    return make_location("St. Paul", booking_url="https://book.example/st-paul")


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


@pytest.fixture
def lead(st_paul):
    return make_lead(st_paul, name="Kou Vang", email="kou@example.com")


def reply(lead, ada, **facts):
    asked = {"subject": "Monday", "text": "Dear Kou,\n\ncome & see.", "by": ada, "at": NOW}
    return actions.reply(lead=lead, **asked | facts)


def test_reply_goes_out_as_written_with_the_facts_of_today(lead, ada, st_paul):
    set_organisation(name="River Clinic")
    reply(lead, ada)
    st_paul.street = "7 New Street"
    st_paul.save()
    deliver_due(at=NOW)
    (message,) = mail.outbox
    assert message.subject == "Monday"
    assert message.body.startswith("Dear Kou,\n\ncome & see.\n\n-- \nRiver Clinic – St. Paul\n")
    assert "7 New Street" in message.body
    assert "651-224-6678" in message.body
    assert lead.reference in message.body
    assert message.to == ["kou@example.com"]
    assert message.reply_to == ["desk@clinic.example"]
    assert message.from_email.startswith("River Clinic <")
    assert "Auto-Submitted" not in message.message()


def test_reply_threads_with_the_receipt_and_with_earlier_replies(lead, ada):
    Delivery.objects.create(lead=lead, kind=DeliveryKind.DESK_MAIL)
    receipt = Delivery.objects.create(lead=lead, kind=DeliveryKind.RECEIPT)
    first, second = (reply(lead, ada).deliveries.get() for _time in range(2))
    headers = message_for(second).message()
    assert f"<{first.message_id}@" in headers["In-Reply-To"]
    assert [part.split("@")[0] for part in headers["References"].split()] == [
        f"<{receipt.message_id}",
        f"<{first.message_id}",
    ]


def test_footer_is_in_the_language_of_the_lead(st_paul, ada):
    lead = make_lead(st_paul, email="ana@example.com", language="es")
    delivery = reply(lead, ada, subject="", text="Hola.").deliveries.get()
    message = message_for(delivery)
    assert "Teléfono:" in message.body
    assert "651-224-6678" in message.body


def test_reply_to_an_address_that_was_removed_says_so(lead, ada):
    reply(lead, ada)
    lead.email = ""
    lead.save()
    deliver_due(at=NOW)
    delivery = lead.deliveries.get()
    assert (delivery.state, delivery.last_error) == (DeliveryState.FAILED, "no address")


def test_subject_with_a_line_break_injects_no_header(lead, ada):
    delivery = reply(lead, ada, subject="Hi\nBcc: all@example.com").deliveries.get()
    deliver_due(at=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, mail.outbox) == (DeliveryState.FAILED, [])


def test_nothing_of_a_reply_is_logged(lead, ada, caplog):
    caplog.set_level(0)
    reply(lead, ada)
    deliver_due(at=NOW)
    assert "Kou" not in caplog.text
    assert "kou@" not in caplog.text


# Canned replies


def test_every_tag_is_a_live_fact(lead, ada, st_paul):
    lead.appointment_at, lead.appointment_with = NOW, "Elena Ruiz, LAc"
    assert facts_of(lead, by=ada, at=NOW) == {
        "first_name": "Kou",
        "location": "St. Paul",
        "phone": "651-224-6678",
        "address": "1100 Grand Avenue, St. Paul, MN 55105",
        "hours_today": "9\N{NO-BREAK SPACE}a.m. to 5\N{NO-BREAK SPACE}p.m.",
        "opens_next": "Wednesday, March 4, 10:30 a.m.",
        "booking_link": "https://book.example/st-paul",
        "practitioner": "Elena Ruiz, LAc",
        "appointment": "Wednesday, March 4, 10:30 a.m.",
        "reference": lead.reference,
        "my_name": "Ada Berg",
    }


def test_tag_without_a_fact_is_listed_and_stays(ada):
    lead = make_lead(None, name="")
    canned = CannedReply(subject="{location}", body="{first_name} {phone} {reference}")
    subject, body = filled(canned, lead=lead, by=ada, at=NOW)
    assert (subject.empty, body.empty) == (("location",), ("first_name", "phone"))
    assert body.text == f"{{first_name}} {{phone}} {lead.reference}"


def test_facts_are_in_the_language_of_the_reply(lead, ada):
    canned = CannedReply(body="{opens_next}", language="es")
    _subject, body = filled(canned, lead=lead, by=ada, at=NOW)
    assert body.text.startswith("miércoles")


def test_replies_for_a_lead_are_those_of_its_desk_its_language_first(lead, st_paul):
    lead.language = "es"
    edina = make_location("Edina")
    for name, facts in {
        "A": {"language": "en"},
        "B": {"language": "es", "location": st_paul},
        "C": {},
        "D": {"location": edina},
        "E": {"active": False},
    }.items():
        CannedReply.objects.create(name=name, body="Text.", **facts)
    assert [reply.name for reply in replies_for(lead)] == ["B", "C", "A"]


# Who works there


def test_practitioners_of_a_location_are_named_and_those_on_leave_are_marked(st_paul):
    day = NOW.date()
    edina = make_location("Edina")
    make_practitioner(title="Elena Ruiz", credentials="LAc", locations=[st_paul, edina])
    leave = {"first_date": day, "last_date": day, "note": ""}
    make_practitioner(title="Bo Yang", locations=[st_paul], leaves=[("leave", leave)])
    make_practitioner(title="Cy Dahl", locations=[edina])
    make_practitioner(title="Draft", locations=[st_paul], live=False)
    assert practitioners_at(st_paul, on=day) == [
        {"name": "Bo Yang, LAc", "away": True},
        {"name": "Elena Ruiz, LAc", "away": False},
    ]
    assert practitioners_at(st_paul, on=day + timedelta(days=1))[0]["away"] is False


def test_nobody_is_known_without_a_location_or_when_the_other_app_fails(st_paul, monkeypatch):
    assert practitioners_at(None, on=NOW.date()) == []

    def broken(location, on):
        raise RuntimeError("Kou Vang")

    monkeypatch.setattr("leads.about.hooks.get_hooks", lambda name: [broken])
    assert practitioners_at(st_paul, on=NOW.date()) == []
