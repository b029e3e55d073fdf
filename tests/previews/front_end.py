"""A process with wagtail-headless-preview installed: what previews do then, as JSON on stdout.

Whether the package is there decides what our pages inherit, so it takes a process of its own. The
tables are made without migrations: only pages and users are needed.
"""

import json
import logging
import os
import sys
from urllib.parse import quote

FRONT = "https://front.example.com/preview/"
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "cms.settings.test",
    "DATABASE_URL": "sqlite://:memory:",
    "CACHE_URL": "locmemcache://",
    "HEADLESS_PREVIEW_CLIENT_URL": FRONT,
}

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

from locations.models import LocationIndexPage  # noqa: E402
from locations.previews.headless import client_url  # noqa: E402
from locations.previews.tokens import make_token  # noqa: E402


def make_page() -> LocationIndexPage:
    """A published page, and a draft of it with another title."""
    Locale.objects.create(language_code="en")
    root = Page.add_root(instance=Page(title="Root", slug="root"))
    page = root.add_child(instance=LocationIndexPage(title="Published title", slug="home"))
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    draft = page.get_latest_revision_as_object()
    draft.title = "Draft title"
    draft.save_revision()
    return page


def look(page: LocationIndexPage) -> dict[str, object]:
    """What the editor's preview, the API and a shared link answer."""
    client = Client()
    writing = page.get_latest_revision_as_object()
    writing.title = "Not even saved"
    sent_to = writing.make_preview_request().headers["Location"]
    query = sent_to.removeprefix(f"{FRONT}?")
    live = client.get(f"/api/v3/pages/{page.pk}/").json()
    seen = client.get(f"/api/v3/preview/?{query}").json()
    token = make_token(page.latest_revision.pk)
    shared = client.get(f"/previews/{token}/")
    return {
        "sent_to": sent_to.partition("&")[0],
        "title": seen["title"],
        "same_form": live.keys() == seen.keys(),
        "other_type": client.get(
            f"/api/v3/preview/?{query.replace('locationindexpage', 'locationpage')}"
        ).status_code,
        "forged": client.get(f"/api/v3/preview/?{query}x").status_code,
        "shared_here": [shared.status_code, "Draft title" in shared.content.decode()],
        "shared_there": client_url(page, token)
        == f"{sent_to.partition('&')[0]}&token={quote(token)}",
    }


def main() -> None:
    logging.disable()  # it would be on stdout, too
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    sys.stdout.write(json.dumps(look(make_page())))


if __name__ == "__main__":
    main()
