"""Which of this site's addresses are the admin's, wherever the project has it."""

from django.http import HttpRequest
from django.urls import reverse


def is_of_admin(request: HttpRequest) -> bool:
    """Is a request one for the admin, signing in and out included?"""
    return request.path.startswith(reverse("wagtailadmin_home"))
