"""The repair of the OpenAPI document that Wagtail's v3 and django-ninja make: one small step.

What was wrong with it, as of Wagtail 8.0 and ninja 1.7:

- ``AllowAnonymous`` is named as a security scheme and is none, which no validator lets pass;
- GET and HEAD of one operation have one operationId;
- what v3 answers when something is wrong (400, 401, 404, 422, redirects) is not said;
- of a problem's media type it says nothing.
"""

from collections.abc import Collection, Iterator
from copy import deepcopy
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language
from ninja import NinjaAPI
from wagtail.api.v3.errors import ProblemDetail

Document = dict[str, Any]

PROBLEM = "application/problem+json"
_REPAIRED = "_clinic_repaired"
# What Wagtail's operations may answer, and what further those that ask for a token do.
_PROBLEMS = (400, 404, 422)
_REFUSED = (401, 403)
# Operations that find something and lead to it.
_REDIRECTING = {"pages_find", "redirects_find"}
_LOCATION = {"schema": {"type": "string"}, "description": "Where it is", "required": True}
_METHODS = ("get", "head", "post", "put", "patch", "delete")


def repair(api: NinjaAPI) -> None:
    """Let the API hand out a repaired document, from now on."""
    if getattr(api, _REPAIRED, False):
        return
    setattr(api, _REPAIRED, True)
    make = api.get_openapi_schema

    made: dict[tuple[str | None, ...], Document] = {}

    @wraps(make)
    def repaired(**kwargs: Any) -> Document:
        if any(kwargs.values()):  # addresses that visitors have a say in
            return repaired_document(make(**kwargs), wagtails=set(_ids_of_wagtail(api)))
        # Most of a second of work. Once an API has its addresses it says the same for ever.
        mounted = (get_script_prefix(), get_urlconf(), get_language())
        if mounted not in made:
            made[mounted] = repaired_document(make(**kwargs), wagtails=set(_ids_of_wagtail(api)))
        return deepcopy(made[mounted])

    api.get_openapi_schema = repaired  # type: ignore[method-assign,assignment]


def _ids_of_wagtail(api: NinjaAPI) -> Iterator[str]:
    """The operationIds of Wagtail's own operations."""
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                if operation.view_func.__module__.startswith("wagtail."):
                    yield operation.operation_id or api.get_openapi_operation_id(operation)


def repaired_document(document: Document, *, wagtails: Collection[str] = ()) -> Document:
    """The document, valid and complete. What is right already stays as it is.

    `wagtails` are the operationIds of operations that do not say what else they answer.
    """
    known = _drop_schemes(document)
    for path, method, operation in _operations(document):
        _keep_security(operation, known)
        if operation["operationId"] in wagtails:
            _add_problems(document, operation)
        _problems_are_problems(operation)
        if method == "head":
            _as_head(document["paths"][path], operation)
    return document


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _drop_schemes(document: Document) -> set[str]:
    """Take out what is no scheme, and return the names of those that are."""
    schemes = document["components"].get("securitySchemes", {})
    kept = {name: scheme for name, scheme in schemes.items() if _is_scheme(scheme)}
    document["components"]["securitySchemes"] = kept
    return set(kept)


def _is_scheme(scheme: Document) -> bool:
    return bool(scheme.get("type")) and (scheme["type"] != "http" or "scheme" in scheme)


def _keep_security(operation: Document, known: set[str]) -> None:
    """An operation for everybody says so: ``{}`` in the place of a scheme that is none."""
    if "security" in operation:
        named = (set(one) for one in operation["security"])
        operation["security"] = [{name: [] for name in names & known} for names in named]


def _add_problems(document: Document, operation: Document) -> None:
    """What Wagtail's operations answer beside what they say: problems, and a redirect."""
    answers = operation["responses"]
    if operation["operationId"] in _REDIRECTING and 200 in answers:
        del answers[200]
        answers[302] = {"description": "Found", "headers": {"Location": _LOCATION}}
    protected = any(operation.get("security", ()))
    for status in _PROBLEMS + (_REFUSED if protected else ()):
        phrase = HTTPStatus(status).phrase
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/WagtailProblem"}}}
        answers.setdefault(status, {"description": phrase, "content": content})
    document["components"]["schemas"].setdefault(
        "WagtailProblem", ProblemDetail.model_json_schema()
    )


def _problems_are_problems(operation: Document) -> None:
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[PROBLEM] = content.pop("application/json")


def _as_head(methods: Document, operation: Document) -> None:
    """HEAD is answered as GET is, without a body."""
    answers = {
        status: {"description": answer["description"]}
        for status, answer in operation["responses"].items()
    }
    name = f"{operation['operationId']}_head"
    methods["head"] = operation | {"operationId": name, "responses": answers}
