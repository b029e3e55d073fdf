"""The form inside another page, which a page cache may show to many people."""

from datetime import timedelta

import pytest

from leads.models import Lead
from tests.factories import bind_site, home_page, make_article, make_condition, make_page
from tests.leads.visitor import TYPED, action_of, read, values_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_night")]


@pytest.fixture
def article(clinic):
    block = ("consultation", {"heading": "Talk with us", "show_form": True})
    hip_pain = make_condition(title="Hip pain")
    return make_article(title="Hip pain", body=[block, block], conditions=[hip_pain])


def test_embedded_form_carries_nothing_of_a_visit(client, article):
    """A page cache may show one rendering to many people."""
    first, second = client.get(article.url), client.get(article.url)
    values = values_in(first)
    assert values["key"] == [""]
    assert (values["about"], values["topic"]) == ([str(article.pk)], ["Hip pain"])
    assert values == values_in(second)
    assert not first.cookies


def test_embedded_forms_of_one_page_have_ids_of_their_own(client, article):
    ids = [element["id"] for element in read(client.get(article.url)).select("form.form [id]")]
    assert len(ids) == len(set(ids)) > 20


def test_embedded_form_sends_to_the_request_page(client, clinic, article, time_machine):
    response = client.get(article.url)
    time_machine.shift(60)
    answer = client.post(action_of(response), {**values_in(response), **TYPED})
    assert answer["Location"].startswith(f"{clinic['page'].url}sent/")
    lead = Lead.objects.get()
    assert (lead.about_title, lead.quarantine_reasons) == ("Hip pain", [])


def test_embedded_form_by_two_people_is_two_leads_and_by_two_clicks_one(client, article):
    response = client.get(article.url)
    for name in ("Ana", "Ana", "Ben", "Ben"):
        client.post(action_of(response), {**values_in(response), **TYPED, "name": name})
    assert sorted(Lead.objects.values_list("name", flat=True)) == ["Ana", "Ben"]


def test_embedded_form_of_another_day_is_another_request(client, article, time_machine):
    for _day in range(2):
        response = client.get(article.url)
        client.post(action_of(response), {**values_in(response), **TYPED})
        time_machine.shift(timedelta(days=1))
    assert Lead.objects.count() == 2


def test_embedded_form_with_an_error_goes_on_as_the_request_page(client, clinic, article):
    response = client.get(article.url)
    wrong = client.post(action_of(response), {**values_in(response), **TYPED, "name": ""})
    assert wrong.status_code == 422
    assert read(wrong).h1.text == clinic["page"].title
    assert values_in(wrong)["about"] == [str(article.pk)]
    assert client.post(action_of(wrong), {**values_in(wrong), "name": "Ana"}).status_code == 303
    assert Lead.objects.get().about_title == "Hip pain"


def test_embedded_form_needs_a_request_page(client, clinic, article):
    site = clinic["page"].get_site()
    for nowhere in (None, make_page(type(clinic["page"]), live=False), home_page()):
        bind_site(site, request_page=nowhere)
        assert read(client.get(article.url)).find("form", class_="form") is None
