"""Security headers that Django and Wagtail do not set for us."""

from django.http import HttpRequest, HttpResponse
from csp.middleware import CSPMiddleware


class SecurityHeadersMiddleware(CSPMiddleware):
    """Placeholder until the policy is there."""
