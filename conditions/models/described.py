"""What clinical pages say to machines: all of it from the context that their templates show."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from locations.directory import Directory
from locations.models.described import Described, listed, organisation_id, picture_of
from locations.plain import plain_text
from locations.schema import Node, faq_page, node, ref, refs

from .. import schema
from .citations import STUDIES, citations_of

if TYPE_CHECKING:
    from .practitioners import PractitionerPage

Context = Mapping[str, Any]
PATIENTS = {"@type": "MedicalAudience", "audienceType": "Patient"}


class DescribedClinically(Described):
    """A page for patients that somebody may have signed for."""

    page_kind = "MedicalWebPage"

    def page_facts(self, context: Context) -> Node:
        return {"audience": PATIENTS, **reviewed(context), "citation": cited(self)}


class DescribedCondition(DescribedClinically):
    subject = ("MedicalCondition", "condition")

    def subject_nodes(self: Any, context: Context) -> list[Node]:
        clinic, treatments = context["clinic"], context["treatments"]
        whole = schema.condition(
            id=self.subject_id(clinic),
            name=self.title,
            url=clinic.canonical_url(self),
            also_called=_names(self.also_called),
            description=self.summary,
            treatment_ids=[page.subject_id(clinic) for page in treatments],
        )
        return [
            whole,
            *_briefs([*treatments, _reviewer(context)], clinic),
            *_questions(self, clinic),
        ]

    def feeds(self: Any, context: Context) -> list[tuple[str, str]]:
        return feed_of(self, "condition_feed") if context["articles"] else []


class DescribedTreatment(DescribedClinically):
    subject = (schema.TREATMENT, "treatment")

    def subject_nodes(self: Any, context: Context) -> list[Node]:
        clinic = context["clinic"]
        field = self._meta.get_field("side_effects")
        whole = schema.treatment(
            id=self.subject_id(clinic),
            name=self.title,
            url=clinic.canonical_url(self),
            also_called=_names(self.also_called),
            provider_id=organisation_id(clinic),
            price=self.price,
            minutes=self.duration_minutes,
            side_effects=(capfirst(str(field.verbose_name)), plain_text(self.side_effects)),
            description=self.summary,
            howPerformed=plain_text(self.what_happens),
            contraindication=plain_text(self.who_must_not),
            followup=plain_text(self.aftercare),
            areaServed=refs(place.subject_id(clinic) for place in context["offered_at"]),
        )
        return [whole, *_briefs([_reviewer(context)], clinic), *_questions(self, clinic)]


class DescribedPractitioner(Described):
    page_kind = "ProfilePage"
    subject = ("Person", "person")

    @property
    def subject_name(self: Any) -> str:
        return self.full_name

    def subject_brief(self: Any, clinic: Directory) -> Node:
        return schema.person(
            id=self.subject_id(clinic),
            name=self.title,
            url=clinic.canonical_url(self),
            credentials=self.credential_list,
            works_for=organisation_id(clinic),
        )

    def subject_nodes(self: Any, context: Context) -> list[Node]:
        clinic = context["clinic"]
        topics = [*context["conditions"], *context["treatments"]]
        whole = schema.person(
            id=self.subject_id(clinic),
            name=self.title,
            url=clinic.canonical_url(self),
            credentials=self.credential_list,
            works_for=organisation_id(clinic),
            licence=_licence(self),
            jobTitle=self.role,
            description=self.summary,
            image=picture_of(self, "tall", clinic),
            knowsLanguage=_names(self.languages),
            workLocation=refs(place.subject_id(clinic) for place in context["works_at"]),
            knowsAbout=refs(page.subject_id(clinic) for page in topics),
        )
        return [whole, *_briefs(topics, clinic)]

    def feeds(self: Any, context: Context) -> list[tuple[str, str]]:
        return [*feed_of(self, "author_feed"), *all_articles()] if context["articles"] else []


class DescribedArticle(DescribedClinically):
    subject = ("Article", "article")

    def page_facts(self, context: Context) -> Node:
        # The sources are the article's.
        return super().page_facts(context) | {"about": None, "citation": None}

    def subject_nodes(self: Any, context: Context) -> list[Node]:
        clinic, author = context["clinic"], context["author"]
        topics = [*context["conditions"], *context["treatments"]]
        series = self.series if self.series_id else None
        minutes = getattr(self, "reading_minutes", None)
        url = clinic.canonical_url(self)
        whole = schema.article(
            id=self.subject_id(clinic),
            headline=self.title,
            url=url,
            page_id=f"{url}#webpage",
            written_on=self.date,
            changed_at=self.last_published_at,
            publisher_id=organisation_id(clinic),
            description=self.summary,
            author=ref(author.subject_id(clinic)) if author else ref(organisation_id(clinic)),
            image=picture_of(self, "wide", clinic, credit=self.image_credit),
            about=refs(page.subject_id(clinic) for page in topics),
            isPartOf=node("CreativeWorkSeries", name=series.title) if series else None,
            timeRequired=f"PT{minutes}M" if minutes else "",
            citation=cited(self),
        )
        return [whole, *_briefs([*topics, author, _reviewer(context)], clinic)]

    def feeds(self, context: Context) -> list[tuple[str, str]]:
        return all_articles()


class DescribedList(Described):
    page_kind = "CollectionPage"

    def page_facts(self, context: Context) -> Node:
        return listed(context, context["pages"])


# Feeds.


def all_articles() -> list[tuple[str, str]]:
    """The feed of all articles, in a project that has feeds."""
    return _feed(gettext("Articles"), "feed")


def feed_of(page: Any, name: str) -> list[tuple[str, str]]:
    """The feed of the articles that belong to a page; an alias has its original's."""
    return _feed(gettext("Articles: %(title)s") % {"title": page.title}, name, page.original_id)


def _feed(title: str, name: str, *args: int) -> list[tuple[str, str]]:
    try:
        return [(title, reverse(f"clinic_conditions:{name}", args=args))]
    except NoReverseMatch:
        return []


# Parts of several pages.


def reviewed(context: Context) -> Node:
    """Who has signed for the text, and when: only while the signature holds for what it says."""
    review = context.get("review")
    if review is None or not review.is_current or review.is_overdue:
        return {}
    reviewer = review.reviewer
    who = ref(reviewer.subject_id(context["clinic"])) if reviewer else None
    return {
        "lastReviewed": timezone.localdate(review.reviewed_at).isoformat(),
        "reviewedBy": who or node("Person", name=review.reviewer_name),
    }


def cited(page: Any) -> list[Node]:
    """The sources that the page lists at its end."""
    return [
        schema.citation(
            title=source.title,
            authors=source.authors,
            year=source.year,
            journal=source.journal,
            doi=source.doi,
            pmid=source.pmid,
            url=source.address,
            is_study=source.kind in STUDIES,
        )
        for source in citations_of(page).values()
    ]


def _reviewer(context: Context) -> Any:
    review = context.get("review")
    return review.reviewer if review is not None and reviewed(context) else None


def _questions(page: Any, clinic: Directory) -> list[Node]:
    questions = ((block.value["question"], plain_text(block.value["answer"])) for block in page.faq)
    url = clinic.canonical_url(page)
    found = faq_page(id=f"{url}#faq", page_id=f"{url}#webpage", questions=questions)
    return [found] if found else []


def _briefs(pages: Iterable[Any], clinic: Directory) -> list[Node]:
    return [page.subject_brief(clinic) for page in pages if page is not None]


def _licence(page: "PractitionerPage") -> Node | None:
    if not page.shown_license(on=timezone.localdate()):
        return None
    return schema.licence(
        kind=page.license_type, number=page.license_number, state=page.license_state
    )


def _names(written: str) -> list[str]:
    return [name.strip() for name in written.split(",") if name.strip()]
