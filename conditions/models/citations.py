"""Citations: what a statement rests on, written down once and used in many texts."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from locations.markup import linked_ids

from ..identifiers import doi_url, normal_doi, normal_pmid, pubmed_url

LINK_TYPE = "clinic-citation"

# Sources with more authors than this are shown as “first, second, third, et al.”.
MOST_AUTHORS = 3
_INITIALS = re.compile(r"(?:\s+[A-Z](?:[A-Z-]|\.)*)+\.?$")


class SourceKind(models.TextChoices):
    """How far a source reaches, the strongest first."""

    GUIDELINE = "guideline", _("Clinical guideline")
    SYSTEMATIC_REVIEW = "systematic_review", _("Systematic review")
    RANDOMISED_TRIAL = "randomised_trial", _("Randomized trial")
    COHORT_STUDY = "cohort_study", _("Cohort study")
    OTHER_STUDY = "other_study", _("Other study")
    BOOK = "book", _("Book")
    WEB_PAGE = "web_page", _("Web page")


STUDIES = {
    SourceKind.SYSTEMATIC_REVIEW,
    SourceKind.RANDOMISED_TRIAL,
    SourceKind.COHORT_STUDY,
    SourceKind.OTHER_STUDY,
}


class Citation(models.Model):
    """A published source. Texts refer to it, and each page numbers its own sources."""

    kind = models.CharField(_("kind"), max_length=24, choices=SourceKind)
    authors = models.CharField(
        _("authors"),
        max_length=500,
        help_text=_("As PubMed writes them: Vickers AJ, Vertosick EA. Or an organization."),
    )
    title = models.CharField(_("title"), max_length=400)
    journal = models.CharField(_("journal or publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1500), MaxValueValidator(2100)]
    )
    volume = models.CharField(
        _("volume and issue"), max_length=40, blank=True, help_text=_("Such as 19(5).")
    )
    pages = models.CharField(
        _("pages"), max_length=40, blank=True, help_text=_("Such as 455-474, or CD001218.")
    )
    doi = models.CharField(
        "DOI",
        max_length=200,
        blank=True,
        help_text=_("Such as 10.1016/j.jpain.2017.11.005. Paste the address, if you like."),
    )
    pmid = models.CharField(
        _("PubMed number (PMID)"), max_length=60, blank=True, help_text=_("Such as 29198932.")
    )
    url = models.URLField(
        _("web address"),
        max_length=500,
        blank=True,
        validators=[RegexValidator(r"^https?://", _("Use an address that begins with https://."))],
        help_text=_("Where it can be read, if it has neither DOI nor PubMed number."),
    )

    panels = [
        FieldPanel("kind"),
        FieldPanel("authors"),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("journal"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("volume"), FieldPanel("pages")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("doi"), FieldPanel("pmid")]), FieldPanel("url")],
            heading=_("Where to find it: one of these, for a book its publisher will do"),
        ),
    ]

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["authors", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["doi"],
                condition=~Q(doi=""),
                name="clinic_citation_doi_once",
                violation_error_message=_("A source with this DOI is there already."),
            ),
            models.UniqueConstraint(
                fields=["pmid"],
                condition=~Q(pmid=""),
                name="clinic_citation_pmid_once",
                violation_error_message=_("A source with this PubMed number is there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}. {self.title}"

    @property
    def label(self) -> str:
        """A few words for it: “Vickers 2018”."""
        return f"{self.first_author} {self.year}"

    @property
    def first_author(self) -> str:
        """The family name of the first author, or the organization, not too long."""
        name = _INITIALS.sub("", self.authors.split(",")[0].strip())
        return name if len(name) <= 40 else f"{name[:39].rstrip()}…"

    @property
    def shown_authors(self) -> str:
        """The authors as a reference list gives them: the first three, and that there are more."""
        names = [name.strip() for name in self.authors.split(",") if name.strip()]
        if len(names) <= MOST_AUTHORS + 1:
            return ", ".join(names)
        return f"{', '.join(names[:MOST_AUTHORS])}, et al"

    @property
    def place(self) -> str:
        """Where in the journal: “2018;19(5):455-474”, as PubMed writes it."""
        volume = f";{self.volume}" if self.volume else ""
        pages = f"{':' if volume else ';'}{self.pages}" if self.pages else ""
        return f"{self.year}{volume}{pages}"

    @property
    def doi_url(self) -> str:
        return doi_url(self.doi)

    @property
    def pubmed_url(self) -> str:
        return pubmed_url(self.pmid)

    @property
    def address(self) -> str:
        """The one address that leads to it best; "" for a book that has none."""
        return self.doi_url or self.pubmed_url or self.url

    def twin(self) -> "Citation | None":
        """Return the source that is this one, already written down."""
        same = Q(pk__in=[])
        if self.doi:
            same |= Q(doi=self.doi)
        if self.pmid:
            same |= Q(pmid=self.pmid)
        return Citation.objects.filter(same).exclude(pk=self.pk).first()

    def clean(self) -> None:
        """Bring DOI and PubMed number into their one form, and ask for a way to the source."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.doi and not normal_doi(self.doi):
            wrong["doi"] = _("This is no DOI. It begins with 10. and has a slash: 10.1016/…")
        if self.pmid and not normal_pmid(self.pmid):
            wrong["pmid"] = _("A PubMed number has digits only, such as 29198932.")
        if wrong:
            raise ValidationError(wrong)
        self.doi, self.pmid = normal_doi(self.doi), normal_pmid(self.pmid)
        if not self._can_be_found:
            raise ValidationError(_("Give a DOI, a PubMed number or a web address."))

    @property
    def _can_be_found(self) -> bool:
        in_library = self.kind == SourceKind.BOOK and self.journal
        return bool(self.doi or self.pmid or self.url or in_library)


# Where a page keeps its sources.
_KEPT = "_clinic_citations"


def citations_of(page: Page) -> Mapping[int, Citation]:
    """Return the sources that the texts of a page refer to, by id.

    One query, none without any, and none the second time: data and text show the same.
    """
    if _KEPT not in page.__dict__:
        read_citations([page])
    return page.__dict__[_KEPT]


def read_citations(pages: Iterable[Page]) -> None:
    """Read the sources of all `pages` for `citations_of`. One query, none without any."""
    wanted = [(page, linked_ids(page, LINK_TYPE)) for page in pages]
    every = set().union(*(ids for _page, ids in wanted))
    found = Citation.objects.in_bulk(every) if every else {}
    for page, own in wanted:
        page.__dict__[_KEPT] = {pk: found[pk] for pk in own if pk in found}
