"""A half-written text whose writer was signed out in the meantime: given back, not thrown away.

The admin would send them to the sign-in page, and the text would be gone. Who signed in again in
another tab sends a token of the session before, and Django would refuse it without a word of ours.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.csrf import csrf_failure

from locations.typed import lost_texts

from ..addresses import is_of_admin


def texts_answer(
    request: HttpRequest, texts: list[str], *, is_in_again: bool = False
) -> HttpResponse:
    """Answer 403: nothing was stored, and here is what was typed."""
    said = {"texts": texts, "is_in_again": is_in_again}
    response = render(request, "cms/access/typed.html", said, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def forged_or_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form with a token that is none of this session's (CSRF_FAILURE_VIEW).

    In the admin it is nearly always one that was opened before somebody signed in anew. Another
    site that sent it gets its own words back, and nothing was done.
    """
    if not is_form_of_admin(request):
        return csrf_failure(request, reason)
    return texts_answer(request, lost_texts(request), is_in_again=True)


def is_form_of_admin(request: HttpRequest) -> bool:
    """Has a form of the admin been sent?

    The forms for signing in lie there, too; what is typed into them is shown to nobody.
    """
    if request.method != "POST" or not is_of_admin(request):
        return False
    open_to_all = (reverse("wagtailadmin_login"), reverse("wagtailadmin_password_reset"))
    if request.path.startswith(open_to_all):
        return False
    return request.headers.get("X-Requested-With") != "XMLHttpRequest"
