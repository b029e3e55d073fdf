"""Makes pages of the demo's sheets, through Wagtail's own drafts, revisions and publishing.

First every page is made as a draft, so that each has a key that texts can link to; then each gets
its facts, its text and its links and is published.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page

from conditions.models import (
    ArticleIndexPage,
    ArticlePage,
    Citation,
    ConditionIndexPage,
    ConditionPage,
    GlossaryPage,
    PractitionerIndexPage,
    PractitionerPage,
    TreatmentIndexPage,
    TreatmentPage,
)
from home.models import HomePage
from leads.models import ConsultationRequestPage
from locations.models import ClinicPage, LocationIndexPage, LocationPage

from .content import (
    articles,
    conditions,
    locations,
    practitioners,
    site,
    spanish,
    standing,
    treatments,
)
from .content.sources import SOURCES
from .markup import resolve
from .sheets import Sheet
from .standing import disclaim, explain_words, make_series
from .translating import record_translation

# The lists in the order of the menu, each with its pages.
SECTIONS: tuple[tuple[type[ClinicPage], Sheet, type[ClinicPage], tuple[Sheet, ...]], ...] = (
    (ConditionIndexPage, site.CONDITIONS, ConditionPage, conditions.SHEETS),
    (TreatmentIndexPage, site.TREATMENTS, TreatmentPage, treatments.SHEETS),
    (PractitionerIndexPage, site.PRACTITIONERS, PractitionerPage, practitioners.SHEETS),
    (ArticleIndexPage, site.ARTICLES, ArticlePage, articles.SHEETS),
    (LocationIndexPage, site.LOCATIONS, LocationPage, locations.SHEETS),
)


class Garden:
    """The pages of the demo in the making, by key."""

    def __init__(self, *, images: dict[str, AbstractImage], today: date) -> None:
        self.images, self.today = images, today
        self.pages: dict[str, ClinicPage] = {}
        self.translated: dict[str, ClinicPage] = {}
        self.sources: dict[str, Citation] = {}
        self.sheets: list[Sheet] = []

    def plant(self, root: Page) -> HomePage:
        """Make and publish all pages below `root`; return the front page."""
        self.sources = {key: _source(facts) for key, facts in SOURCES.items()}
        home = self._draft(root, HomePage, site.HOME)
        for index_model, index_sheet, model, sheets in SECTIONS:
            index = self._draft(home, index_model, index_sheet, in_menu=True)
            for sheet in sheets:
                self._draft(index, model, sheet)
        self._draft(home, GlossaryPage, site.GLOSSARY)
        self._draft(home, ConsultationRequestPage, site.REQUEST, in_menu=True)
        self.series = make_series(locale=home.locale)
        for sheet in self.sheets:
            self._publish(sheet)
        explain_words(locale=home.locale, page_id=self.page_id)
        disclaim(locale=home.locale, today=self.today, page_id=self.page_id)
        return home

    def translate(self) -> HomePage:
        """Publish the Spanish pages beside the English ones; return their front page."""
        locale, _new = Locale.objects.get_or_create(language_code=spanish.LANGUAGE)
        for sheet in spanish.SHEETS:
            page = self.pages[sheet.key].specific_class.objects.get(pk=self.pages[sheet.key].pk)
            copy = page.copy_for_translation(locale)
            copy.title, copy.summary = sheet.title, sheet.summary
            copy.slug = spanish.SLUGS.get(sheet.key, copy.slug)
            self.translated[sheet.key] = copy
        for sheet in spanish.SHEETS:
            self._publish_translation(sheet)
        return self.translated[site.HOME.key]

    def _publish_translation(self, sheet: Sheet) -> None:
        page = self.translated[sheet.key]
        page.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
        facts = sheet.facts | ({"body": list(sheet.body)} if sheet.body else {})
        for name, value in self._ready(page, facts, page_id=self.translated_id):
            setattr(page, name, value)
        self._link_to_translations(page)
        page.save_revision().publish()
        original = type(page).objects.get(pk=self.pages[sheet.key].pk)
        record_translation(original, page, locale=page.locale)

    def _link_to_translations(self, page: ClinicPage) -> None:
        """Link what the original links: its translation, or itself where there is none."""
        translations = {self.pages[key].pk: copy for key, copy in self.translated.items()}
        for link in page.treatment_links.all() if isinstance(page, ConditionPage) else ():
            link.treatment = translations.get(link.treatment_id, link.treatment)

    def page_id(self, key: str) -> int:
        """The primary key of a page of the demo, or of a source (^); KeyError without one."""
        return self.sources[key[1:]].pk if key.startswith("^") else self.pages[key].pk

    def translated_id(self, key: str) -> int:
        """As `page_id`, of the translation where there is one."""
        return self.translated[key].pk if key in self.translated else self.page_id(key)

    def picture_id(self, key: str) -> int:
        """The primary key of a picture of the demo; KeyError when there is none."""
        return self.images[key].pk

    def _draft(
        self, parent: Page, model: type[ClinicPage], sheet: Sheet, *, in_menu: bool = False
    ) -> Any:
        page = model(
            title=sheet.title,
            slug=sheet.key,
            summary=sheet.summary,
            image=self.images[sheet.picture] if sheet.picture else None,
            show_in_menus=in_menu,
            live=False,
        )
        self.pages[sheet.key] = parent.add_child(instance=page)
        self.sheets.append(sheet)
        return page

    def _publish(self, sheet: Sheet) -> None:
        page = self.pages[sheet.key]
        page.refresh_from_db()  # its children have changed the tree
        for name, value in self._facts(page, sheet):
            setattr(page, name, value)
        for relation, keys in sheet.links.items():
            self._link(page, relation, keys, days=sheet.facts.get("weekdays", {}))
        page.save_revision().publish()

    def _facts(self, page: ClinicPage, sheet: Sheet) -> Iterator[tuple[str, Any]]:
        facts = sheet.facts
        if isinstance(page, LocationPage):
            facts = facts | _location_facts(sheet, today=self.today)
        if isinstance(page, ArticlePage):
            facts = _article_facts(facts, author=self.pages[facts["author"]], today=self.today)
            if sheet.key in standing.SERIES_PARTS:
                facts |= {"series": self.series}
        if isinstance(page, PractitionerPage):
            facts = _practitioner_facts(facts, today=self.today)
        if sheet.body:
            facts = facts | {"body": list(sheet.body)}
        yield from self._ready(page, facts, page_id=self.page_id)

    def _ready(
        self, page: ClinicPage, facts: dict[str, Any], *, page_id: Callable[[str], int]
    ) -> Iterator[tuple[str, Any]]:
        """Facts as a page takes them: with the keys of real pages, and as blocks."""
        for name, value in facts.items():
            field = page._meta.get_field(name)
            ready = resolve(value, page_id=page_id, picture_id=self.picture_id)
            yield name, as_edited(field, ready) if isinstance(field, StreamField) else ready

    def _link(
        self, page: ClinicPage, relation: str, keys: tuple[str, ...], *, days: dict[str, str]
    ) -> None:
        links = getattr(page, relation)
        end = relation.removesuffix("_links")
        for order, key in enumerate(keys):
            more = {"weekdays": days[key]} if key in days else {}
            links.add(links.model(sort_order=order, **{end: self.pages[key]}, **more))


def _source(facts: dict[str, Any]) -> Citation:
    """A source of the demo; one that somebody has written down already is kept."""
    source, _is_new = Citation.objects.get_or_create(doi=facts["doi"], defaults=facts)
    return source


def as_edited(field: StreamField, blocks: list[tuple[str, Any]]) -> Any:
    """Return blocks as the editor's form would leave them: complete, checked and normalised."""
    raw = [{"type": name, "value": value} for name, value in blocks]
    return field.stream_block.clean(field.stream_block.to_python(raw))


def _location_facts(sheet: Sheet, *, today: date) -> dict[str, Any]:
    numbers = sheet.facts["phones"].items()
    week = locations.weekly_hours(sheet.key)
    overrides = locations.hours_overrides(sheet.key, today=today)
    return {
        "phones": [("phone", {"role": role, "number": number}) for role, number in numbers],
        "weekly_hours": [("interval", line) for line in week],
        "hours_overrides": [("override", line) for line in overrides],
    }


def _article_facts(facts: dict[str, Any], *, author: ClinicPage, today: date) -> dict[str, Any]:
    written = today - timedelta(days=facts["days_ago"])
    return {"author": author, "date": written, "image_credit": facts["image_credit"]}


def _practitioner_facts(facts: dict[str, Any], *, today: date) -> dict[str, Any]:
    dated = {"weekdays", "license_days", "leave"}
    ready = {name: value for name, value in facts.items() if name not in dated}
    if days := facts.get("license_days"):
        ready["license_expires_date"] = today + timedelta(days=days)
    if leave := facts.get("leave"):
        first = today + timedelta(days=leave["from"])
        last = first + timedelta(days=leave["days"])
        dates = {"first_date": first, "last_date": last, "note": leave["note"]}
        ready["leaves"] = [("leave", dates)]
    return ready
