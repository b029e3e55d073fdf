"""What is told of a request to the visitor who sent it."""

from django.http import HttpRequest
from django.urls import reverse

from locations.models import LocationPage

from ..asked import Asked, page_address, root_of
from .schemas import Place, Promise, Receipt, RequestStatus

STATUS_NAME = "wagtailapi_v3:clinic_consultation_status"


def receipt_of(asked: Asked, *, request: HttpRequest) -> Receipt:
    root, token = root_of(request), asked.token
    return Receipt(
        reference=asked.lead.reference,
        received_at=asked.received_at,
        promise=_promise(asked),
        location=place_of(asked.living.location),
        status_url=request.build_absolute_uri(reverse(STATUS_NAME, args=[token])),
        status_page=page_address(token, root=root),
    )


def standing_of(asked: Asked) -> RequestStatus:
    progress = asked.progress
    return RequestStatus(
        reference=asked.lead.reference,
        status=progress,
        status_text=str(progress.label),
        received_at=asked.received_at,
        expires_at=asked.expires_at,
        promise=_promise(asked),
        location=place_of(asked.living.location),
        can_change=asked.can_change,
        asks_phone_digits=bool(asked.proofs),
        removal_asked=asked.asks_for_removal and not asked.is_removed,
    )


def _promise(asked: Asked) -> Promise | None:
    if not asked.promise or asked.is_removed:
        return None
    due_at = asked.due_at and asked.due_at.astimezone(asked.living.zone)
    return Promise(text=asked.promise, language=asked.language, due_at=due_at)


def place_of(location: LocationPage | None) -> Place | None:
    if location is None:
        return None
    phone = location.main_phone
    return Place(
        id=location.pk,
        title=location.title,
        phone=phone.e164 if phone else "",
        phone_display=phone.display if phone else "",
        address=list(location.address_lines),
    )
