"""Signing in, and what an open page of the admin asks about its session."""

import time
from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.account import LoginView, PasswordResetConfirmView

from .middleware import limits, must_set_up
from .standing import seconds_left
from .throttling import remember_place


class SignInView(LoginView):
    """Wagtail's page and form; who has a second factor is asked for it before they are in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead who is in, but must set up a second factor first, to where that is done."""
        if must_set_up(request.user):
            messages.warning(request, _("Set up a second factor first. It takes two minutes."))
            return redirect("mfa_index")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Begin a session for this browser window only: the machine may be shared."""
        logout(self.request)  # what a colleague left open, and what they had proved
        self.request.session.set_expiry(0)
        return perform_login(
            self.request,
            form.get_user(),
            email_verification="none",
            redirect_url=self.get_success_url(),
        )


class NewPasswordView(PasswordResetConfirmView):
    """Who reads the account's mail may sign in from there, however often strangers guessed."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        remember_place(self.request, form.user)
        return answer


class SessionView(View):
    """For how long the session lives on, whose it is, and the token for forms that are open.

    A GET is the page asking by itself. A POST says that somebody typed or pointed there.
    """

    http_method_names = ["get", "post", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_anonymous:
            return JsonResponse({"left": 0}, status=403)
        left = seconds_left(request.session, limits=limits(), at=time.time())
        whose = salted_hmac("clinic_cms.session", str(request.user.pk)).hexdigest()[:16]
        return JsonResponse({"left": left, "whose": whose, "token": get_token(request)})

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.get(request)
