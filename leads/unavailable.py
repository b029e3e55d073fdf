"""What a visitor gets when a request cannot be stored: how to reach us, and all that they typed."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from wagtail.coreutils import get_content_languages

from locations.content_languages import reader_language
from locations.faults import log_fault
from locations.languages import foreign
from locations.models import ClinicOrganisation
from locations.standing_texts import StandingText

from . import journal
from .forms import ConsultationForm, Place
from .stamps import read_stamp

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 60
CARRIED = ("about", "key", "stamp")

# The locations this process showed last. In memory, because when they are needed nothing else may
# be there to ask, and a cache server may be away with the database.
_last_places: tuple[Place, ...] = ()


def remember(places: Sequence[Place]) -> None:
    """Keep the locations and their numbers for when they cannot be read."""
    global _last_places
    _last_places = tuple(places)


def could_not_store(request: HttpRequest, error: Exception) -> None:
    """Write down that a request was not stored: in the log, and in the journal if it was one."""
    log_fault(logger, "A consultation request could not be stored.", error)
    if request.method == "POST" and journal.NOT_NOTED not in request.META:
        journal.unstored(at=timezone.now())


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 without asking the database anything.

    The form on it is sent to where it was sent before, under the same key: if the request was
    stored after all, it is not stored twice.
    """
    return _answer(request, status=503, wait=RETRY_AFTER_SECONDS)


def too_many(request: HttpRequest, *, wait: int) -> HttpResponse:
    """Answer 429 to a network that floods us. A person behind it reads whom to ring."""
    return _answer(request, status=429, wait=wait)


def _answer(request: HttpRequest, *, status: int, wait: int) -> HttpResponse:
    with override(_language(request.POST)):
        context = _context(request) | {"is_flood": status == 429}
        content = render_to_string("clinic_leads/unavailable.html", context)
    return HttpResponse(content, status=status, headers={"Retry-After": str(wait)})


def _context(request: HttpRequest) -> dict[str, object]:
    form = ConsultationForm(request.POST, places=_last_places)
    stamp = read_stamp(request.POST.get("stamp", ""))
    carried = CARRIED if "location" in form.fields else (*CARRIED, "location")
    emergency_text = ClinicOrganisation._meta.get_field("emergency_text").get_default()
    return {
        "places": _last_places,
        "form": form,
        "hidden": {name: request.POST.get(name, "") for name in carried},
        "action": request.path,
        "emergency_text": StandingText(emergency_text, foreign(settings.LANGUAGE_CODE)),
        "consent_text": stamp.consent_text if stamp else "",
    }


def _language(answers: QueryDict) -> str:
    chosen = answers.get("language", "")
    return chosen if chosen in get_content_languages() else reader_language()
