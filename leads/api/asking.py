"""Ask for a consultation, and the form as a front end must draw it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, cast

from django.forms import BoundField, CharField, ChoiceField, Field, MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from ninja import Header, Router, Status
from ninja.decorators import decorate_view

from locations.conf import clinic_settings
from locations.content_languages import reader_language
from locations.directory import Directory
from locations.networks import network_of
from locations.problems import (
    FieldProblem,
    Problem,
    ProblemError,
    contacts_of,
    invalid,
    problems,
    strictly,
    throttled,
    unavailable,
    unknown_parameters,
)

from .. import chain
from ..about import id_in, public_page
from ..actions import KeyReused, arrive
from ..asked import Asked
from ..fields import TypedField
from ..forms import ANY_LOCATION, HONEYPOT, ConsultationForm, any_label
from ..limits import flood_from
from ..models import Source
from ..presets import new_form, places_of
from ..stamps import Stamp, read_stamp
from ..unavailable import could_not_store
from .answers import receipt_of
from .bodies import strict_json
from .schemas import Choice, DrawnForm, Emergency, FormField, Key, Kind, Locale, Receipt, Sent, Text

KEY_REUSED_TYPE = "urn:wagtail-clinic:key-reused"
KEY_HEADER = "Idempotency-Key"
# The kind of a field by the type of its control.
KINDS: dict[str, Kind] = {"text": "text", "tel": "tel", "email": "email"}


def add_to(router: Router) -> None:
    """The operations, on a router of ours."""
    router.get(
        "/form/",
        response={200: DrawnForm, **problems()},
        operation_id="clinic_consultation_form",
        summary="The form",
        url_name="clinic_consultation_form",
    )(form)
    router.post(
        "/",
        response={201: Receipt, **dict.fromkeys((400, 411, 413, 415, 429), Problem), **problems()},
        operation_id="clinic_consultation_request",
        summary="Ask for a consultation",
        url_name="clinic_consultation_requests",
    )(ask)


def form(
    request: HttpRequest,
    response: HttpResponse,
    locale: Locale = "",
    about: str = "",
    location: str = "",
) -> DrawnForm:
    """Fields, choices and texts, in the language of `?locale=` or Accept-Language.

    `about` and `location` (ids of pages) preset topic and location. Show the emergency text above
    the fields and the consent text beside the button; send `stamp` back with the request.
    """
    if unknown := set(request.GET) - {"locale", "about", "location"}:
        raise unknown_parameters(unknown)
    response["Cache-Control"] = "no-cache"
    clinic, now = Directory.for_request(request), timezone.now()
    preset = new_form(
        clinic,
        about=public_page(id_in(about)),
        location=clinic.by_id.get(id_in(location)),
        auto_id="%s",
    )
    emergency, consent = clinic.emergency_text, clinic.consent_text
    return DrawnForm(
        language=reader_language(),
        fields=[_field(field, clinic) for field in preset],
        emergency=Emergency(
            text=emergency.text,
            language=emergency.language or reader_language(),
            number=clinic_settings.EMERGENCY_NUMBER,
            crisis_number=clinic_settings.CRISIS_NUMBER,
        ),
        consent=Text(text=consent.text, language=consent.language or reader_language()),
        honeypot=HONEYPOT,
        stamp=Stamp(shown_at=now, consent_text=consent.text).signed(),
        contacts=contacts_of(clinic.shown_locations),
        please_call=_please_call(preset, at=now),
    )


@decorate_view(strictly(["locale"]), strict_json)
@sensitive_variables()
def ask(
    request: HttpRequest,
    response: HttpResponse,
    idempotency_key: Annotated[Key, Header(alias=KEY_HEADER)],
    sent: Sent,
    locale: Locale = "",
) -> Status:
    """Store a request and promise a reply.

    The same key with the same body gets the same answer, and is one request; with another body it
    is refused. Keep the status link as you would keep a password.
    """
    response["Cache-Control"] = "no-store"
    try:
        asked = _store(request, sent, given_key=idempotency_key, at=timezone.now())
        receipt = receipt_of(asked, request=request)
    except ProblemError:
        raise
    except Exception as error:
        could_not_store(request, error)
        raise unavailable() from None
    response["Location"] = receipt.status_url
    return Status(201, receipt)


# What was sent, checked by the form.


def _store(request: HttpRequest, sent: Sent, *, given_key: str, at: datetime) -> Asked:
    clinic = Directory.for_request(request)
    form = ConsultationForm(_as_typed(sent), places=places_of(clinic))
    if not form.is_valid():
        raise invalid(_problems_of(form))
    flood = flood_from(network_of(request), at=at)
    if flood.is_too_much:
        raise throttled(wait=flood.wait, contacts=contacts_of(clinic.shown_locations))
    submission = form.received(
        stamp=read_stamp(sent.stamp),
        honeypot=sent.website,
        is_one_of_many=flood.is_suspicious,
        at=at,
        source=Source.API.value,
        about_id=sent.about,
        site_id=clinic.site.pk if clinic.site else None,
    )
    key = salted_hmac("clinic_leads.api_key", given_key, algorithm="sha256").hexdigest()
    try:
        arrival = arrive(submission=submission, key=key, at=at, clinic=clinic)
    except KeyReused:
        raise _key_reused() from None
    return Asked(arrival.lead, arrival.follow_up)


def _as_typed(sent: Sent) -> dict[str, Any]:
    """What was sent as a browser would have sent it."""
    typed = sent.model_dump(mode="json")
    typed["location"] = "" if sent.location is None else str(sent.location)
    typed["language"] = sent.language or reader_language()
    return typed


def _problems_of(form: ConsultationForm) -> list[FieldProblem]:
    return [
        FieldProblem(detail=message, code=str(error.code or "invalid"), pointer=f"#/{name}")
        for name, errors in form.errors.as_data().items()
        for error in errors
        for message in error.messages
    ]


def _key_reused() -> ProblemError:
    detail = _("This key was used for another request before. Send this one with a new key.")
    problem = FieldProblem(detail=detail, code="key_reused", header=KEY_HEADER)
    return invalid([problem], kind=KEY_REUSED_TYPE)


# The form as data.


def _field(bound: BoundField, clinic: Directory) -> FormField:
    field = bound.field
    return FormField(
        name=bound.name,
        kind=_kind(field),
        label=str(bound.label),
        hint=str(bound.help_text),
        required=field.required,
        max_length=field.limit if isinstance(field, TypedField) else None,
        autocomplete=str(field.widget.attrs.get("autocomplete", "")),
        choices=_choices(bound, clinic),
        initial=str(bound.value() or "") if isinstance(field, CharField | ChoiceField) else "",
    )


def _kind(field: Field) -> Kind:
    if isinstance(field, MultipleChoiceField):
        return "choices"
    if isinstance(field, ChoiceField):
        return "choice"
    return KINDS.get(getattr(field.widget, "input_type", ""), "longtext")


def _please_call(form: ConsultationForm, *, at: datetime) -> str:
    """What our own form says while the chain to the desk is broken; "" while it holds."""
    if not chain.whom_to_call(form.places, at=at):
        return ""
    late = _(
        "Something here is out of order. You can send this form, and nothing is lost, but we may "
        "not see it soon."
    )
    return f"{_('Please call us.')} {late}"


def _choices(bound: BoundField, clinic: Directory) -> list[Choice]:
    if not isinstance(bound.field, ChoiceField):
        return []
    if bound.name != "location":
        choices = cast(Iterable[tuple[str, Any]], bound.field.choices)
        return [Choice(value=value, label=str(label)) for value, label in choices]
    places = places_of(clinic)
    offered = [Choice(value=str(one.id), label=one.title, hint=one.street) for one in places]
    return [*offered, Choice(value=ANY_LOCATION, label=any_label(places))]
