"""Conditions: what people come to the clinic with."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    PageChooserPanel,
)
from wagtail.api import APIField
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from locations.api_fields import keep_original
from locations.models import ClinicPage
from locations.translating import only_on_original

from ..a_to_z import a_to_z
from ..api_fields import RedFlagsLanguage, ShownRedFlagsField
from ..blocks import BodyBlock
from ..clinical import CERTAINTY_LEVELS, FAQBlock, FindingsBlock, RedFlagsBlock, by_urgency
from ..features import SECTION_TEXT_FEATURES
from ..forms import ConditionPageForm
from ..locked import shown_red_flags, stamp_red_flags
from ..red_flags import NOT_SIGNED, SIGNATURE, SIGNED, check_for_publishing, check_signature
from ..sections import call_to_action, contents_of, sections_of
from .base import RELATED_ARTICLES, ClinicIndexPage, linked_to, live_pages, load_pictures
from .described import DescribedCondition
from .findings import name_no_private_treatments, name_own_treatments
from .links import PageLink, linked_pages
from .treatments import TreatmentPage


class ConditionPage(DescribedCondition, ClinicPage):
    """One condition: when to get help, what may help and how sure that is, and who to ask.

    Each part of the page is a field, so that it is found, checked and shown the same way on every
    page. A page is published with its warning signs, or with a signature that there are none.
    """

    also_called = models.CharField(
        _("also called"),
        max_length=255,
        blank=True,
        help_text=_("Other names people use, separated by commas. Each has a place in the A to Z."),
    )
    is_for_you = RichTextField(
        _("Is this for me?"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("How readers recognize themselves, in two or three sentences."),
    )
    red_flags = StreamField(
        RedFlagsBlock(),
        verbose_name=_("When to get help"),
        blank=True,
        help_text=_("Needed before the page is published. Cards stand near the top of the page."),
    )
    no_red_flags_reason = models.TextField(
        _("why there are none"),
        max_length=500,
        blank=True,
        help_text=_("Not shown to readers."),
    )
    no_red_flags_by = models.ForeignKey(
        "clinic_conditions.PractitionerPage",
        verbose_name=_("signed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    no_red_flags_on_date = models.DateField(_("signed on"), null=True, blank=True)
    red_flags_digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text=_("Of the original's warning signs that these say; an original has its own."),
    )
    symptoms = RichTextField(
        _("Symptoms"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("What it feels like, where, and when. A list reads best."),
    )
    causes = RichTextField(
        _("Causes"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("What it comes from, as far as that is known."),
    )
    findings = StreamField(
        FindingsBlock(),
        verbose_name=_("What the evidence says"),
        blank=True,
        help_text=_("One finding for each question, with its certainty. Also what does not help."),
    )
    limits = RichTextField(
        _("What it cannot do"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("What a reader must not hope for. This is why readers believe the rest."),
    )
    what_to_expect = RichTextField(
        _("What to expect"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("What happens in the visits, and what change is a fair goal. No promises."),
    )
    visits = RichTextField(
        _("How many visits"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("How many, how often, and when to stop if nothing changes."),
    )
    self_care = RichTextField(
        _("What you can do yourself"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("Three to five things that a reader can begin today."),
    )
    alternatives = RichTextField(
        _("Other ways to treat it"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("What others offer that may help as much or more, and who offers it."),
    )
    body = StreamField(
        BodyBlock(),
        verbose_name=_("Further text"),
        blank=True,
        help_text=_("Pictures and what has no place in the sections. Shown after them."),
    )
    faq = StreamField(
        FAQBlock(),
        verbose_name=_("Questions people ask"),
        blank=True,
        help_text=_("What patients ask at the first visit."),
    )

    # The sections of the page, in the order in which they are read.
    section_fields = (
        "is_for_you",
        "red_flags",
        "symptoms",
        "causes",
        "findings",
        "limits",
        "what_to_expect",
        "visits",
        "self_care",
        "alternatives",
        "body",
        "faq",
    )

    follows_original = True
    override_translatable_fields = only_on_original(*SIGNATURE, "red_flags_digest")

    base_form_class = ConditionPageForm
    parent_page_types = ["clinic_conditions.ConditionIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_conditions/condition_page.html"
    page_description = _("What one condition is, what may help, and when to get urgent help.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldPanel("also_called"),
        FieldPanel("is_for_you"),
        MultiFieldPanel(
            [
                FieldPanel("red_flags", heading=_("Warning signs")),
                MultiFieldPanel(
                    [
                        FieldPanel("no_red_flags_reason"),
                        FieldRowPanel(
                            [
                                PageChooserPanel("no_red_flags_by"),
                                FieldPanel("no_red_flags_on_date"),
                            ]
                        ),
                    ],
                    heading=_("Or: no warning signs are needed"),
                    help_text=_("Only if a practitioner signs for it: reason, name and date."),
                ),
            ],
            heading=_("When to get help"),
        ),
        MultiFieldPanel(
            [FieldPanel("symptoms"), FieldPanel("causes")], heading=_("About the condition")
        ),
        MultiFieldPanel([FieldPanel("findings"), FieldPanel("limits")], heading=_("What is known")),
        MultiFieldPanel(
            [FieldPanel("what_to_expect"), FieldPanel("visits")], heading=_("Treatment here")
        ),
        MultiFieldPanel(
            [FieldPanel("self_care"), FieldPanel("alternatives")], heading=_("Other ways")
        ),
        FieldPanel("faq"),
        FieldPanel("body"),
        MultipleChooserPanel(
            "treatment_links",
            chooser_field_name="treatment",
            heading=_("Treatments that may help"),
            label=_("Treatment"),
        ),
    ]
    search_fields = [
        *ClinicPage.search_fields,
        index.SearchField("also_called", boost=2),
        *(index.SearchField(name) for name in section_fields),
    ]
    api_fields = [
        *ClinicPage.api_fields,
        APIField("also_called"),
        *(
            APIField(name, ShownRedFlagsField() if name == "red_flags" else None)
            for name in section_fields
        ),
        APIField("red_flags_language", serializer=RedFlagsLanguage()),
    ]

    api_links = ("treatment_links",)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.CheckConstraint(
                name="clinic_conditions_no_red_flags_signed",
                condition=NOT_SIGNED | SIGNED,
                violation_error_message=_("Give reason, name and date, or none of them."),
            )
        ]

    @property
    def sorted_red_flags(self) -> list[StreamValue.StreamChild]:
        """The warning signs in the order in which they are shown, however they were written."""
        return by_urgency(self.red_flags)

    def clean(self) -> None:
        super().clean()
        check_signature(self)

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """As Wagtail's; what goes out with it, whoever publishes, needs its warning signs."""
        if clean and self.live and not self._is_out():
            check_for_publishing(self)
        stamp_red_flags(self)
        super().save(clean=clean, **kwargs)

    def publish_problems(self) -> dict[str, ValidationError]:
        """Those of every page; and no condition goes out without its warning signs."""
        problems = super().publish_problems()
        try:
            check_for_publishing(self)
        except ValidationError as refused:
            for name, errors in refused.error_dict.items():
                problems.setdefault(name, ValidationError(errors))
        return problems

    def _is_out(self) -> bool:
        """Whether readers have this version already, so that saving it publishes nothing."""
        version = {"pk": self.pk, "live_revision": self.live_revision_id}
        return self.pk is not None and ConditionPage.objects.live().filter(**version).exists()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .articles import newest_articles
        from .practitioners import PractitionerPage
        from .reviews import current_review

        context = super().get_context(request, *args, **kwargs)
        keep_original(self, context["original"])
        context["review"] = current_review(self)
        related = linked_to(self, "condition_links__condition")
        (treatments,) = linked_pages(self, "treatment", request=request)
        practitioners = live_pages(PractitionerPage, **related)
        articles = newest_articles(limit=RELATED_ARTICLES, **related)
        load_pictures(self, *treatments, *practitioners, *articles, body=self.body)
        name_own_treatments(self)
        name_no_private_treatments(self, known={treatment.pk for treatment in treatments})
        flags = shown_red_flags(self, context["original"])
        sections = sections_of(self, red_flags=flags.cards)
        lists = {"treatments": treatments, "practitioners": practitioners, "articles": articles}
        return context | {
            **lists,
            "sections": sections,
            "red_flags": flags,
            "contents": contents_of(sections),
            "beside": call_to_action(self.body),
            "certainty_levels": CERTAINTY_LEVELS,
        }


class ConditionTreatment(PageLink):
    """A treatment that may help with a condition."""

    page = ParentalKey(ConditionPage, on_delete=models.CASCADE, related_name="treatment_links")
    treatment = models.ForeignKey(
        TreatmentPage, on_delete=models.CASCADE, related_name="condition_links"
    )


class ConditionIndexPage(ClinicIndexPage):
    """All conditions from A to Z, also under the other names that people use for them."""

    list_model = ConditionPage
    subpage_types = ["clinic_conditions.ConditionPage"]
    template = "clinic_conditions/condition_index_page.html"
    page_description = _("The list of all conditions.")

    # Nobody reads so many summaries to find a name, and 1,500 of them would be a megabyte.
    names_alone_beyond = 150

    class Meta:
        verbose_name = _("list of conditions")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {"letters": a_to_z(context["pages"], language=get_language() or "")}
