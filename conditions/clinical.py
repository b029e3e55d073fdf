"""The clinical blocks of a page: warning signs, findings with their certainty, questions.

Their choices are what a reader must be able to rely on, so that each has words of its own here:
in the editor, on the page and in whatever else is made of a page.
"""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from locations.blocks import ShownAsPublished
from locations.conf import clinic_settings
from locations.emergency import names_number

from .features import SHORT_TEXT_FEATURES


class Urgency(TextChoices):
    """How soon somebody with a warning sign needs help; in the order in which cards are shown.

    The emergency comes first: who has one reads the fewest lines (docs/decisions/0007).
    """

    EMERGENCY = "emergency", _("Emergency: call for help now")
    URGENT = "urgent", _("Urgent: see a doctor today")
    NON_URGENT = "non_urgent", _("Not urgent: see a doctor")


class Effect(TextChoices):
    """What studies found about a treatment, whatever the certainty of it."""

    HELPS = "helps", _("Helps")
    MAY_HELP = "may_help", _("May help")
    NO_EFFECT = "no_effect", _("Makes no difference")
    UNKNOWN = "unknown", _("Not known")


class Certainty(TextChoices):
    """How sure a finding is: the four levels of GRADE."""

    HIGH = "high", _("High certainty")
    MODERATE = "moderate", _("Moderate certainty")
    LOW = "low", _("Low certainty")
    VERY_LOW = "very_low", _("Very low certainty")


# What the levels mean, in a sentence that a reader understands.
MEANING_OF_CERTAINTY = {
    Certainty.HIGH: _("We are very sure; more studies are unlikely to change this."),
    Certainty.MODERATE: _("Probably right; more studies could change how large the effect is."),
    Certainty.LOW: _("The true effect may be quite different; more studies will likely change it."),
    Certainty.VERY_LOW: _("We hardly know; take this as a hint and not as a result."),
}


CERTAINTY_LEVELS = [
    {"label": level.label, "meaning": meaning} for level, meaning in MEANING_OF_CERTAINTY.items()
]


class RedFlagValue(blocks.StructValue):
    """One card, with the words of its urgency."""

    @property
    def title(self) -> str:
        """The card's own heading, or the usual one of its urgency."""
        if self["heading"]:
            return self["heading"]
        if self["urgency"] == Urgency.EMERGENCY:
            number = clinic_settings.EMERGENCY_NUMBER
            text = gettext("Call %(number)s or go to an emergency room now if:")
            return text % {"number": number}
        if self["urgency"] == Urgency.URGENT:
            return gettext("See a doctor today if:")
        return gettext("See a doctor if:")

    @property
    def prefix(self) -> str:
        """What the colour of the card says, in words for those who do not see it."""
        if self["urgency"] == Urgency.EMERGENCY:
            return gettext("Emergency")
        if self["urgency"] == Urgency.URGENT:
            return gettext("Urgent")
        return gettext("Not urgent") if self["urgency"] else ""

    @property
    def is_emergency(self) -> bool:
        return self["urgency"] == Urgency.EMERGENCY

    @property
    def names_crisis_line(self) -> bool:
        """Whether the card is about a mental crisis: it names the number for one."""
        return names_number(f"{self['heading']} {self['text']}", clinic_settings.CRISIS_NUMBER)


class RedFlagBlock(ShownAsPublished, blocks.StructBlock):
    """One card: the signs that need help equally soon, and whom to turn to."""

    urgency = blocks.ChoiceBlock(
        label=_("How urgent"),
        choices=Urgency.choices,
        help_text=_("One card for each urgency is enough. The page puts them in order."),
    )
    heading = blocks.CharBlock(
        label=_("Heading"),
        max_length=120,
        required=False,
        help_text=_("Empty: the usual words of this urgency, such as “See a doctor today if:”."),
    )
    text = blocks.RichTextBlock(
        label=_("Signs"),
        features=SHORT_TEXT_FEATURES,
        help_text=_("A list: one sign each, as a reader would notice it. No medical terms."),
    )

    class Meta:
        icon = "warning"
        label = _("Warning signs")
        label_format = "{urgency} {heading}"
        value_class = RedFlagValue
        template = "clinic_conditions/blocks/red_flag.html"
        description = _("When somebody needs a doctor, and how soon.")
        preview_value = {
            "urgency": Urgency.URGENT,
            "heading": "",
            "text": _("<ul><li>the joint is red and hot</li><li>you have a fever</li></ul>"),
        }


class RedFlagsBlock(blocks.StreamBlock):
    """All warning signs of a condition."""

    card = RedFlagBlock()


def by_urgency(red_flags: blocks.StreamValue) -> list[blocks.StreamValue.StreamChild]:
    """The cards, the most urgent first; those of one urgency stay as they were written."""
    return sorted(red_flags, key=lambda card: _place_of(card.value["urgency"]))


def stored_by_urgency(red_flags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same of cards as they are stored, or told by an API."""
    return sorted(red_flags, key=lambda card: _place_of(card["value"].get("urgency")))


def _place_of(urgency: str | None) -> int:
    """Where cards of an urgency stand. A draft may have one whose urgency is still to be chosen."""
    order = Urgency.values
    return order.index(urgency) if urgency in order else len(order)


class FindingValue(blocks.StructValue):
    """One finding, with its effect and its certainty in words; "" where a draft has none yet."""

    @property
    def effect_label(self) -> str:
        return str(dict(Effect.choices).get(self["effect"], ""))

    @property
    def certainty_label(self) -> str:
        return str(dict(Certainty.choices).get(self["certainty"], ""))


class FindingBlock(ShownAsPublished, blocks.StructBlock):
    """What studies found about one question, and how sure that is."""

    statement = blocks.CharBlock(
        label=_("Finding"),
        max_length=200,
        help_text=_("One sentence with the outcome: “Fewer migraine days in the next months”."),
    )
    treatment = blocks.PageChooserBlock(
        "clinic_conditions.TreatmentPage", label=_("Treatment"), required=False
    )
    effect = blocks.ChoiceBlock(label=_("Effect"), choices=Effect.choices)
    certainty = blocks.ChoiceBlock(
        label=_("Certainty"),
        choices=Certainty.choices,
        help_text=_("The GRADE level of the review you rely on. In doubt choose the lower one."),
    )
    text = blocks.RichTextBlock(
        label=_("In plain words"),
        features=SHORT_TEXT_FEATURES,
        required=False,
        help_text=_("Compared with what, how large, for how long? Also what was not found."),
    )

    class Meta:
        icon = "tick"
        label = _("Finding")
        label_format = "{statement}"
        value_class = FindingValue
        template = "clinic_conditions/blocks/finding.html"
        description = _("What studies found, and how sure that is.")
        preview_value = {
            "statement": _("Somewhat less pain for some months"),
            "treatment": None,
            "effect": Effect.MAY_HELP,
            "certainty": Certainty.LOW,
            "text": _("<p>Compared with no treatment. The studies were small.</p>"),
        }


class FindingsBlock(blocks.StreamBlock):
    """What studies found about a condition, one question each."""

    finding = FindingBlock()


class QuestionBlock(ShownAsPublished, blocks.StructBlock):
    """A question that people ask, and the answer."""

    question = blocks.CharBlock(
        label=_("Question"), max_length=200, help_text=_("As a patient would ask it.")
    )
    answer = blocks.RichTextBlock(
        label=_("Answer"),
        features=SHORT_TEXT_FEATURES,
        help_text=_("The answer first, in one sentence; then what else there is to know."),
    )

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"
        template = "clinic_conditions/blocks/question.html"
        description = _("A question with its answer, folded until somebody opens it.")
        preview_value = {
            "question": _("Does it hurt?"),
            "answer": _("<p>Most people feel a brief sting, then warmth or nothing at all.</p>"),
        }


class FAQBlock(blocks.StreamBlock):
    """The questions that people ask about a condition or a treatment."""

    question = QuestionBlock()
