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


# Of these eight are on every page: the site with its settings and the generation, its language,
# its front page, the way to the page with the menu, the page, the clinic, the locations and the
# announcements. Five of them are remembered as long as the generation lasts: what a page takes then
# is in tests/locations/test_remembering.py.
# Where there is running text or a disclaimer, one asks whether glossary and disclaimers are still
# what the process knows.
QUERIES = {
    "home": 14,
    "location": 12,
    "treatment": 15,  # one of them for the review, here and in what follows
    "condition": 15,  # one of them for the treatments that findings name
    "practitioner": 13,
    "article": 13,
    "locations": 10,
    "treatments": 10,
    "conditions": 10,
    "practitioners": 10,
    "articles": 11,  # how many there are, for the pages of the list
}


def test_findings_that_name_no_treatment_cost_nothing(client, django_assert_num_queries):
    page = Clinic().page("condition")
    for block in page.findings:
        block.value["treatment"] = None
    page.save()
    client.get(page.get_url())
    with django_assert_num_queries(QUERIES["condition"] - 1):
        client.get(page.get_url())


def test_list_of_conditions_costs_the_same_however_many_names_there_are(
    client, django_assert_num_queries
):
    clinic = Clinic(links=3)
    for page in clinic.conditions:
        page.also_called = "sore hip, groin pain, GTPS"
        page.save()
    url = clinic.page("conditions").get_url()
    client.get(url)
    with django_assert_num_queries(QUERIES["conditions"]):
        client.get(url)


def test_a_private_page_elsewhere_costs_the_others_nothing(client, django_assert_num_queries):
    clinic = Clinic()
    private = make_article()
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="x")
    url = clinic.page("article").get_url()
    client.get(url)
    with django_assert_num_queries(QUERIES["article"]):
        client.get(url)
