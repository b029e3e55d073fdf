"""What the columns of a file mean, guessed from their headings in English and Spanish."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from ..models import Lead


def _label(name: str) -> str | Promise:
    field: Any = Lead._meta.get_field(name)
    return field.verbose_name


# What a column can be: the name of the lead's field, and how it is called on the screen.
FIELDS: dict[str, str | Promise] = {
    "received_at": _label("received_at"),
    "name": _label("name"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "phone": _label("phone"),
    "phone_typed": _label("phone_typed"),
    "email": _label("email"),
    "topic": _label("topic"),
    "message": _label("message"),
    "status": _label("status"),
    "close_reason": _label("close_reason"),
    "closed_at": _label("closed_at"),
    "first_response_at": _label("first_response_at"),
    "answered_at": _label("answered_at"),
    "appointment_at": _label("appointment_at"),
    "appointment_with": _label("appointment_with"),
    "attendance": _label("attendance"),
    "reference": _label("reference"),
    "location": _label("location"),
    "postcode": _label("postcode"),
    "language": _label("language"),
    "acquaintance": _label("acquaintance"),
    "preferred_contact": _label("preferred_contact"),
    "preferred_times": _label("preferred_times"),
    "quarantined_at": _label("quarantined_at"),
}
DATES = (
    "received_at",
    "closed_at",
    "first_response_at",
    "answered_at",
    "appointment_at",
    "quarantined_at",
)

# How other programs call them.
_SYNONYMS = {
    "received_at": "date|received at|created|created at|create date|date created|submitted|"
    "submitted at|timestamp|date received|inquiry date|lead date|fecha|recibido|recibida|"
    "fecha de recepcion|fecha de creacion|creado|marca temporal|fecha de solicitud",
    "name": "full name|contact|contact name|client|client name|patient|patient name|lead|lead name|"
    "your name|nombre|nombre completo|nombre y apellidos|contacto|cliente|paciente",
    "first_name": "given name|firstname|first|primer nombre|nombres|nombre de pila",
    "last_name": "surname|family name|lastname|last|apellido|apellidos",
    "phone": "phone number|telephone|tel|mobile|mobile phone|cell|cell phone|telefono|"
    "numero de telefono|movil|celular|telefono movil|phone international",
    "email": "email|e mail|email address|e mail address|mail|correo|correo electronico|"
    "direccion de correo|direccion de correo electronico",
    "topic": "subject|interest|interested in|service|treatment|reason for visit|asunto|tema|"
    "motivo de consulta|servicio|tratamiento|interes",
    "message": "comment|comments|notes|note|inquiry|question|description|mensaje|comentario|"
    "comentarios|nota|notas|consulta|pregunta",
    "status": "state|stage|lead status|estado|situacion|etapa",
    "close_reason": "close reason|reason closed|lost reason|motivo|motivo de cierre|razon",
    "closed_at": "closed|date closed|close date|closed date|cerrado|fecha de cierre",
    "first_response_at": "first response|first reply|primera respuesta",
    "answered_at": "replied|replied at|contacted|last contacted|respondido|respondida|contestado",
    "appointment_at": "appointment date|appointment time|booked for|cita|fecha de cita|"
    "fecha de la cita",
    "appointment_with": "provider|doctor|therapist|acupuncturist|profesional|terapeuta|doctora",
    "attendance": "attended|show|asistencia|asistio",
    "reference": "id|ref|lead id|number|reference number|referencia|numero|codigo",
    "location": "clinic|office|branch|site|sede|clinica|ubicacion|consultorio|sucursal",
    "postcode": "zip|zip code|postal code|postcode|codigo postal|cp",
    "language": "preferred language|idioma|lengua",
    "preferred_contact": "contact by|contact method|forma de contacto|medio de contacto",
    "preferred_times": "best time|best time to call|horario preferido|mejor hora",
    "acquaintance": "existing patient|patient type|tipo de paciente|paciente nuevo",
}


def guesses(header: Sequence[str]) -> list[str]:
    """Return the field of each column, "" where nothing can be guessed; no field comes twice."""
    known = _known()
    found: list[str] = []
    for heading in header:
        field = known.get(simple(heading), "")
        found.append("" if field in found else field)
    return found


def choices() -> list[tuple[str, str]]:
    """Return the fields for a select, “leave out” first."""
    named = [(name, capfirst(str(label))) for name, label in FIELDS.items()]
    return [("", str(_("Leave out"))), *named]


def simple(text: str) -> str:
    """Return `text` in lower case, without accents, and one space for whatever is no letter."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    letters = (letter if letter.isalnum() else " " for letter in bare)
    return " ".join("".join(letters).split())


def languages() -> list[str]:
    """The languages whose words are known: ours, and that of the person at the desk."""
    return list(dict.fromkeys(["en", "es", get_language() or "en"]))


def _known() -> dict[str, str]:
    """Every known heading with its field: our own labels go before the words of others."""
    known: dict[str, str] = {}
    for language in languages():
        with override(language):
            for name, label in FIELDS.items():
                known.setdefault(simple(str(label)), name)
    for name, words in _SYNONYMS.items():
        for word in words.split("|"):
            known.setdefault(simple(word), name)
    for name in FIELDS:
        known.setdefault(simple(name), name)
    return known
