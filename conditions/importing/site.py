"""What the site knows, read from its pages as plain values."""

from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from locations.conf import clinic_settings
from locations.models import LocationPage
from locations.references import numbers_of_locations

from ..models import ArticleIndexPage, ConditionPage, PractitionerPage, TreatmentPage
from .authors import Person
from .document import ImportRefused
from .phones import KnownPhone, PhoneBook
from .topics import CONDITION, TREATMENT, Term
from .understanding import SiteFacts


def find_index(slug: str = "") -> ArticleIndexPage:
    """Return the list of articles to import into: the one called `slug`, or the only one."""
    lists = ArticleIndexPage.objects.filter(alias_of__isnull=True)
    found = list(lists.filter(slug=slug) if slug else lists)
    if len(found) > 1:
        default = Locale.get_default()
        found = [page for page in found if page.locale_id == default.pk] or found
    if len(found) == 1:
        return found[0]
    if found:
        slugs = ", ".join(sorted(page.slug for page in found))
        raise ImportRefused(
            _("there is more than one list of articles; choose with --into: %(slugs)s")
            % {"slugs": slugs}
        )
    if slug:
        raise ImportRefused(_("there is no list of articles called %(slug)s") % {"slug": slug})
    raise ImportRefused(_("the site has no list of articles; add one in the admin first"))


def read_facts(locale: Locale) -> SiteFacts:
    """Return numbers, practitioners and topics of the site for articles in `locale`."""
    return SiteFacts(
        phone_book=phone_book(),
        people=tuple(_people(locale)),
        terms=tuple(_terms(locale)),
        pages=_pages_by_slug(locale),
    )


def phone_book() -> PhoneBook:
    """Every number of every published location. One query."""
    return PhoneBook(tuple(_known_phones()), clinic_settings.PHONE_REGION)


def _known_phones() -> list[KnownPhone]:
    """Every number of every published location, and whether it is the one shown for its role."""
    return [
        KnownPhone(
            location_id=location.pk,
            location=location.title,
            role=role,
            e164=e164,
            places=(location.city,),
            is_shown=_shows(location, role, e164),
        )
        for e164, owners in numbers_of_locations().items()
        for location, role in owners
    ]


def _shows(location: LocationPage, role: str, e164: str) -> bool:
    phone = location.phone(role)
    return phone is not None and phone.e164 == e164


def _pages_by_slug(locale: Locale) -> dict[str, int]:
    """Return the published pages by slug; a slug that two of them have leads to neither."""
    pages = Page.objects.filter(locale=locale, depth__gt=2).live().values_list("slug", "pk")
    found: dict[str, list[int]] = {}
    for slug, pk in pages:
        found.setdefault(slug.casefold(), []).append(pk)
    return {slug: keys[0] for slug, keys in found.items() if len(keys) == 1}


def _people(locale: Locale) -> list[Person]:
    pages = PractitionerPage.objects.filter(locale=locale, alias_of__isnull=True)
    return [Person(page.pk, page.title, tuple(page.credential_list)) for page in pages]


def _terms(locale: Locale) -> list[Term]:
    return [
        Term(kind, name.strip(), page.pk)
        for kind, model in ((CONDITION, ConditionPage), (TREATMENT, TreatmentPage))
        for page in model.objects.filter(locale=locale, alias_of__isnull=True).order_by("path")
        for name in (page.title, *page.also_called.split(","))
        if name.strip()
    ]
