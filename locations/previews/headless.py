"""Previews on a front end of the project's own, by way of wagtail-headless-preview where it is.

The package is optional: it is used where it is in INSTALLED_APPS and knows the front end's address.
"""

from datetime import datetime

from django.apps import apps
from django.core.signing import BadSignature, SignatureExpired
from django.utils.http import urlencode
from wagtail.models import Page, Site

from .serving import find_version
from .tokens import read_token

PACKAGE = "wagtail_headless_preview"
# What an editor is writing is kept by the package until the next day, for who has the token.
A_DAY = 24 * 60 * 60


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


def find_draft(token: str, content_type: str, *, at: datetime) -> Page:
    """Return what a token stands for: a version that somebody shares, or what an editor is writing.

    Raises BadSignature for a token that is not ours, SignatureExpired for one that is over, and
    Http404 where the version is gone.
    """
    try:
        version = read_token(token)
    except BadSignature:
        return draft_in_editor(token, content_type)
    if version.is_over(at=at):
        raise SignatureExpired
    return find_version(version)


def draft_in_editor(token: str, content_type: str) -> Page:
    """Return what an editor is writing, by the token of the package.

    Raises BadSignature for a token that is not the package's or of nothing that is still there,
    SignatureExpired for one that is older than a day.
    """
    if not apps.is_installed(PACKAGE):
        raise BadSignature
    from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview

    HeadlessPreviewMixin.get_preview_signer().unsign(token, max_age=A_DAY)
    app, _dot, model = content_type.partition(".")
    kind = {"content_type__app_label": app, "content_type__model": model} if content_type else {}
    found = PagePreview.objects.filter(token=token, **kind).first()
    if found is None:
        raise BadSignature
    return found.as_page()
