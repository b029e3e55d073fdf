"""The page under a visitor's own link: how their request stands, and what they can do about it.

Looking changes nothing: programs that check mails open every link in them. Acting needs no cookie
and no token of a form, because the address itself is what only the visitor has.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from locations.bodies import takes_no_files
from locations.conf import clinic_settings
from locations.directory import Directory

from . import actions
from .asked import Asked, Expired, NoSuchRequest, find_asked
from .fields import read_phone
from .forms import PhoneForm, ProofForm
from .limits import forget_proofs, wait_for_change, wait_for_proof
from .redirecting import SeeOther
from .waiting_words import changed_too_often, proved_too_often

# What only who sent the request may do.
PROVEN = ("cancel", "remove")
# What can be done, by the name of the button.
DEEDS = ("cancel", "phone", "remove")


# Exempt from CSRF protection, because that needs a cookie. Who can forge this address has it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
@sensitive_post_parameters()
@takes_no_files
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a request stands; with POST, do what the button says and show it again."""
    request.user = AnonymousUser()
    now = timezone.now()
    try:
        asked = find_asked(token, at=now)
    except NoSuchRequest as error:
        raise Http404 from error
    except Expired:
        return _discreet(_page(request, asked=None, form=PhoneForm(), code=410))
    # What was removed has no language any more: the browser says which one is read.
    with override(get_language() if asked.is_removed else asked.language):
        if request.method == "POST":
            return _discreet(_act(request, asked, at=now))
        return _discreet(_page(request, asked=asked, form=PhoneForm()))


def _act(request: HttpRequest, asked: Asked, *, at: datetime) -> HttpResponse:
    deed = request.POST.get("do", "")
    form = PhoneForm(request.POST if deed == "phone" else None)
    if deed not in DEEDS:
        return _page(request, asked=asked, form=form, code=400)
    if deed == "phone" and not form.is_valid():
        return _page(request, asked=asked, form=form, code=422)
    is_asked = deed in PROVEN and bool(asked.proofs)
    if wait := wait_for_change(asked.token, at=at):
        return _later(request, asked, form, wait=wait, reason=changed_too_often())
    if is_asked and (wait := wait_for_proof(asked.token, at=at)):
        return _later(request, asked, form, wait=wait, reason=proved_too_often(wait))
    proof = _proof(asked, deed, data=request.POST)
    if is_asked and not proof.is_valid():
        return _page(request, asked=asked, form=form, wrong=(deed, proof), code=422)
    if is_asked:
        forget_proofs(asked.token)
    with suppress(actions.NotAllowed):  # closed meanwhile: the page says so
        _do(deed, asked, form, at=at)
    address = reverse("clinic_leads:status", args=[asked.token])
    return SeeOther(f"{address}?done={deed}")


def _later(
    request: HttpRequest, asked: Asked, form: PhoneForm, *, wait: int, reason: str
) -> HttpResponse:
    """The page as it is, with why nothing was done, and whom to ring."""
    response = _page(request, asked=asked, form=form, too_often=reason, code=429)
    response["Retry-After"] = str(wait)
    return response


def _proof(asked: Asked, deed: str, *, data: Any = None) -> ProofForm:
    """The form beside a button: there are two of them on the page."""
    return ProofForm(data, asked=asked, auto_id=f"id_{deed}_%s")


def _do(deed: str, asked: Asked, form: PhoneForm, *, at: datetime) -> None:
    if deed == "cancel":
        actions.cancel(asked=asked, at=at)
    elif deed == "remove":
        actions.remove(asked=asked, at=at)
    else:
        typed = form.cleaned_data["phone"]
        number = read_phone(typed)
        actions.correct_phone(asked=asked, phone=number, phone_typed=typed, at=at)


def _page(
    request: HttpRequest,
    *,
    asked: Asked | None,
    form: PhoneForm,
    too_often: str = "",
    wrong: tuple[str, ProofForm] | None = None,
    code: int = 200,
) -> HttpResponse:
    done = request.GET.get("done") if request.method == "GET" else None
    context: dict[str, Any] = {
        "clinic": Directory.for_request(request),
        "base_template": clinic_settings.BASE_TEMPLATE,
        "asked": asked,
        "location": asked.living.location if asked else None,
        "form": form,
        "proof": _proofs(asked, wrong) if asked and asked.proofs else {},
        "done": done if done in DEEDS else "",
        "too_often": too_often,
    }
    return render(request, "clinic_leads/status_page.html", context, status=code)


def _proofs(asked: Asked, wrong: tuple[str, ProofForm] | None) -> dict[str, ProofForm]:
    forms = {deed: _proof(asked, deed) for deed in PROVEN}
    return forms | dict([wrong] if wrong else [])


def _discreet(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, finds it, or learns the address by what is opened from it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_store=True)
    return response
