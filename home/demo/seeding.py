"""Plants the demo clinic in an empty site, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, PageLogEntry

from conditions.models import (
    ArticleIndexPage,
    ConditionIndexPage,
    PractitionerIndexPage,
    TreatmentIndexPage,
)
from leads.models import Lead
from locations import renditions
from locations.models import LocationPage

from .accounts import ACCOUNTS
from .desk import make_desk, make_webhooks, settle_webhooks
from .images import draw_pictures, stored
from .inbox import DESKS, keys_of_pages, make_leads, make_replies, make_retention
from .people import make_accounts, make_groups
from .planting import Garden
from .reviews import make_reviews
from .sites import describe_organisation, make_announcement, make_routing_rules, make_sites

WRITTEN_BY_PRACTITIONERS = (
    ConditionIndexPage,
    TreatmentIndexPage,
    PractitionerIndexPage,
    ArticleIndexPage,
)


# Longer ago than any request of the demo: see `echoes.MOST_WEEKS`.
PAGES_ARE_OLD = timedelta(weeks=60)


@dataclass(frozen=True)
class Outcome:
    """What was planted; nothing when the site was not empty."""

    pages: int = 0
    pictures: int = 0
    leads: int = 0
    accounts: list[str] = field(default_factory=list)


def seed(
    *,
    url: str,
    with_accounts: bool,
    leads: int,
    at: datetime,
    pictures: dict[str, bytes] | None = None,
) -> Outcome:
    """Plant the demo clinic at `url`, all of it or nothing, unless the site has pages already.

    `pictures` are drawn when they are not given.
    """
    if not is_empty():
        return Outcome()
    files = pictures or draw_pictures()
    with renditions.paused(), transaction.atomic():
        root = Page.objects.select_for_update().get(depth=1)  # one seeder at a time
        if not is_empty():
            return Outcome()
        with stored(files) as images:
            garden = Garden(images=images, today=timezone.localdate(at))
            _plant(garden, root, url=url, at=at)
            _let_be_old(at=at)
            accounts = make_accounts() if with_accounts else []
            make_reviews(garden.pages, at=at)
            make_replies()
            made = _fill_inbox(garden.pages, number=leads, url=url if accounts else "", at=at)
            pages = len(garden.pages) + len(garden.translated)
            return Outcome(pages, len(images), made, accounts)


def _let_be_old(*, at: datetime) -> None:
    """Let the pages have been there before the oldest request: each lead shows what it had read."""
    PageLogEntry.objects.filter(revision__isnull=False).update(timestamp=at - PAGES_ARE_OLD)


def _fill_inbox(pages: Mapping[str, Page], *, number: int, url: str, at: datetime) -> int:
    """Make leads, and, where somebody works there, what else a desk has."""
    if not url:
        return make_leads(pages, number=number, at=at)
    make_webhooks(pages, url=url)
    made = make_leads(pages, number=number, at=at)
    settle_webhooks(at=at)
    make_desk(pages, at=at)
    return made


def add_leads(*, number: int, at: datetime) -> int | None:
    """Make as many more leads that there are `number` in the inbox; return how many are new.

    None where this is not the demo as it was planted: some of its pages are gone, or its accounts.
    """
    pages = _planted_pages()
    names = {account.username for account in ACCOUNTS}
    users = get_user_model().objects.filter(username__in=names)
    if pages is None or users.count() < len(names):
        return None
    with transaction.atomic():
        return make_leads(pages, number=max(0, number - Lead.objects.count()), at=at)


def _planted_pages() -> dict[str, Page] | None:
    """The pages that the stories are about, by their keys; None if some are gone."""
    keys = keys_of_pages()
    found = Page.objects.live().filter(slug__in=keys, locale=Locale.get_default(), alias_of=None)
    pages = {page.slug: page for page in found.specific()}
    places = [pages.get(key) for key in DESKS]
    is_whole = keys <= pages.keys() and all(isinstance(place, LocationPage) for place in places)
    return pages if is_whole else None


def is_empty() -> bool:
    """Is there nothing in the page tree but the page of greeting that Wagtail makes itself?"""
    pages = list(Page.objects.filter(depth__gt=1)[:2])
    return not pages or (len(pages) == 1 and _is_greeting(pages[0]))


def _is_greeting(page: Page) -> bool:
    return page.specific_class is Page and page.latest_revision_id is None


def _plant(garden: Garden, root: Page, *, url: str, at: datetime) -> None:
    greetings = list(root.get_children())
    home = garden.plant(root)
    spanish_home = garden.translate()
    pages = garden.pages
    st_paul, edina = pages["st-paul"], pages["edina"]
    describe_organisation(default_location=st_paul)
    make_sites(home=home, request_page=pages["request"], edina=edina, url=url)
    make_routing_rules(st_paul=st_paul, edina=edina)
    make_retention(st_paul=st_paul)
    make_announcement(link_page=pages["request"], page_id=garden.page_id, at=at)
    written = [page for page in pages.values() if isinstance(page, WRITTEN_BY_PRACTITIONERS)]
    make_groups(
        homes=[home, spanish_home], written=written, desks={"st-paul": st_paul, "edina": edina}
    )
    for greeting in greetings:  # not before another page is the root of its Site
        greeting.delete()
