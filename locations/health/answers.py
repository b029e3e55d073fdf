"""Answers to those who ask every few seconds."""

from django.http import HttpResponse


def unkept(response: HttpResponse) -> HttpResponse:
    """For nobody to keep, and not for the log: Django writes a line for every answer above 399."""
    response.headers["Cache-Control"] = "no-store"
    setattr(response, "_has_been_logged", True)  # noqa: B010 (as Django marks it, untyped)
    return response
