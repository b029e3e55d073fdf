"""Previews on a front end of the project's own, by way of wagtail-headless-preview where it is.

The package is optional: it is used where it is in INSTALLED_APPS and knows the front end's address.
"""

from django.apps import apps
from django.utils.http import urlencode
from wagtail.models import Page, Site

PACKAGE = "wagtail_headless_preview"


def client_url(page: Page, token: str) -> str:
    """Return where the front end shows what a token stands for; "" without a front end."""
    root = client_root(page.get_site())
    kind = page.specific_class._meta.label_lower
    return f"{root}?{urlencode({'content_type': kind, 'token': token})}" if root else ""


def client_root(site: Site | None) -> str:
    """Return the address that the front end shows previews at, for a Site; "" if there is none."""
    if site is None or not apps.is_installed(PACKAGE):
        return ""
    from wagtail_headless_preview.models import get_client_root_url_from_site
    from wagtail_headless_preview.settings import headless_preview_settings

    urls = headless_preview_settings.CLIENT_URLS
    known = site.hostname in urls or "default" in urls
    return get_client_root_url_from_site(site) if known else ""
