"""The clinic's emergency and consent texts in other languages, withdrawn when they are outdated.

A translation counts for the words it was made of. When those change, readers get the new words in
the language they were written in, until somebody translates them: an old consent is no consent.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.coreutils import get_content_languages

TEXTS = ("emergency_text", "consent_text")


@dataclass(frozen=True, slots=True)
class StandingText:
    """A text, and its language where that is another than the reader's."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text


def _other_languages() -> list[tuple[str, str]]:
    languages = get_content_languages().items()
    return [(code, name) for code, name in languages if code != settings.LANGUAGE_CODE]


class TranslationBlock(blocks.StructBlock):
    """The standing texts in one language. The digests are those of the words they were made of."""

    language = blocks.ChoiceBlock(choices=_other_languages, label=_("Language"))
    emergency_text = blocks.TextBlock(required=False, rows=3, label=_("Emergency text"))
    consent_text = blocks.TextBlock(required=False, rows=3, label=_("Consent text"))
    is_current = blocks.BooleanBlock(
        required=False,
        label=_("Says the same as the texts above"),
        help_text=_(
            "A text that you change here counts as translated anew. Tick this if the texts above "
            "have changed and these are right as they are."
        ),
    )
    emergency_text_of = blocks.CharBlock(required=False, form_classname="w-hidden", label=" ")
    consent_text_of = blocks.CharBlock(required=False, form_classname="w-hidden", label=" ")

    class Meta:
        icon = "globe"
        label = _("Translation")


class TranslationsBlock(blocks.StreamBlock):
    """At most one translation for each language."""

    translation = TranslationBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        languages = [child.value["language"] for child in cleaned]
        if len(languages) > len(set(languages)):
            raise ValidationError(_("There is one translation for each language."))
        return cleaned


def digest(text: str) -> str:
    """A fingerprint of a text; line breaks and spaces do not matter."""
    return hashlib.sha256(" ".join(str(text).split()).encode()).hexdigest()


def stamp(organisation: Any, *, before: Any) -> None:
    """Note the words that each translation was made of; one that was not touched keeps its own.

    `before` are the translations as they are stored.
    """
    known = {child.value["language"]: child.value for child in before}
    for child in organisation.translations:
        value = child.value
        old = known.get(value["language"], {})
        for name in TEXTS:
            is_new = value["is_current"] or value[name] != old.get(name)
            current = digest(getattr(organisation, name))
            value[f"{name}_of"] = current if is_new else old[f"{name}_of"]
        value["is_current"] = False


def text_for(organisation: Any, name: str, language: str) -> StandingText:
    """The text called `name` for a reader of `language`: a translation that is up to date, or else
    the words as they were written.
    """
    source = str(getattr(organisation, name))
    if language in ("", settings.LANGUAGE_CODE):
        return StandingText(source)
    for child in organisation.translations:
        value = child.value
        is_current = value[name] and value[f"{name}_of"] == digest(source)
        if value["language"] == language and is_current:
            return StandingText(value[name])
    return StandingText(source, settings.LANGUAGE_CODE if source else "")
