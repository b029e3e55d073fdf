"""The visitor's doors: the form, where it is sent, and the thanks.

None of them needs or sets a cookie. Nothing that was typed is lost: every answer but the thanks
shows it again, ready to be sent.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from locations.bodies import takes_no_files
from locations.directory import Directory
from locations.models import LocationPage
from locations.networks import network_of

from . import chain
from .about import id_in, public_page
from .actions import KeyReused, Outdated, receive
from .asked import Asked, find_by_key, page_address, root_of
from .forms import HONEYPOT, ConsultationForm
from .limits import Flood, flood_from
from .models import ConsultationRequestPage
from .presets import hidden_fields, new_form, new_key, places_of
from .reception import Reception, last_reception_of, page_of, reception_of
from .redirecting import SeeOther
from .stamps import Stamp, read_sent_token, read_stamp, sent_token
from .submissions import Submission
from .unavailable import could_not_store, too_many, unavailable

# The ids of the form's controls.
AUTO_ID = "ask-%s"
# Where a request counts the forms on its page.
FORMS_ATTRIBUTE = "_clinic_forms"


def ask_form(request: HttpRequest, *, page: ConsultationRequestPage) -> HttpResponse:
    """Show the empty form. ``?about=`` and ``?location=`` (page ids) preset topic and location."""
    with override(page.locale.language_code):
        clinic = Directory.for_request(request)
        about = public_page(id_in(request.GET.get("about")))
        location = clinic.by_id.get(id_in(request.GET.get("location")))
        form = new_form(clinic, about=about, location=location, auto_id=AUTO_ID)
        about_id, now = about.pk if about else None, timezone.now()
        hidden = hidden_fields(clinic, about_id=about_id, key=new_key(), shown_at=now)
        return _kept_by_browser_alone(_form_page(request, page, form=form, hidden=hidden))


def embedded_form(
    request: HttpRequest, *, about: Page | None, location: LocationPage | None
) -> SafeString:
    """Return the form as a part of another page; "" without a request page to send it to.

    A page cache may show that page to many people, so the form carries nothing of a visit: no key.
    """
    clinic = Directory.for_request(request)
    page = _request_page(clinic)
    if page is None:
        return SafeString("")
    form = new_form(clinic, about=about, location=location, auto_id=_next_auto_id(request))
    about_id, now = about.pk if about else None, timezone.now()
    hidden = hidden_fields(clinic, about_id=about_id, key="", shown_at=now)
    context = _form_context(clinic, page, form=form, hidden=hidden)
    return render_to_string("clinic_leads/form.html", context, request=request)


# Exempt from CSRF protection, because that needs a cookie. There is nothing to protect: the view
# does what it does for anybody, and knows no session whose authority a forged request could borrow.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
@sensitive_post_parameters()
@takes_no_files
def ask(request: HttpRequest, page_id: str) -> HttpResponse:
    """Receive a filled-in form: 303 to the thanks, or the form again, saying what is wrong.

    Whatever goes wrong on our side is a 503 that keeps what was typed. GET is not for asking, but
    it is what a browser does with a tab that it closed to save memory: it leads to the empty form.
    """
    request.user = AnonymousUser()
    request.POST  # noqa: B018  a body that cannot be read is refused here, with 400
    try:
        if request.method != "POST":
            return HttpResponseRedirect(reception_of(request, page_id).url)
        return _kept_by_browser_alone(_asked(request, page_id, at=timezone.now()))
    except Http404:
        raise
    except Exception as error:
        could_not_store(request, error)
        return _kept_by_browser_alone(unavailable(request))


def sent(request: HttpRequest, *, page: ConsultationRequestPage, token: str) -> HttpResponse:
    """Thank the visitor: reference, promise and how to reach the desk, but nothing about them.

    Whoever has the address sees it, so it says nothing else. 410 when it is too old.
    """
    asked, link = None, ""
    try:
        asked, is_secret = _sent_request(token)
        link = page_address(asked.token, root=root_of(request)) if asked and is_secret else ""
    except SignatureExpired:
        pass
    except BadSignature as error:
        raise Http404 from error
    with override(page.locale.language_code):
        clinic = Directory.for_request(request)
        context = page.get_context(request)
        context |= {"asked": asked, "link": link}
        context["whom_to_call"] = chain.whom_to_call(places_of(clinic), at=timezone.now())
        context["location"] = clinic.by_id.get(asked.lead.location_id) if asked else None
        status = 200 if asked else 410
        response = render(request, "clinic_leads/sent_page.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_store=True)
    return response


# What a form becomes.


def _asked(request: HttpRequest, page_id: str, *, at: datetime) -> HttpResponse:
    """The answer to a form, by what this process last knew of the clinic.

    Nearly always that is so still. Whether it is, is asked with what is asked anyway before a
    request is stored. For everything else than a request that is stored, it is asked first.
    """
    flood = cache(lambda: flood_from(network_of(request), at=at))  # counted once
    if last := last_reception_of(request, page_id):
        with suppress(Outdated):
            return _answer(request, last, page_id=page_id, flood=flood, at=at, is_sure=False)
    reception = reception_of(request, page_id)
    return _answer(request, reception, page_id=page_id, flood=flood, at=at, is_sure=True)


def _answer(
    request: HttpRequest,
    reception: Reception,
    *,
    page_id: str,
    flood: Callable[[], Flood],
    at: datetime,
    is_sure: bool,
) -> HttpResponse:
    """`is_sure` says that the reception is that of now. If not, Outdated may be raised."""
    with override(reception.language):
        answers, clinic = request.POST, reception.clinic
        stamp = read_stamp(answers.get("stamp", ""))
        form = ConsultationForm(answers, places=reception.places, auto_id=AUTO_ID)
        again = partial(
            _form_again, request, reception, page_id=page_id, form=form, stamp=stamp, at=at
        )
        if not form.is_valid():
            if not is_sure:
                raise Outdated
            return again(key=answers.get("key", ""))
        if flood().is_too_much:
            return too_many(request, wait=flood().wait)
        submission = form.received(
            stamp=stamp,
            honeypot=answers.get(HONEYPOT, ""),
            is_one_of_many=flood().is_suspicious,
            at=at,
            about_id=id_in(answers.get("about")),
            site_id=clinic.site.pk if clinic.site else None,
        )
        key = _key(answers, submission, stamp, at=at)
        generation = None if is_sure else clinic.generation
        try:
            lead = receive(
                submission=submission, key=key, at=at, clinic=clinic, generation=generation
            )
        except KeyReused as reused:
            return again(key=new_key(), earlier=reused.lead.reference)
        token = sent_token(lead.reference, key=key, is_secret=bool(answers.get("key")))
        return SeeOther(reception.thanks_url(token))


def _form_again(
    request: HttpRequest,
    reception: Reception,
    *,
    page_id: str,
    form: ConsultationForm,
    stamp: Stamp | None,
    key: str,
    at: datetime,
    earlier: str = "",
) -> HttpResponse:
    """The form as it was filled in, with what is wrong with it, to be sent under `key`."""
    hidden = hidden_fields(
        reception.clinic,
        about_id=id_in(request.POST.get("about")),
        key=key,
        # Who corrects an error is quick: the time since the first showing counts.
        shown_at=stamp.shown_at if stamp else at,
    )
    page = page_of(page_id)
    return _form_page(request, page, form=form, hidden=hidden, earlier=earlier, status=422)


def _key(answers: QueryDict, submission: Submission, stamp: Stamp | None, *, at: datetime) -> str:
    """The idempotency key of a submission, always of the same form, whatever was sent as one.

    A form from a page cache has none. Then the same answers to a form of the same day are the same
    request, so that a second click makes no second lead.
    """
    day = (stamp.shown_at if stamp else at).date()
    given = answers.get("key") or f"{day} {submission.digest()}"
    return salted_hmac("clinic_leads.form_key", given, algorithm="sha256").hexdigest()


# What is shown.


def _form_page(
    request: HttpRequest,
    page: ConsultationRequestPage,
    *,
    form: ConsultationForm,
    hidden: dict[str, str],
    earlier: str = "",
    status: int = 200,
) -> HttpResponse:
    """The request page with the form. `earlier` is the reference of a request sent with its key."""
    context = page.get_context(request)
    context |= _form_context(context["clinic"], page, form=form, hidden=hidden)
    context["earlier"] = earlier
    return render(request, page.template, context, status=status)


def _form_context(
    clinic: Directory, page: Page, *, form: ConsultationForm, hidden: dict[str, str]
) -> dict[str, Any]:
    return {
        "form": form,
        "hidden": hidden,
        # 0: the preview of a page that was never saved.
        "action": reverse("clinic_leads:ask", args=[page.pk or 0]),
        "emergency_text": clinic.emergency_text,
        "consent_text": clinic.consent_text,
        "whom_to_call": chain.whom_to_call(form.places, at=timezone.now()),
    }


def _sent_request(token: str) -> tuple[Asked | None, bool]:
    """The request of a thank-you address, and whether only its sender has that address.

    Who sent a follow-up sees the promise made to them, and nothing of the one made before.
    """
    reference, key, is_secret = read_sent_token(token)
    return find_by_key(reference, key), is_secret


def _request_page(clinic: Directory) -> Page | None:
    """The page that this site's forms are sent to, in the reader's language."""
    page = clinic.request_page
    if page is None or page.specific_class is not ConsultationRequestPage:
        return None
    return page


def _next_auto_id(request: HttpRequest) -> str:
    """Ids for one more form on the page that answers `request`."""
    number = getattr(request, FORMS_ATTRIBUTE, 0) + 1
    setattr(request, FORMS_ATTRIBUTE, number)
    return AUTO_ID if number == 1 else f"ask{number}-%s"


def _kept_by_browser_alone(response: HttpResponse) -> HttpResponse:
    """Nobody shares this answer, but the browser may go back to it.

    With no-store it could not: the answer to a POST would be an error page of the browser, and the
    form would come back with what was typed but another key, so that sending it again made a
    second lead.
    """
    patch_cache_control(response, private=True, no_cache=True)
    return response
