"""The clinic's emergency and consent texts in other languages, withdrawn when they are outdated.

A translation counts for the words it was made of. When those change, readers get the new words in
the language they were written in, until somebody translates them: an old consent is no consent.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.coreutils import get_content_languages

from .content_languages import source_language

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
    return [(code, name) for code, name in languages if code != source_language()]


class TranslationBlock(blocks.StructBlock):
    """The standing texts in one language."""

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
    stored = {child.value["language"]: child.value for child in before}
    made_of = {}
    for child in organisation.translations:
        value, language = child.value, child.value["language"]
        old, kept = stored.get(language, {}), organisation.translated_from.get(language, {})
        made_of[language] = {
            name: digest(getattr(organisation, name))
            if value["is_current"] or value.get(name) != old.get(name)
            else kept.get(name, "")
            for name in TEXTS
        }
        value["is_current"] = False
    organisation.translated_from = made_of


def text_for(organisation: Any, name: str, language: str) -> StandingText:
    """The text called `name` for a reader of `language`: a translation that is up to date, or else
    the words as they were written.
    """
    source = str(getattr(organisation, name))
    if language in ("", source_language()):
        return StandingText(source)
    for child in organisation.translations:
        value = child.value
        made_of = organisation.translated_from.get(language, {}).get(name)
        if value["language"] == language and value[name] and made_of == digest(source):
            return StandingText(value[name])
    return StandingText(source, source_language() if source else "")
