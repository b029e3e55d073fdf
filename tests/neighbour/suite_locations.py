"""The neighbour with `locations`: two kinds of places in one tree, and an admin that works."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page

from locations.markup import phone_reference
from locations.models import LocationPage
from locations.page_cache.layer import PageCache
from tests.neighbour import tree as pages
from tests.neighbour.pictures.models import Picture
from tests.neighbour.places import models as places


@pytest.fixture
def boss(client, db):
    """A client for whom nothing in the admin is forbidden."""
    client.force_login(pages.superuser())
    return client


def text_of(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_location_pages_are_in_one_tree(tree):
    theirs, ours = Page.objects.get(slug="parking"), Page.objects.get(slug="st-paul")
    assert type(theirs.specific) is places.LocationPage
    assert type(ours.specific) is LocationPage
    assert theirs.locationpage == tree.parking
    assert ours.clinic_locations_locationpage == tree.st_paul
    assert not hasattr(ours, "locationpage")


def test_each_location_page_shows_its_own_facts(tree, client):
    assert "Parking: the bell at the gate" in text_of(client, tree.parking)
    assert pages.ST_PAUL_PHONE in text_of(client, tree.st_paul)


def test_pages_of_the_plugin_stand_in_the_projects_frame(tree, client, settings):
    settings.CLINIC = {"BASE_TEMPLATE": "neighbour/clinic.html"}
    for page in (tree.clinics, tree.st_paul):
        text = text_of(client, page)
        assert '<body class="neighbour">' in text
        assert "THE NEIGHBOUR" in text
        assert "clinic/clinic.css" in text


def test_plugin_has_a_frame_for_a_project_without_one(tree, client, settings):
    settings.CLINIC = {}
    assert "clinic/clinic.css" in text_of(client, tree.st_paul)


def test_page_cache_is_one_line_of_the_projects_wsgi():
    from tests.neighbour.wsgi import application

    assert isinstance(application, PageCache)


def test_phone_reference_works_in_the_projects_own_text(tree, client):
    tree.news.body = f"<p>Call {phone_reference(tree.edina.pk)}.</p>"
    tree.news.save()
    assert f'href="tel:+19525550145">{pages.EDINA_PHONE}</a>' in text_of(client, tree.news)


def test_editor_of_the_projects_own_text_has_the_button(tree, boss):
    form = boss.get(reverse("wagtailadmin_pages:edit", args=[tree.news.pk])).content.decode()
    assert "CLINIC_PHONE" in form
    assert "clinic/admin/live_fact.js" in form


def test_picture_of_a_location_is_one_of_the_projects(tree, client):
    tree.st_paul.image = pages.picture()
    tree.st_paul.save()
    assert LocationPage._meta.get_field("image").related_model is Picture
    assert "/media/images/house" in text_of(client, tree.st_paul)


def test_pages_lead_machines_only_where_the_project_has_addresses_for_them(tree, client):
    text = text_of(client, tree.st_paul)
    assert '"@type":"MedicalClinic"' in text
    offered = client.get("/llms.txt").status_code == 200
    assert ("index.md" in text) == ("og:image" in text) == offered


def test_reader_gets_no_cookie(tree, client):
    for page in (tree.clinics, tree.st_paul, tree.edina):
        assert not client.get(page.url).cookies


def test_cache_holds_no_name_that_could_be_the_projects(tree, client):
    for page in (tree.clinics, tree.st_paul, tree.news):
        text_of(client, page)
    names = {key.split(":", 2)[2] for key in cache._cache}
    assert not {name for name in names if not name.startswith(("clinic", "wagtail"))}


def test_every_menu_item_of_the_admin_answers(tree, boss):
    from wagtail.admin.menu import admin_menu, help_menu, reports_menu, settings_menu

    menus = (admin_menu, help_menu, reports_menu, settings_menu)
    addresses = {item.url for menu in menus for item in menu.registered_menu_items}
    local = {url for url in addresses if url.startswith("/")}
    assert {reverse("wagtailadmin_explore_root"), reverse("wagtailsnippets:index")} <= local
    assert {url: status for url in local if (status := status_of(boss, url)) != 200} == {}


def test_projects_own_leads_are_still_snippets(boss):
    places.Lead.objects.create(name="Wants a parking ticket")
    listing = boss.get(reverse("wagtailsnippets_neighbour_places_lead:list"))
    assert "Wants a parking ticket" in listing.content.decode()


def status_of(client, url):
    return client.get(url, follow=True).status_code


def test_admin_edits_every_page_of_the_tree(tree, boss):
    for page in Page.objects.filter(depth__gt=1):
        for name in ("edit", "history", "usage"):
            assert status_of(boss, reverse(f"wagtailadmin_pages:{name}", args=[page.pk])) == 200


def test_admin_offers_both_kinds_of_location(tree, boss):
    for model, parent in ((places.LocationPage, tree.home), (LocationPage, tree.clinics)):
        kind = [model._meta.app_label, model._meta.model_name, parent.pk]
        assert status_of(boss, reverse("wagtailadmin_pages:add", args=kind)) == 200


def test_wagtails_commands_run(tree):
    for command in ("update_index", "rebuild_references_index", "fixtree"):
        call_command(command, verbosity=0)
