"""The neighbour with Wagtail's API v3: the plugin's part comes along."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from locations.models import People, PictureRights
from tests.neighbour import tree as pages

pytestmark = pytest.mark.django_db


def test_document_is_valid_with_tokens_and_page_types_of_the_same_names(client):
    document = client.get("/api/v3/openapi.json").json()
    OpenAPIV31SpecValidator(document).validate()
    assert "/api/v3/clinic/pages/" in document["paths"]
    assert set(document["components"]["securitySchemes"]) == {"BearerTokenAuth"}


def test_site_and_pages_are_told(tree, client):
    site = client.get("/api/v3/site/").json()
    assert [place["name"] for place in site["locations"]] == ["St. Paul", "Edina"]
    listed = client.get("/api/v3/clinic/pages/").json()
    assert [page["title"] for page in listed["items"]] == ["Clinics", "St. Paul", "Edina"]


def test_a_picture_of_the_project_s_own_model_is_told_by_its_key(tree, client):
    tree.st_paul.image = picture = pages.picture()
    tree.st_paul.save()
    told = client.get(f"/api/v3/clinic/pages/{tree.st_paul.pk}/").json()
    assert told["image"]["id"] == str(picture.pk)
    assert set(told["image"]["named"]) == {"tall", "card"}


def test_a_picture_that_must_not_be_shown_is_in_no_list_of_wagtail_s(tree, client):
    """Also where Wagtail's pictures are ready before the plugin is."""
    picture = pages.picture()
    assert client.get("/api/v3/images/").json()["count"] == 1
    PictureRights.objects.create(picture=picture, people=People.REFUSED)
    assert client.get("/api/v3/images/").json()["count"] == 0
    assert client.get(f"/api/v3/images/{picture.pk}/").status_code == 404


def test_pages_of_the_project_are_in_wagtail_s_part_alone(tree, client):
    assert client.get(f"/api/v3/clinic/pages/{tree.parking.pk}/").status_code == 404
    assert client.get(f"/api/v3/pages/{tree.parking.pk}/").status_code == 200
