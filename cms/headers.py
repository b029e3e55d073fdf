"""Security headers that Django and Wagtail do not set for us."""

from http import HTTPStatus
from urllib.parse import urlsplit

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.middleware import CheckableLazyObject, CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from locations import clock

from .addresses import is_of_admin

# What a browser may do on our pages: load our own files and send forms to us, nothing else. The one
# script that stands in a page is named by its digest.
PUBLIC_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, clock.csp_source()],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "media-src": [SELF],
    "manifest-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
# Wagtail's admin has inline scripts and styles, shows pictures before they are uploaded (blob:) and
# frames previews.
ADMIN_POLICY = PUBLIC_POLICY | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
# Our own pages in the admin, and those that take passwords and codes, run no inline script: they
# show what strangers, files and other sites say. Let off are the forms and filters whose dates,
# times and choosers are started by an inline script of Wagtail's, each by its name.
NO_INLINE_SCRIPT = {"script-src": [SELF]}
STRICT_ADMIN_POLICY = ADMIN_POLICY | NO_INLINE_SCRIPT
STRICT_NAMES = (
    "account_",
    "clinic_",
    "mfa_",
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailsnippets_clinic_",
)
LOOSE_NAMES = {
    "clinic_citations:history",
    "clinic_conditions_sign_review",
    "clinic_desks:absences",
    "clinic_inbox:reports",
    "clinic_reviewers:add",
    "clinic_reviewers:copy",
    "clinic_reviewers:edit",
    "clinic_reviewers:history",
    "clinic_routing_rules:add",
    "clinic_routing_rules:edit",
    "wagtailsnippets_clinic_conditions_articleseries:history",
    "wagtailsnippets_clinic_conditions_disclaimer:add",
    "wagtailsnippets_clinic_conditions_disclaimer:copy",
    "wagtailsnippets_clinic_conditions_disclaimer:edit",
    "wagtailsnippets_clinic_conditions_disclaimer:history",
    "wagtailsnippets_clinic_conditions_glossaryterm:history",
    "wagtailsnippets_clinic_locations_announcement:add",
    "wagtailsnippets_clinic_locations_announcement:copy",
    "wagtailsnippets_clinic_locations_announcement:edit",
    "wagtailsnippets_clinic_locations_announcement:history",
    "wagtailsnippets_clinic_locations_announcement:revisions_revert",
}
UNWANTED = ["browsing-topics", "camera", "geolocation", "microphone", "payment", "usb"]
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNWANTED)

# Where django-csp's decorators write down what a view of its own wants.
OWN_POLICY = frozenset(
    f"_csp_{what}{which}"
    for what in ("exempt", "config", "update", "replace")
    for which in ("", "_ro")
)

# What a template gets that asks for a nonce when the header is written: an error.
TOO_LATE = CheckableLazyObject(CSPMiddleware._csp_nonce_post_response)

# Some caches keep what says nothing for an hour by themselves, and a page of an address that leads
# nowhere has the telephone numbers, too.
UNSAID = "private, no-cache"


class SecurityHeadersMiddleware(CSPMiddleware):
    """Set Content-Security-Policy, wider under the admin's path, and Permissions-Policy.

    And Cache-Control, where nobody has said for whom an answer is.
    """

    _written: tuple[object, str] = None, ""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave a page being previewed alone: the admin's answer around it comes by here too."""
        if getattr(request, "is_dummy", False):
            return response
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if _says_something(response):
            response.setdefault("Cache-Control", UNSAID)
        if not self._has_usual_policy(request, response):
            return super().process_response(request, response)
        response.setdefault(HEADER, self._usual_policy())
        vars(request)["csp_nonce"] = TOO_LATE
        return response

    def _has_usual_policy(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Is the header that of the settings as they stand, as it nearly always is?"""
        return (
            settings.CONTENT_SECURITY_POLICY.keys() == {"DIRECTIVES"}
            and not getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
            and not settings.DEBUG
            and not hasattr(request, "_csp_nonce")
            and vars(response).keys().isdisjoint(OWN_POLICY)
            and not is_of_admin(request)
        )

    def _usual_policy(self) -> str:
        """The text of the settings' policy: django-csp makes it anew for every answer, twice."""
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        if self._written[0] is not directives:
            self._written = directives, build_policy()
        return self._written[1]

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the admin's policy under the admin's path; elsewhere the one in the settings."""
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only and is_of_admin(request):
            parts.config = admin_policy() | (NO_INLINE_SCRIPT if _is_strict(request) else {})
        return parts


def _says_something(response: HttpResponseBase) -> bool:
    """Is it a page, of whatever status, or does it lead to one? A picture is what it is."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return is_page or response.status_code >= HTTPStatus.MULTIPLE_CHOICES


def admin_policy() -> dict[str, list[str]]:
    """The admin's policy; with a front end of our own, it frames that in the editor."""
    front_end = origin_of(settings.HEADLESS_PREVIEW_CLIENT_URL)
    if not front_end:
        return ADMIN_POLICY
    return ADMIN_POLICY | {"frame-src": [SELF, front_end]}


def origin_of(url: str) -> str:
    """Scheme, host and port of an address; "" for none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _is_strict(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = match.view_name if match else ""
    return name.startswith(STRICT_NAMES) and name not in LOOSE_NAMES
