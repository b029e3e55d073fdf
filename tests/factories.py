"""Pages, locations and sites for tests: real rows; a test names only the facts it is about.

Every page lands in one tree: home page → index pages → pages, made the first time they are needed.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.images import ImageFile
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Site
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    update_reference_index_on_save,
)

from conditions.models import (
    ArticleIndexPage,
    ArticlePage,
    Citation,
    ClinicalReview,
    ClinicalReviewer,
    ConditionIndexPage,
    ConditionPage,
    PractitionerIndexPage,
    PractitionerPage,
    SourceKind,
    TreatmentIndexPage,
    TreatmentPage,
)
from conditions.review import default_due_date, sign
from home.models import HomePage
from leads.actions.receiving import new_reference
from leads.models import ConsultationRequestPage, GroupLocationPermission, Lead, Right
from locations.models import ClinicOrganisation, ClinicSiteSettings, LocationIndexPage, LocationPage
from locations.phones import PhoneRole

ST_PAUL_PHONE = "+16512246678"
EDINA_PHONE = "+19523034115"

_numbers = count(1)


# Facts of a location, as StreamField values.


def phones(main: str = ST_PAUL_PHONE, **by_role: str) -> list[tuple[str, dict[str, str]]]:
    """The numbers of a location: ``phones("+1651…", text="+1651…", fax="+1651…")``."""
    numbers = {
        PhoneRole.MAIN: main,
        **{PhoneRole(role): number for role, number in by_role.items()},
    }
    return [("phone", {"role": role.value, "number": number}) for role, number in numbers.items()]


def week(
    *intervals: tuple[str, str], days: Iterable[int] = range(5)
) -> list[tuple[str, dict[str, Any]]]:
    """The same hours on each of `days` (0 = Monday): ``week(("09:00", "12:00"), …)``."""
    return [
        (
            "interval",
            {
                "weekday": str(day),
                "opens": time.fromisoformat(opens),
                "closes": time.fromisoformat(closes),
            },
        )
        for day in days
        for opens, closes in intervals or [("09:00", "17:00")]
    ]


def override(
    first: str, last: str = "", *, opens: str = "", closes: str = "", reason: str = ""
) -> tuple[str, dict[str, Any]]:
    """Other hours on some dates, both included; without times it is closed."""
    return (
        "override",
        {
            "first_date": date.fromisoformat(first),
            "last_date": date.fromisoformat(last) if last else None,
            "opens": time.fromisoformat(opens) if opens else None,
            "closes": time.fromisoformat(closes) if closes else None,
            "reason": reason,
        },
    )


# Pages.


def home_page() -> HomePage:
    """The root page of the default site."""
    site = Site.objects.get(is_default_site=True)
    home = HomePage.objects.filter(pk=site.root_page_id).first()
    if home is None:
        root = Page.get_first_root_node()
        home = _grow(HomePage, parent=root, title="Wagtail Clinic", slug="clinic-home")
        site.root_page = home
        site.save()
    return home


def make_page(
    model: type[Page],
    *,
    parent: Page | None = None,
    live: bool = True,
    links: dict[str, list[Page]] | None = None,
    **facts: Any,
) -> Any:
    """A page of any type below `parent`, the home page by default; a draft if not `live`.

    The index of references is written once: saving writes it again with each link.
    """
    parent = parent or home_page()
    facts.setdefault("title", f"{model._meta.verbose_name} {next(_numbers)}".capitalize())
    page = model(live=live, **facts)
    for relation, pages in (links or {}).items():
        _link(page, relation, pages)
    with disable_reference_index_auto_update():
        parent.add_child(instance=page)
    update_reference_index_on_save(page)
    parent.refresh_from_db(fields=["path", "depth", "numchild"])
    return page


def _link(page: Page, relation: str, pages: list[Page]) -> None:
    links = getattr(page, relation)
    end = relation.removesuffix("_links")
    for order, other in enumerate(pages):
        links.add(links.model(**{end: other, "sort_order": order}))


def index_page(model: type[Page], **facts: Any) -> Any:
    """The only page of an index type below the home page."""
    home = home_page()
    return model.objects.child_of(home).first() or _grow(
        model, parent=home, show_in_menus=True, **facts
    )


def _grow(model: type[Page], *, parent: Page, **facts: Any) -> Any:
    """What `add_child` makes, without its checks, its log and its index of references.

    Nearly every test needs two or three of these, and nothing about them.
    """
    title = facts.setdefault("title", f"{model._meta.verbose_name}".capitalize())
    facts.setdefault("slug", slugify(title))
    last = parent.get_last_child()
    page = model(draft_title=title, locale_id=parent.locale_id, **facts)
    page.path = last._inc_path() if last else model._get_path(parent.path, parent.depth + 1, 1)
    page.depth = parent.depth + 1
    page.set_url_path(parent)
    with disable_reference_index_auto_update():
        page.save_base(force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    parent.numchild += 1
    return page


def make_location(title: str = "St. Paul", **facts: Any) -> LocationPage:
    """A location open Monday to Friday 9 to 5 in Chicago's time zone, with a main phone."""
    defaults = {
        "street": "1100 Grand Avenue",
        "city": title,
        "region": "MN",
        "postcode": "55105",
        "phones": phones(),
        "weekly_hours": week(),
        "desk_email": "desk@clinic.example",
    }
    facts.setdefault("parent", index_page(LocationIndexPage, title="Locations", slug="locations"))
    return make_page(LocationPage, title=title, **(defaults | facts))


RED_FLAGS = [
    ("card", {"urgency": "emergency", "heading": "", "text": "<ul><li>you faint</li></ul>"}),
    ("card", {"urgency": "urgent", "heading": "", "text": "<ul><li>you have a fever</li></ul>"}),
]


def make_condition(**facts: Any) -> ConditionPage:
    """A condition with warning signs; ``treatments=[…]`` links treatments that may help."""
    treatments = facts.pop("treatments", [])
    facts.setdefault("red_flags", RED_FLAGS)
    facts.setdefault(
        "parent", index_page(ConditionIndexPage, title="Conditions", slug="conditions")
    )
    return make_page(ConditionPage, links={"treatment_links": treatments}, **facts)


def make_treatment(**facts: Any) -> TreatmentPage:
    """A treatment; ``locations=[…]`` says where it is offered."""
    locations = facts.pop("locations", [])
    facts.setdefault(
        "parent", index_page(TreatmentIndexPage, title="Treatments", slug="treatments")
    )
    return make_page(TreatmentPage, links={"location_links": locations}, **facts)


def make_practitioner(**facts: Any) -> PractitionerPage:
    """A practitioner; ``locations``, ``treatments`` and ``conditions`` are pages to link."""
    ends = {
        f"{end}_links": facts.pop(f"{end}s", []) for end in ("location", "treatment", "condition")
    }
    facts.setdefault(
        "parent", index_page(PractitionerIndexPage, title="Practitioners", slug="practitioners")
    )
    return make_page(PractitionerPage, links=ends, **({"credentials": "LAc"} | facts))


def make_article(**facts: Any) -> ArticlePage:
    """An article; ``conditions`` and ``treatments`` are lists of pages to link."""
    ends = {f"{end}_links": facts.pop(f"{end}s", []) for end in ("treatment", "condition")}
    facts.setdefault("parent", index_page(ArticleIndexPage, title="Articles", slug="articles"))
    defaults = {"date": date(2026, 3, 2), "body": [("text", "<p>Running text.</p>")]}
    return make_page(ArticlePage, links=ends, **(defaults | facts))


def make_request_page(**facts: Any) -> ConsultationRequestPage:
    """The page with the consultation form, set as the default site's request page."""
    page = make_page(
        ConsultationRequestPage, **({"title": "Request a consultation", "slug": "request"} | facts)
    )
    bind_site(Site.objects.get(is_default_site=True), request_page=page)
    return page


# Sites and settings.


def searchable() -> dict[str, dict[str, Any]]:
    """WAGTAILSEARCH_BACKENDS as they are on a live site: each save writes to the index."""
    backends = settings.WAGTAILSEARCH_BACKENDS
    return {name: facts | {"AUTO_UPDATE": True} for name, facts in backends.items()}


def make_site(hostname: str, *, root_page: Page | None = None, **shown: Any) -> Site:
    """Another Wagtail Site, on the same tree unless it gets its own; settings as in `bind_site`."""
    site = Site.objects.create(hostname=hostname, root_page=root_page or home_page())
    return bind_site(site, **shown)


def bind_site(site: Site, **shown: Any) -> Site:
    """Set what a Site shows: ``location`` binds it, its button leads to ``request_page``."""
    ClinicSiteSettings.objects.update_or_create(site=site, defaults=shown)
    return site


def set_organisation(**facts: Any) -> ClinicOrganisation:
    """Set facts of the clinic as a whole."""
    organisation = ClinicOrganisation.load()
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save()
    return organisation


# Pictures.


def make_image(
    title: str = "Picture", *, size: tuple[int, int] = (64, 48), **facts: Any
) -> AbstractImage:
    """A one-coloured JPEG in the image library."""
    content = BytesIO()
    Picture.new("RGB", size, "#7a9").save(content, "JPEG")
    file = ImageFile(BytesIO(content.getvalue()), name=f"picture-{next(_numbers)}.jpg")
    return get_image_model().objects.create(title=title, file=file, **facts)


# People and leads.

# A Wednesday, 10 in the morning in Chicago.
WEDNESDAY = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)


def make_user(name: str, **facts: Any) -> Any:
    """A user without any rights; ``is_superuser=True`` for one with all of them."""
    first, _space, last = name.partition(" ")
    defaults = {"first_name": first, "last_name": last, "email": f"{first}@clinic.example".lower()}
    username = facts.pop("username", f"{first}-{next(_numbers)}".lower())
    return get_user_model().objects.create_user(username=username, **(defaults | facts))


def make_desk(
    name: str, *locations: LocationPage | None, rights: Iterable[str] = (Right.SEE, Right.TRIAGE)
) -> Any:
    """A user of the admin with `rights` at `locations`; ``None`` is every location."""
    user = make_user(name)
    group = Group.objects.create(name=f"Group {next(_numbers)}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for location in locations:
        for right in rights:
            GroupLocationPermission.objects.create(group=group, location=location, right=right)
    user.groups.add(group)
    return user


def make_lead(location: LocationPage | None = None, **facts: Any) -> Lead:
    """A new lead, received on a Wednesday at 10 and promised an answer two hours later."""
    received_at = facts.setdefault("received_at", WEDNESDAY)
    facts.setdefault("answered_at", facts.get("first_response_at"))
    number = next(_numbers)
    defaults = {
        "reference": new_reference(),
        "idempotency_key": f"key-{number}",
        "body_digest": f"digest-{number}",
        "name": f"Visitor {number}",
        "location": location,
        "location_title": location.title if location else "",
        "due_at": received_at + timedelta(hours=2) if location else None,
        "promise": f"{location.title} will reply by noon today." if location else "",
    }
    return Lead.objects.create(**(defaults | facts))


# Sources and reviews.


def make_citation(**facts: Any) -> Citation:
    """A systematic review, with a DOI of its own."""
    number = next(_numbers)
    defaults = {
        "kind": SourceKind.SYSTEMATIC_REVIEW,
        "authors": "Vickers AJ, Vertosick EA, Lewith G, MacPherson H, Foster NE",
        "title": f"Acupuncture for pain, part {number}",
        "journal": "J Pain",
        "year": 2018,
        "volume": "19(5)",
        "pages": "455-474",
        "doi": f"10.1000/{number}",
    }
    return Citation.objects.create(**(defaults | facts))


def make_reviewer(practitioner: PractitionerPage | None = None, **facts: Any) -> Any:
    """A user who signs reviews as a practitioner, and whose account can enter the admin."""
    practitioner = practitioner or make_practitioner(title="Ada Stone")
    user = make_user("Ada Stone", **facts)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    ClinicalReviewer.objects.create(user=user, practitioner=practitioner)
    return user


def sign_page(page: Page, by: Any, *, next_due_date: date | None = None) -> ClinicalReview:
    """Publish a page as it is and sign it."""
    page.save_revision().publish()
    page.refresh_from_db()
    due = next_due_date or default_due_date(on=timezone.localdate())
    return sign(revision=page.live_revision, by=by, next_due_date=due)
