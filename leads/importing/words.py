"""Words of a file for the choices of a lead: our own labels in several languages, and others'."""

from functools import cache
from typing import Any

from django.utils.translation import override
from wagtail.coreutils import get_content_languages

from locations.languages import own_name

from ..models import (
    Acquaintance,
    Attendance,
    CloseReason,
    PreferredContact,
    PreferredTime,
    Status,
)
from .headers import languages, simple

CHOICES: dict[str, Any] = {
    "status": Status,
    "close_reason": CloseReason,
    "attendance": Attendance,
    "acquaintance": Acquaintance,
    "preferred_contact": PreferredContact,
    "preferred_times": PreferredTime,
}
_OTHERS: dict[str, dict[str, str]] = {
    "status": {
        Status.NEW: "open|abierto|abierta|nuevo|nueva|pending|pendiente|unread",
        Status.WAITING: "contacted|in progress|replied|contactado|contactada|en curso|respondido",
        Status.BOOKED: "scheduled|appointment|won|converted|agendado|con cita|cita|citado",
        Status.CLOSED: "done|lost|completed|archived|resolved|cerrado|cerrada|perdido|completado|"
        "archivado|resuelto",
    },
    "close_reason": {
        CloseReason.NO_RESPONSE: "no response|no answer|unreachable|sin respuesta|no contesta",
        CloseReason.ANSWERED: "answered|resolved|respondido|resuelto",
        CloseReason.SPAM: "spam|junk",
        CloseReason.WENT_ELSEWHERE: "other clinic|otra clinica",
        CloseReason.DUPLICATE: "duplicado",
    },
    "attendance": {
        Attendance.ATTENDED: "yes|attended|showed|si|asistio|vino",
        Attendance.NO_SHOW: "no|no show|missed|no asistio|no vino",
    },
    "acquaintance": {
        Acquaintance.NEW: "new|new patient|nuevo|nueva|paciente nuevo",
        Acquaintance.RETURNING: "returning|existing|returning patient|existing patient|conocido",
    },
    "preferred_contact": {
        PreferredContact.PHONE: "phone|call|telefono|llamada",
        PreferredContact.TEXT: "text|sms|whatsapp|mensaje",
        PreferredContact.EMAIL: "email|mail|correo|correo electronico",
        PreferredContact.ANY: "any|either|cualquiera",
    },
    "preferred_times": {
        PreferredTime.MORNING: "morning|manana|mananas",
        PreferredTime.MIDDAY: "noon|midday|mediodia",
        PreferredTime.AFTERNOON: "afternoon|tarde|tardes",
        PreferredTime.EVENING: "evening|noche|noches",
    },
}


def choice_of(field: str, text: str) -> str | None:
    """Return the value of the choice that `text` means; None for a word that is not known."""
    return _words(field, tuple(languages())).get(simple(text))


def language_of(text: str) -> str | None:
    """Return the code of the language that `text` names or is; None for one that is not offered."""
    plain = text.strip().casefold()
    for code, english in get_content_languages().items():
        if plain in {code.casefold(), own_name(code).casefold(), str(english).casefold()}:
            return code
    return None


@cache
def _words(field: str, spoken: tuple[str, ...]) -> dict[str, str]:
    known: dict[str, str] = {}
    for language in spoken:
        with override(language):
            for value, label in CHOICES[field].choices:
                known.setdefault(simple(str(label)), str(value))
    for value in CHOICES[field].values:
        known.setdefault(simple(value), str(value))
    for value, words in _OTHERS[field].items():
        for word in words.split("|"):
            known.setdefault(simple(word), str(value))
    return known
