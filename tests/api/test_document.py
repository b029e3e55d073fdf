"""The document: valid OpenAPI 3.1 with a type for every block, from which clients are made."""

import json

import pytest
from ninja import NinjaAPI
from openapi_spec_validator import OpenAPIV31SpecValidator
from wagtail import blocks

from conditions.blocks import BodyBlock
from locations.api.blocks import type_of
from locations.api.document import repair, repaired_document
from tests.api.cases import try_all
from tests.api.planting import plant

DOCUMENT = "/api/v3/openapi.json"

TOKEN = {"type": "http", "scheme": "bearer"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client) -> dict:
    return client.get(DOCUMENT).json()


def test_document_is_valid(document):
    OpenAPIV31SpecValidator(document).validate()


def test_body_is_a_union_that_type_decides(document):
    schemas = document["components"]["schemas"]
    items = schemas["ClinicArticlePage"]["properties"]["body"]["items"]
    assert items["discriminator"]["propertyName"] == "type"
    assert set(items["discriminator"]["mapping"]) == set(BodyBlock().child_blocks)
    kind = schemas["ClinicCalloutValue"]["properties"]["kind"]
    assert set(kind["enum"]) == {"note", "caution", "urgent", ""}


def test_pages_are_a_union_that_type_decides(document):
    schemas = document["components"]["schemas"]
    items = schemas["ClinicPageList"]["properties"]["items"]["items"]
    assert "clinic_conditions.ConditionPage" in items["discriminator"]["mapping"]
    assert "clinic_home.HomePage" in items["discriminator"]["mapping"]


def test_a_new_block_has_a_type_by_itself():
    class TiledBlock(blocks.StructBlock):
        tiles = blocks.ListBlock(blocks.StructBlock([("n", blocks.IntegerBlock())]))
        width = blocks.ChoiceBlock(choices=[("Group", [("half", "Half")])])

    class WallBlock(blocks.StreamBlock):
        tiled = TiledBlock()
        text = blocks.RichTextBlock()

    from pydantic import TypeAdapter

    schema = TypeAdapter(type_of(WallBlock())).json_schema()
    assert set(schema["items"]["discriminator"]["mapping"]) == {"tiled", "text"}
    assert schema["$defs"]["ClinicTiledValue"]["properties"]["width"]["enum"] == ["", "half"]


def test_every_operation_has_an_id_of_its_own_and_says_what_else_it_answers(document):
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    ids = [one["operationId"] for one in operations]
    assert len(ids) == len(set(ids))
    assert all("422" in one["responses"] for one in operations)
    ours = {one["operationId"]: one for one in operations if one["operationId"][:7] == "clinic_"}
    del ours["clinic_preview"]  # in the form of Wagtail's own
    assert len(ours) > 10
    assert [name for name, one in ours.items() if "405" not in one["responses"]] == []
    problems = [
        content
        for one in operations
        for status, answer in one["responses"].items()
        if int(status) >= 400
        for content in answer.get("content", ())
    ]
    assert set(problems) == {"application/problem+json"}


def test_scheme_that_is_none_becomes_open_to_everybody():
    document = {
        "paths": {
            "/x/": {
                "get": {
                    "operationId": "x",
                    "responses": {"200": {"description": "OK"}},
                    "security": [{"Token": []}, {"AllowAnonymous": []}],
                }
            }
        },
        "components": {
            "schemas": {},
            "securitySchemes": {
                "Token": {"type": "http", "scheme": "bearer"},
                "AllowAnonymous": {},
            },
        },
    }
    repaired = repaired_document(json.loads(json.dumps(document)))
    assert repaired["paths"]["/x/"]["get"]["security"] == [{"Token": []}, {}]
    assert set(repaired["components"]["securitySchemes"]) == {"Token"}


def test_document_of_the_writing_api_is_valid_too(client):
    """With writes, tokens are a scheme, and AllowAnonymous still is none."""
    from wagtail.api.v3.routers.pages import router

    api = NinjaAPI(urls_namespace="writing", openapi_url=None)
    api.add_router("/pages/", router)
    assert api.get_openapi_schema(path_prefix="")["components"]["securitySchemes"]
    document = repaired_document(
        json.loads(json.dumps(api.get_openapi_schema(path_prefix=""), default=str))
    )
    OpenAPIV31SpecValidator(document).validate()


@pytest.mark.usefixtures("search_index")
def test_no_case_is_a_server_error_or_answered_outside_the_document():
    """A few of each operation; `make api-cases` tries thousands."""
    tried = try_all(plant(), cases=300)
    assert tried.total >= 300
    assert not tried.wrong, "\n\n".join(tried.wrong.values())
    assert {status for _label, status in tried.statuses} >= {200, 404, 422}


def test_document_is_made_once_and_nobody_can_spoil_it(monkeypatch):
    """Making it takes most of a second of the processor, and anybody may ask."""
    made = []

    class Api:
        def get_openapi_schema(self, **kwargs):
            made.append(kwargs)
            return {"paths": {}, "components": {}}

        def _get_bound_routers(self):
            return []

    api = Api()
    repair(api)
    first = api.get_openapi_schema(path_params={})
    first["paths"]["/spoilt/"] = {}
    assert api.get_openapi_schema(path_params={})["paths"] == {}
    assert len(made) == 1
    api.get_openapi_schema(path_params={"site": "a"})  # an address of the visitor's choice
    api.get_openapi_schema(path_params={"site": "a"})
    assert len(made) == 3
