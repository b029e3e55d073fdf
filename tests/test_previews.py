"""What editors see of a draft, and of a block before they choose it."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.blocks import Block
from wagtail.models import Page

from cms.settings import base
from conditions.blocks import BodyBlock
from conditions.clinical import FAQBlock, FindingsBlock, RedFlagsBlock
from conditions.models import (
    ArticleIndexPage,
    ArticlePage,
    ConditionPage,
    PractitionerPage,
    TreatmentPage,
)
from tests.clinic import ALL, Clinic, links_of, soup_of
from tests.factories import index_page, make_article, make_practitioner

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def test_drafts_can_be_previewed(clinic):
    for name in ALL:
        draft = clinic.page(name).save_revision().as_object()
        draft.title = "A new title"
        response = draft.make_preview_request()
        assert response.status_code == 200, name
        assert "A new title" in response.content.decode(), name


def test_preview_of_a_practitioner_shows_the_places_of_the_draft(clinic):
    practitioner = clinic.practitioners[0]
    practitioner.location_links = [
        link for link in practitioner.location_links.all() if link.location_id == clinic.edina.pk
    ]
    soup = BeautifulSoup(practitioner.make_preview_request().content, "html.parser")
    facts = links_of(soup.main.find(class_="facts"))
    assert clinic.edina.get_url() in facts
    assert clinic.st_paul.get_url() not in facts


STREAMS = [BodyBlock, FAQBlock, FindingsBlock, RedFlagsBlock]


@pytest.mark.parametrize(
    ("stream", "name"), [(stream, name) for stream in STREAMS for name in stream.base_blocks]
)
def test_block_can_be_previewed_as_readers_see_it(admin_client, clinic, stream, name):
    block: Block = stream().child_blocks[name]
    assert block.is_previewable
    url = f"{reverse('wagtailadmin_block_preview')}?id={block.definition_prefix}"
    soup = soup_of(admin_client, url)
    assert soup.find("link", rel="stylesheet")["href"].endswith("clinic/clinic.css")
    assert soup.main.find(class_=f"block-{name}").get_text(strip=True)


@pytest.mark.parametrize("model", [ArticlePage, ConditionPage, TreatmentPage, PractitionerPage])
def test_page_that_is_being_written_can_be_previewed(clinic, model):
    stranger = make_practitioner(title="Works elsewhere")
    make_article(title="By nobody", author=None)
    page = model(title="New", slug="new")
    parent = index_page(ArticleIndexPage)
    page.depth, page.path = parent.depth + 1, Page._get_children_path_interval(parent.path)[1]
    page.set_url_path(parent)
    response = page.make_preview_request()
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert not {stranger.get_url(), "/articles/by-nobody/"} & links_of(soup)


def test_styleguide_shows_every_block_and_card(client, clinic):
    soup = soup_of(client, "/dev/styleguide/")
    shown = {note.get_text(strip=True) for note in soup.main.find_all(class_="card__note")}
    assert {name for stream in STREAMS for name in stream.base_blocks} <= shown
    assert {clinic.conditions[0].get_url(), clinic.articles[0].get_url()} <= links_of(soup.main)
    levels = [int(heading.name[1]) for heading in soup.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_styleguide_is_for_developers_only():
    assert not base.SHOW_STYLEGUIDE
