"""The neighbour with `conditions`: our clinical pages beside its own of the same names."""

from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page

from conditions import models as ours
from locations.markup import phone_reference
from locations.models import LocationIndexPage, LocationPage
from tests.neighbour import tree as pages
from tests.neighbour.places import models as theirs

LISTS = [
    (ours.ConditionIndexPage, ours.ConditionPage),
    (ours.TreatmentIndexPage, ours.TreatmentPage),
    (ours.PractitionerIndexPage, ours.PractitionerPage),
    (ours.ArticleIndexPage, ours.ArticlePage),
]
RED_FLAGS = {"urgency": "emergency", "heading": "", "text": "<p>You cannot walk.</p>"}


@pytest.fixture(params=LISTS, ids=lambda models: models[1].__name__)
def page(request, tree):
    """A page of each kind, below its list, with a live number where there is running text."""
    list_model, model = request.param
    parent = pages.add(tree.home, list_model, "List")
    facts = {"image": pages.picture()}
    if hasattr(model, "body"):
        facts["body"] = [("text", f"<p>Call {phone_reference(tree.edina.pk)}.</p>")]
    if model is ours.ArticlePage:
        facts["date"] = date(2026, 3, 2)
    if model is ours.ConditionPage:
        facts["red_flags"] = [("card", RED_FLAGS)]
    return pages.add(parent, model, "Sore knee", summary="What helps.", **facts)


def test_every_page_class_of_ours_has_a_namesake_here():
    from wagtail.models import get_page_models

    names = {
        model.__name__ for model in get_page_models() if model._meta.app_label.startswith("clinic_")
    }
    assert {LocationPage.__name__, LocationIndexPage.__name__} < names
    assert ("ConsultationRequestPage" in names) == apps.is_installed("leads")
    assert {name for name in names if not hasattr(theirs, name)} == set()


def test_page_and_its_list_answer(page, client):
    text = client.get(page.url).content.decode()
    assert '<body class="neighbour">' in text
    assert "/media/images/house" in text
    if hasattr(page, "body"):
        assert f'href="tel:+19525550145">{pages.EDINA_PHONE}</a>' in text
    assert "Sore knee" in client.get(page.get_parent().url).content.decode()


def test_machines_read_the_page_in_the_projects_frame(page, client):
    text = client.get(page.url).content.decode()
    assert text.count('<script type="application/ld+json">') == 1
    twin = f"{page.url}index.md"
    assert f'<link rel="alternate" type="text/markdown" href="{twin}">' in text
    assert "# Sore knee" in client.get(twin).content.decode()
    assert twin in client.get("/llms.txt").content.decode()
    assert page.full_url in client.get("/sitemap.xml").content.decode()
    assert client.get("/clinic/feeds/articles.atom").status_code == 200


def test_namesakes_share_the_tree(page, tree):
    namesake = pages.add(tree.home, getattr(theirs, type(page).__name__), "Another")
    for one in (page, namesake):
        assert type(Page.objects.get(pk=one.pk).specific) is type(one)


def test_admin_edits_the_page(page, client):
    client.force_login(pages.superuser())
    assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200


def test_import_writes_a_draft_of_ours(tree, tmp_path):
    pages.add(tree.home, ours.ArticleIndexPage, "Articles")
    text = tmp_path / "knee.txt"
    text.write_text(
        "Sore knees\n\nKnees get sore.\n\n1. Rest\nRest them.\n\n2. Walk\nWalk a little.\n\n"
        f"Call us at {pages.EDINA_PHONE}.\n"
    )
    call_command("clinic_import", str(text), verbosity=0)
    article = ours.ArticlePage.objects.get()
    assert not article.live
    assert not theirs.ArticlePage.objects.exclude(pk=tree.news.pk).exists()
    draft = article.get_latest_revision_as_object()
    assert f'href="tel:+19525550145">{pages.EDINA_PHONE}</a>' in str(draft.body)


def test_import_page_makes_a_draft_of_ours(tree, client):
    pages.add(tree.home, ours.ArticleIndexPage, "Articles")
    client.force_login(pages.superuser())
    text = (
        f"Sore knees\n\nKnees get sore, and nobody knows why.\n\nCall us at {pages.EDINA_PHONE}.\n"
    )
    read = client.post("/cms/clinic/import/", {"text": text})
    review = client.get(read.url)
    assert "Sore knees" in review.content.decode()
    preview = client.get(f"{read.url}preview/").content.decode()
    assert f'href="tel:+19525550145">{pages.EDINA_PHONE}</a>' in preview
    answers = {"title": "Sore knees", "author": "", "date": "", "action": "write"}
    assert client.post(read.url, answers).url == read.url
    assert ours.ArticlePage.objects.get().title == "Sore knees"
    assert b"Import articles" in client.get("/cms/").content
