"""The door: a form that is sent with POST, so that what ails somebody is in no address."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale

from locations.bodies import takes_no_files
from locations.conf import clinic_settings
from locations.directory import Directory

from .finding import LONGEST_QUERY, Results, find


# Exempt from CSRF protection, because that needs a cookie; looking for pages changes nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@takes_no_files
def search(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what was found for the `q` that was sent."""
    request.user = AnonymousUser()
    clinic = Directory.for_request(request)
    typed = request.POST.get("q", "").replace("\0", "")
    results = find(typed, locale=Locale.get_active()) if typed.strip() else None
    context = {
        "clinic": clinic,
        "base_template": clinic_settings.BASE_TEMPLATE,
        "results": results,
        "query": results.query if isinstance(results, Results) else "",
        "longest_query": LONGEST_QUERY,
    }
    return render(request, "clinic_conditions/search.html", context)
