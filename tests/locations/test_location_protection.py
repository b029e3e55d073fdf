"""A location whose number is in a text, or that has leads, does not disappear by a click."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from leads.models import Delivery, DeliveryKind, Lead, WebhookEndpoint
from locations.markup import phone_reference
from locations.models import LocationPage
from tests.factories import (
    bind_site,
    home_page,
    make_article,
    make_location,
    make_practitioner,
    make_site,
)

pytestmark = pytest.mark.django_db

KEPT = "Not deleted: “St. Paul”. First choose something else in the text of “Hip pain”"


@pytest.fixture
def boss(client):
    user = get_user_model().objects.create_superuser("boss", "boss@clinic.example", "secret")
    client.force_login(user)
    return user


@pytest.fixture
def st_paul() -> LocationPage:
    return make_location("St. Paul")


@pytest.fixture
def article(st_paul):
    return article_about(st_paul, title="Hip pain")


def article_about(location: LocationPage, **facts):
    return make_article(body=[("text", f"<p>{phone_reference(location.pk)}</p>")], **facts)


def make_lead(location: LocationPage) -> Lead:
    return Lead.objects.create(
        reference="AB12", idempotency_key="k", body_digest="d", location=location
    )


def said(response) -> str:
    """The messages on the page that the answer leads to."""
    return " ".join(str(message) for message in response.context["messages"])


def url_of(action: str, page: Page) -> str:
    return reverse(f"wagtailadmin_pages:{action}", args=[page.pk])


def bulk_url(action: str, *pages: Page) -> str:
    query = "&".join(f"id={page.pk}" for page in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?{query}"


def is_there(page: Page) -> bool:
    return Page.objects.filter(pk=page.pk).exists()


def is_live(page: Page) -> bool:
    return Page.objects.filter(pk=page.pk, live=True).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_location_in_a_text_is_not_deleted(boss, client, st_paul, article, method):
    response = getattr(client, method)(url_of("delete", st_paul), follow=True)
    assert response.redirect_chain == [(url_of("edit", st_paul), 302)]
    assert KEPT in said(response)
    assert f'href="{url_of("usage", st_paul)}"' in said(response)
    assert is_there(st_paul)


def test_location_in_a_text_is_not_unpublished(boss, client, st_paul, article):
    response = client.post(url_of("unpublish", st_paul), follow=True)
    assert response.redirect_chain == [(url_of("edit", st_paul), 302)]
    assert "Hip pain" in said(response)
    assert is_live(st_paul)


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_location_in_a_text_does_not_go_in_bulk(boss, client, st_paul, article, action):
    edina = make_location("Edina")
    response = client.post(bulk_url(action, edina, st_paul), follow=True)
    assert "Hip pain" in said(response)
    assert is_live(st_paul)
    assert is_live(edina)


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_location_in_a_block_does_not_go(boss, client, st_paul, action):
    make_article(title="Knees", body=[("phone", {"location": st_paul, "role": "main"})])
    response = client.post(url_of(action, st_paul), follow=True)
    assert "Knees" in said(response)
    assert is_live(st_paul)


def test_location_in_a_text_does_not_go_with_its_parent(boss, client, st_paul, article):
    make_location("Edina")
    index = st_paul.get_parent()
    response = client.post(url_of("delete", index), follow=True)
    assert KEPT in said(response)
    response = client.post(url_of("unpublish", index), {"include_descendants": "on"}, follow=True)
    assert "Hip pain" in said(response)
    assert is_live(st_paul)


def test_parent_alone_is_unpublished(boss, client, st_paul, article):
    index = st_paul.get_parent()
    client.post(url_of("unpublish", index))
    assert not is_live(index)
    assert is_live(st_paul)


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_location_that_no_text_shows_goes(boss, client, st_paul, action):
    make_practitioner(locations=[st_paul])
    bind_site(make_site("stpaul.localhost"), location=st_paul)
    client.post(url_of(action, st_paul))
    assert not is_live(st_paul)


def test_texts_that_go_along_hold_nothing_back(boss, client, st_paul, article, settings):
    settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 100
    trunk = home_page().add_child(instance=Page(title="Old site"))
    st_paul.get_parent().specific.move(trunk, pos="last-child")
    article.get_parent().specific.move(trunk, pos="last-child")
    client.post(url_of("delete", Page.objects.get(pk=trunk.pk)))
    assert not is_there(st_paul)


def test_other_pages_are_deleted_as_ever(boss, client, article):
    client.post(url_of("delete", article))
    assert not is_there(article)
    other = make_article()
    client.post(bulk_url("delete", other))
    assert not is_there(other)


def test_message_lists_a_few_of_many_texts(boss, client, st_paul):
    for number in range(10):
        article_about(st_paul, title=f"Article {number}.")
    assert said(client.post(url_of("delete", st_paul), follow=True)).count("“Article") == 8
    assert " and 2 more." in said(client.post(url_of("delete", st_paul), follow=True))


def test_title_of_a_text_is_escaped(boss, client, st_paul):
    article_about(st_paul, title="<script>alert(1)</script>")
    message = said(client.post(url_of("delete", st_paul), follow=True))
    assert "<script>" not in message
    assert "&lt;script&gt;" in message


@pytest.mark.parametrize("page_of", [lambda page: page, lambda page: page.get_parent()])
def test_location_with_leads_is_not_deleted(boss, client, st_paul, page_of):
    make_lead(st_paul)
    response = client.post(url_of("delete", page_of(st_paul)), follow=True)
    assert "Not deleted: “St. Paul”. Still needed by: leads." in said(response)
    assert is_there(st_paul)


def test_location_with_leads_is_not_deleted_in_bulk(boss, client, st_paul):
    make_lead(st_paul)
    response = client.post(bulk_url("delete", st_paul), follow=True)
    assert "Not deleted: “St. Paul”. Still needed by: leads." in said(response)
    assert is_there(st_paul)


@pytest.mark.parametrize("goes", ["itself", "with its parent", "in bulk"])
def test_location_goes_with_what_its_webhook_has_sent(boss, client, st_paul, goes):
    facts = {"name": "Till", "url": "https://till.example/hook", "occasions": ["received"]}
    endpoint = WebhookEndpoint.objects.create(location=st_paul, **facts)
    now = timezone.now()
    Delivery.objects.create(
        kind=DeliveryKind.WEBHOOK, endpoint=endpoint, created_at=now, next_attempt_at=now
    )
    if goes == "in bulk":
        answer = client.post(bulk_url("delete", st_paul), follow=True)
    else:
        page = st_paul if goes == "itself" else st_paul.get_parent()
        answer = client.post(url_of("delete", page), follow=True)
    assert "deleted" in said(answer)
    assert not LocationPage.objects.filter(pk=st_paul.pk).exists()
    assert not WebhookEndpoint.objects.exists()
    assert not Delivery.objects.exists()


def test_location_whose_webhook_has_sent_nothing_goes(boss, client, st_paul):
    facts = {"name": "Till", "url": "https://till.example/hook", "occasions": ["received"]}
    WebhookEndpoint.objects.create(location=st_paul, **facts)
    client.post(url_of("delete", st_paul))
    assert not LocationPage.objects.exists()
    assert not WebhookEndpoint.objects.exists()


def test_location_with_leads_is_unpublished(boss, client, st_paul):
    make_lead(st_paul)
    client.post(url_of("unpublish", st_paul))
    assert not is_live(st_paul)


def test_leads_are_in_no_list_of_uses(boss, client, st_paul, article):
    lead = make_lead(st_paul)
    assert ReferenceIndex.get_grouped_references_to(st_paul).count() == 1
    html = client.get(url_of("usage", st_paul)).content.decode()
    assert "Hip pain" in html
    assert lead.reference not in html


def test_editor_of_a_location_says_how_many_pages_follow(boss, client, st_paul):
    html = client.get(url_of("edit", st_paul)).content.decode()
    assert "No page has these numbers in its text yet." in html
    for _number in range(2):
        article_about(st_paul)
    html = " ".join(client.get(url_of("edit", st_paul)).content.decode().split())
    assert "2 pages have these numbers in their text." in html
    assert f'<a href="{url_of("usage", st_paul)}">Show where</a>' in html
    assert client.get(url_of("usage", st_paul)).status_code == 200


def test_form_of_a_new_location_has_no_usage(boss, client, st_paul):
    url = reverse(
        "wagtailadmin_pages:add", args=["clinic_locations", "locationpage", st_paul.get_parent().pk]
    )
    response = client.get(url)
    assert response.status_code == 200
    assert "these numbers" not in response.content.decode()
