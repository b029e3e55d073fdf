"""What a page says about itself to machines: search engines, assistants, feed readers."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from .. import schema
from ..directory import Directory
from ..pictures import credit_of, picture_url
from ..schema import Node

LOGO = "clinic/mark.png"


class Described:
    """A page that can be read as data.

    A page type names what kind of page it is, and may tell more: about what it is (`subject`), the
    facts of the page itself (`page_facts`) and further nodes (`subject_nodes`). It takes all from
    the context that its template shows, so that data and text cannot differ and cost no query.
    """

    page_kind = "WebPage"
    # What the page is about: its schema.org type and the fragment of its @id. None: only itself.
    subject: tuple[str | list[str], str] | None = None
    # Pages that are no content of their own, such as results of a search, are not to be listed.
    in_sitemap = True

    @property
    def subject_name(self: Any) -> str:
        return self.title

    def subject_id(self, clinic: Directory) -> str:
        """The @id of what the page is about, the same on every page that links to it."""
        if self.subject is None:
            return ""
        return f"{clinic.canonical_url(self)}#{self.subject[1]}"

    def subject_brief(self, clinic: Directory) -> Node:
        """What another page needs to say about the subject of this one, to link to it."""
        if self.subject is None:
            return {}
        url = clinic.canonical_url(self)
        return schema.node(
            self.subject[0], id=self.subject_id(clinic), name=self.subject_name, url=url
        )

    def page_facts(self, context: Mapping[str, Any]) -> Node:
        """Further facts of the page, as the properties of its WebPage."""
        return {}

    def subject_nodes(self, context: Mapping[str, Any]) -> list[Node]:
        """What the page is about, and everything that this links to."""
        return []

    def feeds(self, context: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Pairs of title and address: the feeds that a reader of this page may want."""
        return []

    def structured_data(self: Any, context: Mapping[str, Any]) -> Node:
        """The page, what it is about and whose it is, as one linked document."""
        clinic = context["clinic"]
        nodes = [
            self._page_node(context),
            schema.breadcrumbs(id=f"{self.canonical_url}#breadcrumb", steps=_steps(self, context)),
            *self.subject_nodes(context),
            *_frame(clinic, self.canonical_url),
        ]
        return schema.graph(node for node in nodes if node)

    def _page_node(self: Any, context: Mapping[str, Any]) -> Node:
        clinic, url = context["clinic"], self.canonical_url
        subject = schema.ref(self.subject_id(clinic))
        facts: Node = {
            "description": self.search_description or self.summary,
            "about": subject,
            "mainEntity": subject,
            "datePublished": _moment(self.first_published_at),
            "dateModified": _moment(self.last_published_at),
            "breadcrumb": schema.ref(f"{url}#breadcrumb" if len(_steps(self, context)) > 1 else ""),
        }
        return schema.web_page(
            self.page_kind,
            id=f"{url}#webpage",
            url=url,
            name=self.subject_name,
            language=get_language() or "",
            website_id=website_id(url),
            **(facts | self.page_facts(context)),
        )


def listed(context: Mapping[str, Any], pages: Iterable[Page]) -> Node:
    """The facts of a page that is a list of `pages`."""
    clinic = context["clinic"]
    items = [
        (getattr(page, "subject_name", page.title), clinic.canonical_url(page)) for page in pages
    ]
    return {"mainEntity": schema.item_list(items)}


def picture_of(page: Any, size: str, clinic: Directory, *, credit: str = "") -> Node | None:
    """The picture at the top of a page, as it is shown there, with the credit that is."""
    url = picture_url(page.image, size, on=timezone.localdate())
    if not url:
        return None
    return schema.picture(
        url=absolute(url, clinic.canonical_url(page)),
        caption=page.image.description,
        credit=credit or credit_of(page.image),
    )


def organisation_id(clinic: Directory) -> str:
    return f"{clinic.default_root_url}/#organization"


def website_id(url: str) -> str:
    return f"{_origin(url)}/#website"


def _frame(clinic: Directory, url: str) -> list[Node]:
    """What is on every page: the clinic, its site and its locations, in short."""
    key = f"graph {clinic.site and clinic.site.pk} {_origin(url)} {get_language()}"
    return clinic.remembered(key, lambda: _make_frame(clinic, url))


def _make_frame(clinic: Directory, url: str) -> list[Node]:
    organisation, root = clinic.organisation, clinic.default_root_url
    default = clinic.default_location
    phone = organisation.main_phone or (default.main_phone if default else None)
    whole = schema.organisation(
        id=organisation_id(clinic),
        name=organisation.name,
        slogan=organisation.tagline,
        url=f"{root}/",
        logo=absolute(static(LOGO), root),
        telephone=phone.e164 if phone else "",
    )
    site = schema.website(
        id=website_id(url),
        url=f"{_origin(url)}/",
        name=organisation.name,
        publisher_id=organisation_id(clinic),
    )
    return [whole, site, *(place.subject_brief(clinic) for place in clinic.locations)]


def _steps(page: Page, context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The breadcrumbs as the page shows them, with the page at the end."""
    clinic = context["clinic"]
    way = [*context.get("breadcrumbs", ()), page]
    return [(step.title, clinic.canonical_url(step)) for step in way]


def absolute(url: str, base: str) -> str:
    """An address with its host: that of `base`, unless it names one itself."""
    return urljoin(base, url) if url else ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _moment(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
