"""A half-written text whose writer was signed out in the meantime: given back, not thrown away.

The admin would send them to the sign-in page, and the text would be gone: going back asks for the
page again, because the admin's pages are kept by no browser.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ..addresses import is_of_admin

# Shorter ones are typed again in less time than it takes to copy them.
WORTH_KEEPING = 20
# What is in a field with such a name is shown to nobody, not even to who typed it.
SECRET = re.compile("password|code|csrf", re.IGNORECASE)


def lost_texts(request: HttpRequest) -> list[str]:
    """Return what a person wrote into a form, as far as it looks like sentences."""
    shown = (name for name in request.POST if not SECRET.search(name))
    values = (value.strip() for name in shown for value in request.POST.getlist(name))
    return [value for value in values if len(value) >= WORTH_KEEPING and " " in value]


def texts_answer(request: HttpRequest, texts: list[str]) -> HttpResponse:
    """Answer 403: nothing was stored, and here is what was typed."""
    response = render(request, "cms/access/typed.html", {"texts": texts}, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


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
