"""Every look at a person is written down, and who only looks on sees half a number."""

from datetime import timedelta

import pytest

from leads.actions.looking import exported
from leads.inbox.privacy import masked_email, masked_phone
from leads.models import AccessKind, EventKind, LeadAccess, LeadEvent, Right, search
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "+16125550199", "mia@example.com"


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def lead(st_paul):
    return make_lead(st_paul, phone=PHONE, phone_typed="612 555 0199", email=EMAIL)


def url(lead, name=""):
    return f"/admin/clinic/inbox/{lead.pk}/{name}"


def looks(kind=AccessKind.VIEWED):
    return LeadAccess.objects.filter(kind=kind)


def test_opening_a_lead_is_written_down_once_per_look(client, st_paul, lead, time_machine):
    time_machine.move_to(WEDNESDAY, tick=False)
    ada = make_desk("Ada Berg", st_paul)
    client.force_login(ada)
    client.get(url(lead))
    client.get(url(lead))
    assert looks().get().by == ada
    assert looks().get().lead == lead
    time_machine.move_to(WEDNESDAY + timedelta(minutes=6), tick=False)
    client.get(url(lead))
    assert looks().count() == 2


def test_two_people_look_twice(client, st_paul, lead):
    for name in ("Ada Berg", "Bo Lind"):
        client.force_login(make_desk(name, st_paul))
        client.get(url(lead))
    assert set(looks().values_list("by_name", flat=True)) == {"Ada Berg", "Bo Lind"}


def test_who_may_not_see_leaves_no_trace(client, lead):
    client.force_login(make_desk("Cy Dahl", make_location("Edina")))
    assert client.get(url(lead)).status_code == 404
    assert client.post(url(lead, "reveal/")).status_code == 404
    assert not LeadAccess.objects.exists()


def test_onlooker_sees_the_end_of_a_number_until_they_ask(client, st_paul, lead, time_machine):
    time_machine.move_to(WEDNESDAY, tick=False)
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    page = client.get(url(lead)).text
    assert "0199" in page
    for whole in (PHONE, "555-0199", "612 555 0199", EMAIL):
        assert whole not in page
    assert client.post(url(lead, "reveal/")).status_code == 302
    assert looks(AccessKind.REVEALED).count() == 1
    page = client.get(url(lead)).text
    assert PHONE in page
    assert EMAIL in page
    time_machine.move_to(WEDNESDAY + timedelta(minutes=6), tick=False)
    assert EMAIL not in client.get(url(lead)).text


def test_onlooker_reads_no_contact_in_the_timeline_and_finds_none_by_guessing(
    client, st_paul, lead
):
    LeadEvent.objects.create(
        lead=lead,
        kind=EventKind.FOLLOWED_UP,
        data={"phone_typed": "651 555 0123", "email": "other@example.com", "topic": "Knee"},
    )
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    page = client.get(url(lead)).text
    assert "Knee" in page
    assert "0123" not in page
    assert "other@example.com" not in page
    for typed in ("0199", "mia@example", "mia example", "6125550199", "example.com", "0123"):
        assert f"/inbox/{lead.pk}/" not in found(client, typed)
    client.force_login(make_desk("Ada Berg", st_paul))
    for typed in ("0199", "mia@example", "example.com"):
        assert f"/inbox/{lead.pk}/" in found(client, typed), typed


@pytest.mark.parametrize("is_searched_by", ["the index", "reading"])
def test_onlooker_spells_no_address_letter_by_letter(client, monkeypatch, st_paul, is_searched_by):
    """Nor where they work on the leads of another location only."""
    if is_searched_by == "reading":
        monkeypatch.setattr(search, "MOST_FOUND", 0)
    theirs = make_lead(st_paul, name="José Vang", email="quillonmcbride@example.org", phone="")
    ours = make_lead(make_location("Edina"), name="José Lee", email="quillonlee@example.org")
    olga = make_desk("Olga Rud", st_paul, rights=[Right.SEE])
    olga.groups.add(make_desk("Ada Berg", ours.location).groups.get())
    client.force_login(olga)
    for typed in ("quillonmcbride", "quill", "mcb", "example", "jose quill", "quillon@"):
        assert f"/inbox/{theirs.pk}/" not in found(client, typed), typed
    assert f"/inbox/{ours.pk}/" in found(client, "jose quillonlee")
    both = found(client, "jose")
    assert f"/inbox/{theirs.pk}/" in both
    assert f"/inbox/{ours.pk}/" in both


def found(client, text):
    """The page of what is found for `text`."""
    return client.post("/admin/clinic/inbox/search/", {"q": text}, follow=True).text


def test_screen_that_says_what_was_wrong_is_a_look_as_well(client, st_paul, lead):
    client.force_login(make_desk("Ada Berg", st_paul))
    assert client.post(url(lead, "note/"), {"text": ""}).status_code == 422
    assert looks().count() == 1


def test_who_works_on_leads_sees_the_number_at_once(client, st_paul, lead):
    client.force_login(make_desk("Ada Berg", st_paul))
    page = client.get(url(lead)).text
    assert PHONE in page
    assert EMAIL in page
    assert "reveal/" not in page


def test_only_a_manager_reads_who_looked(client, st_paul, lead):
    client.force_login(make_desk("Ada Berg", st_paul))
    assert "Who looked" not in client.get(url(lead)).text
    client.force_login(make_desk("Max Holm", st_paul, rights=[Right.SEE, Right.MANAGE]))
    page = client.get(url(lead)).text
    assert "Who looked" in page
    assert "Ada Berg" in page


@pytest.mark.parametrize(
    ("shown", "masked"),
    [
        ("612-555-0199", "•••-•••-0199"),
        ("+1 612 555 0199", "+• ••• ••• 0199"),
        ("0199", "0199"),
        ("", ""),
    ],
)
def test_masked_phone_keeps_the_end(shown, masked):
    assert masked_phone(shown) == masked


def test_masked_email_says_neither_name_nor_host():
    assert masked_email("mia@example.com") == "m••••••@••••••"
    assert masked_email("") == ""


def test_export_is_written_down_without_a_lead(st_paul):
    ada = make_desk("Ada Berg", st_paul)
    access = exported(by=ada, at=WEDNESDAY, data={"rows": 3})
    assert (access.lead, access.by_name, access.data) == (None, "Ada Berg", {"rows": 3})


# In a list


INDEX = "/admin/clinic/inbox/"


def test_names_in_a_list_are_written_down_with_each_lead_once_a_day(client, st_paul, time_machine):
    time_machine.move_to(WEDNESDAY, tick=False)
    mia, kou = make_lead(st_paul, name="Mia Graf"), make_lead(st_paul, name="Kou Vang")
    make_lead(st_paul, name="")
    make_lead(make_location("Edina"), name="Ana Ruiz")
    olga = make_desk("Olga Rud", st_paul, rights=[Right.SEE])
    client.force_login(olga)
    client.get(INDEX)
    assert not LeadAccess.objects.exists()  # initials only
    client.post(f"{INDEX}names/", {"names": "shown"})
    client.head(INDEX)
    assert not LeadAccess.objects.exists()
    for _time in range(2):
        client.get(INDEX)
        assert set(looks(AccessKind.LISTED).values_list("lead", "by")) == {
            (mia.pk, olga.pk),
            (kou.pk, olga.pk),
        }
        assert looks(AccessKind.LISTED).count() == 2
    new = make_lead(st_paul, name="Lea Moua")
    client.get(f"{INDEX}results/")
    assert looks(AccessKind.LISTED).get(lead=new).by_name == "Olga Rud"
    time_machine.move_to(WEDNESDAY + timedelta(hours=13), tick=False)
    client.force_login(olga)
    client.post(f"{INDEX}names/", {"names": "shown"})
    client.get(INDEX)
    assert looks(AccessKind.LISTED).count() == 6


def test_name_that_a_colleague_has_opened_is_read_by_who_sees_it_in_the_list(client, st_paul, lead):
    LeadAccess.objects.create(lead=lead, kind=AccessKind.VIEWED, by=make_desk("Ada Berg", st_paul))
    lead.name = "Mia Graf"
    lead.save()
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    client.get(INDEX)
    assert looks(AccessKind.LISTED).get().by_name == "Olga Rud"


def test_name_that_was_searched_for_is_read_as_well(client, st_paul, lead):
    lead.name = "Mia Graf"
    lead.save()
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    found(client, "graf")
    assert looks(AccessKind.LISTED).get().lead == lead


def test_names_of_the_persons_other_leads_are_read_on_the_screen(client, st_paul, lead):
    other = make_lead(st_paul, name="Mia Graf", email=EMAIL)
    client.force_login(make_desk("Ada Berg", st_paul))
    client.get(url(lead))
    assert looks(AccessKind.LISTED).get().lead == other


def test_manager_reads_who_read_the_name_in_a_list(client, st_paul, lead):
    lead.name = "Mia Graf"
    lead.save()
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    found(client, "graf")
    client.force_login(make_desk("Max Holm", st_paul, rights=[Right.SEE, Right.MANAGE]))
    page = client.get(url(lead)).text
    assert "Olga Rud · Read the name in the list" in page
