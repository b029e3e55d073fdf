"""The glossary: words of the trade in plain words, and the page that lists them."""

import unicodedata
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.search import index

from locations.blocks import SHORT_TEXT_FEATURES
from locations.markup import empty_references
from locations.models import ClinicPage
from locations.translating import refuse_problems_of_text

from .edited import Edited


class GlossaryTerm(Edited, TranslatableMixin, index.Indexed, models.Model):
    """One word of the trade, and what it means. Texts link to it where they first use it."""

    term = models.CharField(
        _("term"),
        max_length=80,
        help_text=_("As in running text: needling. All in capitals only if it is always: TENS."),
    )
    also_called = models.CharField(
        _("also called"),
        max_length=255,
        blank=True,
        help_text=_("Other words and forms for it, separated by commas: needle, needles."),
    )
    definition = RichTextField(
        _("definition"),
        features=SHORT_TEXT_FEATURES,
        help_text=_("Two or three sentences that anybody understands."),
    )

    panels = [FieldPanel("term"), FieldPanel("also_called"), FieldPanel("definition")]
    search_fields = [
        index.SearchField("term", boost=2),
        index.AutocompleteField("term"),
        index.SearchField("also_called"),
        index.SearchField("definition"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = [Lower("term"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("term"),
                "locale",
                name="clinic_glossary_term_once",
                violation_error_message=_("This term is in the glossary already."),
            )
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def also_called_list(self) -> list[str]:
        """The other words one by one, as written."""
        return [part.strip() for part in self.also_called.split(",") if part.strip()]

    @property
    def anchor(self) -> str:
        """Where the term stands on the page of the glossary; it stays when the word changes."""
        return f"term-{self.pk}"

    def clean(self) -> None:
        super().clean()
        self.term = " ".join(self.term.split())
        empty_references(self)
        refuse_problems_of_text(self)


class GlossaryPage(ClinicPage):
    """The words of the trade from A to Z, each explained in plain words."""

    max_count_per_parent = 1
    subpage_types: list[str] = []
    template = "clinic_conditions/glossary_page.html"
    explains_terms = False
    page_description = _("Words of the trade from A to Z, explained in plain words.")

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        groups = groupby(terms_of(self.locale_id), key=lambda term: initial(term.term))
        context["letters"] = [(letter, list(group)) for letter, group in groups]
        return context


def terms_of(*locale_ids: int) -> list[GlossaryTerm]:
    """The terms of some languages from A to Z, as the glossary lists them. One query."""
    terms = GlossaryTerm.objects.filter(locale__in=locale_ids)
    return sorted(terms, key=lambda term: (plain(term.term), term.pk))


def plain(word: str) -> str:
    """Return a word without its accents and capitals, as a list from A to Z orders it."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def initial(word: str) -> str:
    """The letter under which a word stands; “#” for one that begins with a figure or a sign."""
    first = plain(word)[:1].upper()
    return first if first.isalpha() else "#"
