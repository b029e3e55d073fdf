"""What pages say of other pages: nothing of one that strangers may not see."""

from decimal import Decimal

import pytest
from wagtail.models import PageViewRestriction
from wagtail.rich_text import expand_db_html

from conditions.models import ArticlePage
from conditions.models.reviews import current_review
from locations.markup import reference
from tests.clinic import soup_of
from tests.factories import (
    make_article,
    make_condition,
    make_practitioner,
    make_reviewer,
    make_treatment,
    sign_page,
)

pytestmark = pytest.mark.django_db


def make_private(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_article_says_nothing_of_a_private_author(client):
    mai = make_practitioner(title="Mai Lor", role="Acupuncturist", summary="She needles.")
    article = make_article(title="Walk", author=mai)
    feed = "/feeds/articles.atom"
    twin = f"{article.get_url()}index.md"
    listed = article.get_parent().get_url()
    for url in (article.get_url(), feed, twin, listed):
        assert "Mai Lor" in client.get(url).content.decode(), url
    make_private(mai)
    for url in (article.get_url(), feed, twin, listed):
        answer = client.get(url)
        assert answer.status_code == 200
        for words in ("Mai Lor", "Acupuncturist", "She needles."):
            assert words not in answer.content.decode(), url
    assert ArticlePage.objects.get().shown_author is None  # also where nobody asked beforehand


def test_review_links_to_no_private_reviewer(client):
    ada = make_practitioner(title="Ada Stone")
    page = make_condition()
    sign_page(page, make_reviewer(ada, username="ada"))
    assert soup_of(client, page).select_one(".review a")
    make_private(ada)
    line = soup_of(client, page).select_one(".review")
    assert "Ada Stone" in line.text  # who signed is said, as on the day of the signature
    assert not line.a
    told = client.get(f"/api/v3/clinic/pages/{page.pk}/").json()
    assert told["review"]["reviewer_page"] is None
    assert current_review(type(page).objects.get(pk=page.pk)).reviewer is None


def test_finding_names_no_private_treatment(client):
    needles = make_treatment(title="Secret needles")
    finding = {
        "statement": "It may help",
        "treatment": needles,
        "effect": "may_help",
        "certainty": "low",
        "text": "",
    }
    page = make_condition(findings=[("finding", finding)])
    assert "Secret needles" in soup_of(client, page).select_one(".finding").text
    make_private(needles)
    assert "Secret needles" not in soup_of(client, page).select_one(".finding").text


def test_price_of_a_private_treatment_is_not_told():
    needles = make_treatment(title="Needles", price=Decimal("95"))
    price = reference("clinic-price", needles.pk)
    assert "$95" in expand_db_html(price)
    make_private(needles)
    assert "$95" not in expand_db_html(price)
