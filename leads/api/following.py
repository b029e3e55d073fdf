"""See how a request stands, cancel it, correct the number, have it removed: by its link."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from ninja import Path, Router
from ninja.decorators import decorate_view

from locations.directory import Directory
from locations.problems import (
    Contact,
    FieldProblem,
    Problem,
    ProblemError,
    contacts_of,
    invalid,
    not_found,
    problems,
    strictly,
    throttled,
)

from .. import actions
from ..asked import Asked, Expired, NoSuchRequest, find_asked
from ..fields import read_phone
from ..forms import PhoneForm, ProofForm
from ..limits import forget_proofs, wait_for_change, wait_for_proof
from ..waiting_words import changed_too_often, proved_too_often
from .answers import standing_of
from .bodies import strict_json
from .schemas import CorrectedPhone, Locale, Proof, RequestStatus

OVER_TYPE = "urn:wagtail-clinic:request-over"
Token = Annotated[str, Path(description="The token of the status link.", max_length=200)]


def add_to(router: Router) -> None:
    """The operations, on a router of ours."""
    answers = {200: RequestStatus, **problems(404), 410: Problem}
    changing = {**answers, 429: Problem}
    router.get(
        "/{token}/",
        response=answers,
        operation_id="clinic_consultation_status",
        summary="How a request stands",
        url_name="clinic_consultation_status",
    )(standing)
    told = {**changing, 400: Problem, 413: Problem, 415: Problem}
    router.post(
        "/{token}/remove/",
        response=told,
        operation_id="clinic_consultation_remove",
        summary="Remove what was sent",
        url_name="clinic_consultation_remove",
    )(remove)
    router.post(
        "/{token}/cancel/",
        response=told,
        operation_id="clinic_consultation_cancel",
        summary="Cancel a request",
        url_name="clinic_consultation_cancel",
    )(cancel)
    router.post(
        "/{token}/phone/",
        response={**told, 409: Problem},
        operation_id="clinic_consultation_phone",
        summary="Correct the phone number",
        url_name="clinic_consultation_phone",
    )(correct_phone)


@decorate_view(strictly(["locale"]))
def standing(
    request: HttpRequest, response: HttpResponse, token: Token, locale: Locale = ""
) -> RequestStatus:
    """How a request stands, for whoever has its link: nothing of what was sent."""
    _keep_to_yourself(response)
    return standing_of(_asked(token))


@decorate_view(strictly(["locale"]), strict_json)
@sensitive_variables()
def cancel(
    request: HttpRequest, response: HttpResponse, token: Token, sent: Proof, locale: Locale = ""
) -> RequestStatus:
    """The visitor needs nothing any more. The desk is told; an appointment it cancels itself.

    Where there was no phone number, the desk closes the request. Sent again, it changes nothing.
    Of a request that is over it changes nothing either.
    """
    return _change(request, response, token, actions.cancel, proof=sent)


@decorate_view(strictly(["locale"]), strict_json)
@sensitive_variables()
def remove(
    request: HttpRequest, response: HttpResponse, token: Token, sent: Proof, locale: Locale = ""
) -> RequestStatus:
    """Remove what the visitor sent.

    At once (status “removed”), or by the desk (`removal_asked`) where there is an appointment,
    or where we must look into it first. Sent again, it changes nothing.
    """
    return _change(request, response, token, actions.remove, proof=sent)


@decorate_view(strictly(["locale"]), strict_json)
@sensitive_variables()
def correct_phone(
    request: HttpRequest,
    response: HttpResponse,
    token: Token,
    sent: CorrectedPhone,
    locale: Locale = "",
) -> RequestStatus:
    """Say under which number the visitor is reached. The desk sees that it was corrected.

    The same number again changes nothing. 409 when the request is closed.
    """
    form = PhoneForm(sent.model_dump())
    if not form.is_valid():
        raise invalid(_problems_of(form, "phone", pointer="#/phone"))
    typed = form.cleaned_data["phone"]

    def act(*, asked: Asked, at: datetime) -> None:
        actions.correct_phone(asked=asked, phone=read_phone(typed), phone_typed=typed, at=at)

    try:
        return _change(request, response, token, act)
    except actions.NotAllowed as error:
        raise ProblemError(409, str(error), kind=OVER_TYPE) from None


def _change(
    request: HttpRequest,
    response: HttpResponse,
    token: str,
    act: Callable[..., None],
    *,
    proof: Proof | None = None,
) -> RequestStatus:
    """Do something to the request of a link, and tell how it stands then."""
    _keep_to_yourself(response)
    now = timezone.now()
    asked = _asked(token)
    if wait := wait_for_change(asked.token, at=now):
        raise throttled(wait=wait, detail=changed_too_often(), contacts=_contacts(request, asked))
    if proof is not None and asked.proofs:
        _check(request, proof, asked, at=now)
    act(asked=asked, at=now)
    return standing_of(_asked(token))


def _check(request: HttpRequest, proof: Proof, asked: Asked, *, at: datetime) -> None:
    """Raise a ProblemError for who does not know how the number ends, or tries too often."""
    if wait := wait_for_proof(asked.token, at=at):
        contacts = _contacts(request, asked)
        raise throttled(wait=wait, detail=proved_too_often(wait), contacts=contacts)
    form = ProofForm({"digits": proof.phone_digits}, asked=asked)
    if not form.is_valid():
        raise invalid(_problems_of(form, "digits", pointer="#/phone_digits"))
    forget_proofs(asked.token)


def _contacts(request: HttpRequest, asked: Asked) -> list[Contact]:
    """Whom to ring instead: the location of the request, or all while it has none."""
    location = asked.living.location
    clinic = Directory.for_request(request)
    return contacts_of([location] if location is not None else clinic.shown_locations)


def _problems_of(form: Form, name: str, *, pointer: str) -> list[FieldProblem]:
    return [
        FieldProblem(detail=message, code=str(error.code or "invalid"), pointer=pointer)
        for error in form.errors.as_data()[name]
        for message in error.messages
    ]


def _asked(token: str) -> Asked:
    try:
        return find_asked(token, at=timezone.now())
    except NoSuchRequest:
        raise not_found() from None
    except Expired:
        raise ProblemError(410, _("This link is too old. Call us, please.")) from None


def _keep_to_yourself(response: HttpResponse) -> None:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
