"""The demo's settings: the clinic as a whole, one shared Site, and a Site for Edina alone."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from wagtail.models import Locale, Page, Site

from leads.models import RoutingRule
from locations.models import Announcement, ClinicOrganisation, ClinicSiteSettings, LocationPage

from .content import site as content
from .content import spanish
from .markup import to_html
from .planting import as_edited
from .translating import record_translation

DEFAULT_PORTS = {"http": 80, "https": 443}


def make_sites(*, home: Page, request_page: Page, edina: LocationPage, url: str) -> None:
    """Show the demo at `url`, and at its subdomain ``edina.`` with Edina's number only.

    Both Sites share one page tree: every text is written once, links stay on the Site that the
    visitor is on, and Wagtail takes the default Site for the canonical address.
    """
    address = urlsplit(url)
    hostname = address.hostname or "localhost"
    port = address.port or DEFAULT_PORTS.get(address.scheme, 80)
    facts = {"port": port, "root_page": home}
    shared, _new = Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "site_name": content.NAME, **facts},
    )
    bound = Site.objects.create(
        hostname=f"edina.{hostname}", site_name=f"{content.NAME}, Edina", **facts
    )
    ClinicSiteSettings.objects.create(site=shared, request_page=request_page)
    ClinicSiteSettings.objects.create(site=bound, request_page=request_page, location=edina)


def describe_organisation(*, default_location: LocationPage) -> None:
    """Write down the clinic's name and its standing texts."""
    organisation = ClinicOrganisation.load()
    organisation.name = content.NAME
    organisation.tagline = content.TAGLINE
    organisation.phone = content.PHONE
    organisation.emergency_text = content.EMERGENCY_TEXT
    organisation.consent_text = content.CONSENT_TEXT
    organisation.default_location = default_location
    translation = {
        "language": spanish.LANGUAGE,
        "emergency_text": spanish.EMERGENCY_TEXT,
        "consent_text": spanish.CONSENT_TEXT,
    }
    organisation.translations = as_edited(
        organisation._meta.get_field("translations"), [("translation", translation)]
    )
    organisation.save()


def make_announcement(*, link_page: Page, page_id: Callable[[str], int], at: datetime) -> None:
    """Announce something that has begun a few days ago and runs for some weeks."""
    announcement = Announcement(
        title=content.ANNOUNCEMENT_TITLE,
        text=to_html(content.ANNOUNCEMENT_TEXT, page_id=page_id),
        kind=Announcement.Kind.OFFER,
        starts_at=at - timedelta(days=3),
        ends_at=at + timedelta(days=25),
        link_page=link_page,
    )
    announcement.full_clean()
    announcement.save()
    announcement.save_revision().publish()
    _translate(announcement, link_page=link_page)


def _translate(announcement: Announcement, *, link_page: Page) -> None:
    """The same announcement in Spanish; its facts are those of the original."""
    locale = Locale.objects.get(language_code=spanish.LANGUAGE)
    copy = announcement.copy_for_translation(locale)
    copy.title = spanish.ANNOUNCEMENT_TITLE
    copy.text = to_html(spanish.ANNOUNCEMENT_TEXT, page_id=lambda key: 0)
    copy.link_page = link_page.get_translation(locale)
    copy.full_clean()
    copy.save()
    copy.save_revision().publish()
    record_translation(announcement, copy, locale=locale)


def make_routing_rules(*, st_paul: LocationPage, edina: LocationPage) -> None:
    """Make some rules for requests that name no location."""
    rules: tuple[tuple[str, LocationPage, dict[str, Any]], ...] = (
        ("Herbal formulas are made in St. Paul", st_paul, {"topic_contains": "herbal"}),
        ("Tui na is offered in Edina", edina, {"topic_contains": "tui na"}),
        ("Hmong is spoken in St. Paul", st_paul, {"language": "hmn"}),
        ("ZIP codes west of the river", edina, {"postcode_prefix": "554"}),
        ("ZIP codes around St. Paul", st_paul, {"postcode_prefix": "551"}),
        (
            "Saturday mornings only St. Paul is open",
            st_paul,
            {"weekday": "5", "from_time": time(9), "until_time": time(13)},
        ),
    )
    for number, (name, location, conditions) in enumerate(rules, 1):
        RoutingRule.objects.create(name=name, order=number * 10, location=location, **conditions)
