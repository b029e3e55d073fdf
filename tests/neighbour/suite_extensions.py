"""The neighbour's own routing condition, spam scorer, delivery channel and reader are asked."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from conditions.models import ArticleIndexPage, ArticlePage
from leads.actions import receive
from leads.models import Delivery, DeliveryKind, DeliveryState
from leads.submissions import Submission
from tests.neighbour import extras
from tests.neighbour import tree as pages


@pytest.fixture(autouse=True)
def _empty_pager():
    extras.PAGES.clear()


def asked(**answers):
    answers = {"name": "Pat", "email": "pat@example.com"} | answers
    return receive(submission=Submission(**answers), key=str(answers), at=timezone.now())


def test_condition_decides_before_the_managers_rules(tree):
    lead = asked(topic="About PARKING")
    assert (lead.location, lead.routing["decided_by"]) == (tree.edina, "condition")
    assert lead.routing["rule"] == "tests.neighbour.extras.parking"


def test_condition_that_does_not_hold_decides_nothing(tree):
    lead = asked(topic="A knee", wanted_location_id=tree.st_paul.pk)
    assert lead.routing["decided_by"] == "visitor"
    skipped = ["condition", "tests.neighbour.extras.parking", "condition"]
    somebody_else = asked(topic="Another knee", name="Sam", email="sam@example.com")
    assert skipped in somebody_else.routing["skipped"]


def test_condition_that_fails_costs_the_decision_and_not_the_lead(tree, monkeypatch):
    monkeypatch.setattr(extras, "parking", lambda question: 1 / 0)
    assert asked(topic="A knee").routing["decided_by"] == "fault"


def test_scorer_puts_a_request_into_quarantine(tree):
    assert asked(message="Visit our Casino!").quarantine_reasons == ["project"]
    assert asked(message="My knee").quarantined_at is None


def test_scorer_that_fails_suspects_nobody(tree, monkeypatch):
    monkeypatch.setattr(extras, "advertises", lambda submission: 1 / 0)
    assert asked(message="Visit our Casino!").quarantined_at is None


def test_channel_sends_its_kind_and_no_other(tree):
    lead = asked(topic="Parking")
    call_command("clinic_deliver", verbosity=0)
    assert [lead.reference] == extras.PAGES
    assert [message.to for message in mail.outbox] == [["pat@example.com"]]


def test_channel_that_says_later_is_tried_again(tree, monkeypatch):
    monkeypatch.setattr(extras.Pager, "switched_on", False)
    asked(topic="Parking")
    call_command("clinic_deliver", verbosity=0)
    page = Delivery.objects.get(kind=DeliveryKind.DESK_MAIL)
    assert (page.state, page.last_error) == (DeliveryState.PENDING, "pager is off")


def test_reader_reads_the_projects_kind_of_file(tree, tmp_path):
    pages.add(tree.home, ArticleIndexPage, "Articles")
    note = tmp_path / "knee.note"
    note.write_text("Sore knees\n\nKnees get sore & nobody knows why.\n")
    call_command("clinic_import", str(note), verbosity=0)
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert "Knees get sore &amp; nobody knows why." in str(draft.body)


def test_reader_that_fails_refuses_the_file(tree, tmp_path):
    pages.add(tree.home, ArticleIndexPage, "Articles")
    note = tmp_path / "knee.note"
    note.write_bytes(b"Sore knees\n\n\xff\xfe\n")
    with pytest.raises(CommandError, match="UnicodeDecodeError"):
        call_command("clinic_import", str(note), verbosity=0)
    assert not ArticlePage.objects.exists()
