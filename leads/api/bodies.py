"""JSON as it comes in: read strictly, before anything is made of it.

What two readers could understand differently (a name given twice, NaN) or what cannot be stored
(half a character) is refused, and a body that is too large or too deep is not read at all.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from locations.bodies import has_no_length
from locations.problems import ProblemError, last_contacts

# A request with the longest message in a script of four bytes a letter, twice over.
LARGEST = 32 * 1024
JSON = "application/json"

Run = Callable[..., HttpResponseBase]


def strict_json(run: Run) -> Run:
    """Refuse a body that is not plain JSON of a sensible size, before ninja reads it."""

    @wraps(run)
    def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            check_body(request)
        except ProblemError as error:
            return error.response()
        return run(request, *args, **kwargs)

    return strict


def check_body(request: HttpRequest) -> None:
    """Raise a ProblemError for a body that is not to be read."""
    if request.content_type != JSON:
        raise ProblemError(415, _("Send this as JSON, with the type %(type)s.") % {"type": JSON})
    if has_no_length(request):
        detail = _("Say in advance how long the body is (Content-Length).")
        raise ProblemError(411, detail, contacts=last_contacts())
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST or len(request.body) > LARGEST:
        detail = _("This is more than we take at once.")
        raise ProblemError(413, detail, contacts=last_contacts())
    try:
        read(request.body)
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, _("What was sent cannot be read as JSON.")) from error


def read(body: bytes) -> Any:
    """Return what a body says. Raises ValueError or RecursionError for what is not plain JSON."""
    value = json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=_each_name_once)
    json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no character
    return value


def _refuse(constant: str) -> None:
    raise ValueError("NaN and Infinity are no JSON.")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise ValueError("A name is there twice.")
    return names
