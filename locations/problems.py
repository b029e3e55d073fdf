"""Problems as our part of the API tells them: RFC 9457, in words that a visitor can be shown.

Our routers join the API of Wagtail (`wagtail.api.v3`), which has handlers of its own; only what
goes wrong in *our* operations is told like this. A router of ours is made by `clinic_router` and
joined in `AppConfig.ready()`, where the project has that API:

    if apps.is_installed("wagtail.api.v3"):
        from .api import join

        join()

`join` calls `join_api("/things/", router)`. Once the project's URLs are read it is too late.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, Throttled
from ninja.errors import ValidationError as InvalidRequest
from ninja.operation import PathView
from pydantic import Field

from .content_languages import asked_language, named_language
from .directory import Directory
from .value_words import words_for

PROBLEM_JSON = "application/problem+json"
# What is wrong, for programs. "about:blank" says: what the status says, and no more.
PLAIN_TYPE = "about:blank"
INVALID_TYPE = "urn:wagtail-clinic:invalid"
UNAVAILABLE_TYPE = "urn:wagtail-clinic:unavailable"

RETRY_AFTER_SECONDS = 60
# More in one answer help nobody, and would let a small body ask for a large answer.
MOST_ERRORS = 50
# The same of parameters that are not ours.
MOST_NAMES, LONGEST_NAME = 10, 100

Run = Callable[..., HttpResponseBase]

# Where a request says that our operation answers it, and where our API says that it is ready.
OURS = "_clinic_api"


class Contact(Schema):
    """A location that can be rung."""

    location: str = Field(examples=["Edina"])
    phone: str = Field(description="The number in E.164.", examples=["+19523034115"])
    phone_display: str = Field(
        description="The number as it is written.", examples=["952-303-4115"]
    )


class FieldProblem(Schema):
    """One thing that is wrong, and where. One of pointer, parameter and header is given."""

    detail: str = Field(description="What is wrong, to be shown beside the field.")
    code: str = Field(description="What is wrong, for programs.", examples=["required"])
    pointer: str | None = Field(
        default=None,
        description="JSON pointer into the body, as a URI fragment.",
        examples=["#/phone"],
    )
    parameter: str | None = Field(
        default=None, description="Name of a parameter of the path or query."
    )
    header: str | None = Field(default=None, description="Name of a header.")


class Problem(Schema):
    """What went wrong (RFC 9457), in the language that was asked for."""

    type: str = Field(PLAIN_TYPE, description="What kind of problem it is, for programs.")
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: str = Field("", description="What is wrong and what to do, to be shown to people.")
    errors: list[FieldProblem] | None = None
    contacts: list[Contact] | None = Field(
        default=None, description="Whom to ring instead, when we cannot help."
    )


class ProblemError(Exception):
    """Raised anywhere in an operation of ours; it becomes the answer."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        kind: str = PLAIN_TYPE,
        errors: Sequence[FieldProblem] = (),
        contacts: Sequence[Contact] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {kind}")  # an exception may be logged: no words of anybody
        self.problem = Problem(
            type=kind,
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            errors=list(errors[:MOST_ERRORS]) or None,
            contacts=list(contacts) or None,
        )
        self.headers = dict(headers or {})

    def response(self) -> HttpResponse:
        headers = {"Cache-Control": "no-store", **self.headers}
        content = self.problem.model_dump_json(exclude_none=True)
        status = self.problem.status
        return HttpResponse(content, status=status, content_type=PROBLEM_JSON, headers=headers)


def invalid(errors: Sequence[FieldProblem], *, kind: str = INVALID_TYPE) -> ProblemError:
    """422: what was sent cannot be used, field by field."""
    return ProblemError(422, _("Some of this cannot be used."), kind=kind, errors=errors)


def unknown_parameters(names: Iterable[str]) -> ProblemError:
    """422 for parameters that no operation knows: passed over, a misspelt one would do nothing."""
    kind = "extra_forbidden"
    detail = words_for({"type": kind})
    told = [
        FieldProblem(detail=detail, code=kind, parameter=name[:LONGEST_NAME])
        for name in sorted(names)[:MOST_NAMES]
    ]
    return invalid(told)


def not_allowed(methods: Iterable[str]) -> ProblemError:
    """405: the address is right, and takes these `methods` alone."""
    return ProblemError(405, headers={"Allow": ", ".join(sorted(methods))})


def not_found() -> ProblemError:
    return ProblemError(404, _("There is nothing at this address."))


def throttled(
    *, wait: float | None, detail: str = "", contacts: Sequence[Contact] = ()
) -> ProblemError:
    """429: too many requests, from one network if `detail` says nothing else; `wait` in seconds."""
    seconds = max(1, math.ceil(wait or RETRY_AFTER_SECONDS))
    usual = _("Too many requests came from your network. Please try again later, or call us.")
    headers = {"Retry-After": str(seconds)}
    return ProblemError(429, detail or usual, contacts=contacts, headers=headers)


def unavailable(*, contacts: Sequence[Contact] = ()) -> ProblemError:
    """503: the fault is ours, and soon over."""
    detail = _("This does not work at the moment. Please try again in a minute, or call us.")
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return ProblemError(
        503, detail, kind=UNAVAILABLE_TYPE, contacts=contacts or last_contacts(), headers=headers
    )


def last_contacts() -> list[Contact]:
    """Whom to ring when the database cannot be asked: as this process read them last."""
    return contacts_of(Directory.last_known)


def contacts_of(locations: Iterable[Any]) -> list[Contact]:
    """Return the main numbers of locations, without those that have none."""
    return [
        Contact(location=each.title, phone=phone.e164, phone_display=phone.display)
        for each in locations
        if (phone := each.main_phone)
    ]


# What goes wrong in an operation and is no fault of its code. Everything else stays an error.
TOLD = (
    ProblemError,
    InvalidRequest,
    Http404,
    HttpError,
    OperationalError,
    InterfaceError,
    RequestDataTooBig,
    UnreadablePostError,
)


# What an operation says of its problems in the document: `response={200: …, **problems(404)}`.


def problems(*statuses: int) -> dict[int, type[Problem]]:
    """The answers of an operation that are problems, beside what every one of ours may answer."""
    return dict.fromkeys((*statuses, 405, 422, 503), Problem)


# Routers of ours.


class ClinicRouter(Router):
    """A router whose addresses tell in our way, too, by which methods they can be asked."""

    def add_api_operation(self, path: str, *args: Any, **kwargs: Any) -> None:
        self.path_operations.setdefault(path, _ClinicPathView())
        super().add_api_operation(path, *args, **kwargs)


class _ClinicPathView(PathView):
    """The operations at one address, of which none may have the method that was sent."""

    def clone(self) -> "_ClinicPathView":
        copy = super().clone()  # a plain one: ninja makes it so
        own = _ClinicPathView()
        own.__dict__.update(copy.__dict__)
        return own

    def _sync_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self._find_operation(request) is None:
            return _as_ours(self._refuse)(request)
        return super()._sync_view(request, *args, **kwargs)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        methods = {method for operation in self.operations for method in operation.methods}
        return not_allowed(methods).response()


def clinic_router(tag: str) -> Router:
    """Return a router for everybody: no cookie counts, and problems are told in our way."""
    router = ClinicRouter(tags=[tag], auth=None)
    router.add_decorator(_as_ours, mode="view")
    return router


def strictly(known: Iterable[str] = ()) -> Callable[[Run], Run]:
    """Refuse parameters of the query that are not `known`: a misspelt one must not do nothing."""
    names = set(known)

    def decorate(run: Run) -> Run:
        @wraps(run)
        def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if unknown := set(request.GET) - names:
                return unknown_parameters(unknown).response()
            return run(request, *args, **kwargs)

        return strict

    return decorate


def join_api(prefix: str, router: Router) -> None:
    """Add a router of ours to the API of Wagtail. Call it in `AppConfig.ready()`."""
    from wagtail.api.v3.api import api

    tell_our_problems(api)
    api.add_router(prefix, router)


def _as_ours(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whoever asks is a stranger, whatever cookies came along; answer in the language asked for."""

    @wraps(run)
    def ours(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        request.user = AnonymousUser()
        setattr(request, OURS, True)
        language = asked_language(request)
        with override(language):
            try:
                response = run(request, *args, **kwargs)
            except TOLD as error:  # from around the operation, where ninja does not look
                response = problem_of(error).response()
        response.headers.setdefault("Content-Language", language)
        if not named_language(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return ours


def tell_our_problems(api: NinjaAPI) -> None:
    """Let the API tell problems of our operations in our way, and all others as before."""
    if getattr(api, OURS, False):
        return
    setattr(api, OURS, True)
    known = dict(api._exception_handlers)  # ninja has no other way to ask for them
    for kind in TOLD:
        before = next(known[base] for base in kind.__mro__ if base in known)
        api.add_exception_handler(kind, _ours_or(before))


def _ours_or(before: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def handle(request: HttpRequest, error: Exception) -> HttpResponse:
        if getattr(request, OURS, False):
            return problem_of(error).response()
        return before(request, error)

    return handle


def problem_of(error: Exception) -> ProblemError:
    """What an exception is to whoever asked; what it says is not told, unless it is ours."""
    match error:
        case ProblemError():
            return error
        case InvalidRequest():
            return invalid([field_problem(one) for one in error.errors])
        case Throttled():
            return throttled(wait=error.wait)
        case Http404():
            return not_found()
        case RequestDataTooBig():
            detail = _("This is more than we take at once.")
            return ProblemError(413, detail, contacts=last_contacts())
        case UnreadablePostError():
            return ProblemError(400, _("What was sent did not arrive as a whole."))
        case HttpError():
            return _of_status(error.status_code)
    return unavailable()


def _of_status(status: int) -> ProblemError:
    """What ninja itself refuses: 400 is a body that is no JSON."""
    return ProblemError(status, _("What was sent cannot be read as JSON.") if status == 400 else "")


def field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """One error of ninja or pydantic. What was sent is not repeated."""
    source, *path = error["loc"] or ("body",)
    detail, code = words_for(error), str(error["type"])
    if source in ("body", "form"):
        return FieldProblem(detail=detail, code=code, pointer=pointer_to(path[1:]))
    name = str(path[-1]) if path else ""
    if source == "header":
        return FieldProblem(detail=detail, code=code, header=name.replace("_", "-"))
    return FieldProblem(detail=detail, code=code, parameter=name)


def pointer_to(path: Sequence[str | int]) -> str:
    """The JSON pointer (RFC 6901) to a value, as a fragment."""
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in path]
    return "#" + "".join(f"/{part}" for part in parts)
