"""What a page costs: the same few queries, however much it shows."""

import pytest
from wagtail.models import PageViewRestriction

from tests.clinic import Clinic
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("links", [1, 3])
def test_pages_cost_the_same_queries_however_much_they_list(
    client, django_assert_num_queries, links
):
    clinic = Clinic(links=links)
    for name, queries in QUERIES.items():
        url = clinic.page(name).get_url()
        client.get(url)  # cuts the pictures, and fills what Wagtail keeps: sites, content types
        with django_assert_num_queries(queries):
            client.get(url)


# Of these eight are on every page: the site, its language, its front page, the way to the page
# with the menu, the page, the clinic, the site's settings and the locations. Where there is running
# text or a disclaimer, one asks whether glossary and disclaimers are still what the process knows.
QUERIES = {
    "home": 14,
    "location": 12,
    "treatment": 14,
    "condition": 13,
    "practitioner": 13,
    "article": 12,
    "locations": 10,
    "treatments": 10,
    "conditions": 10,
    "practitioners": 10,
    "articles": 11,  # how many there are, for the pages of the list
}


def test_a_private_page_elsewhere_costs_the_others_nothing(client, django_assert_num_queries):
    clinic = Clinic()
    private = make_article()
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="x")
    url = clinic.page("article").get_url()
    client.get(url)
    with django_assert_num_queries(QUERIES["article"]):
        client.get(url)
