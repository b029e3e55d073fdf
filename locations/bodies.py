"""Bodies of requests that are refused before anything of them is read.

A visitor's forms are a few words; Django reads files that come along with one to the end, and puts
them on the disk, whether a form has a field for them or not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def is_too_large(request: HttpRequest) -> bool:
    """Is a body larger than a form without files may be (`DATA_UPLOAD_MAX_MEMORY_SIZE`)?"""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or "0"
    return most is not None and length.isdecimal() and int(length) > most


def has_no_length(request: HttpRequest) -> bool:
    """Comes a body in pieces, and nobody said how long it becomes? Django reads none of it."""
    return "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH")


def takes_no_files(view: "View[P]") -> "View[P]":
    """A view for strangers that reads a form: what is larger than any form is a bad request."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_too_large(request):
            raise RequestDataTooBig
        return view(request, *args, **kwargs)

    return guarded
