"""What wagtail-localize must know of our pages. A project without that package needs none of it."""

from collections import Counter
from typing import Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from .refusals import UNTRANSLATED, NotPublishable

# Readers see it in no text, and that of the original serves.
NO_TEXT = "slug"


def only_on_original(*names: str) -> list[Any]:
    """Fields that wagtail-localize copies from the original, and offers nobody to change.

    What translators are not asked for: facts, which are written once, on the original page. For a
    page type's ``override_translatable_fields``.
    """
    try:
        from wagtail_localize.fields import SynchronizedField
    except ImportError:
        return []
    return [SynchronizedField(name, overridable=False) for name in names]


def translation_into(page: Page) -> Any:
    """Return the record of a page that is kept with wagtail-localize as a translation, or None."""
    if not apps.is_installed("wagtail_localize"):
        return None
    from wagtail_localize.models import Translation

    kept = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    )
    return kept.select_related("source", "target_locale").first()


def untranslated_texts(page: Page) -> Counter[str]:
    """How many texts of a translation wait for their words, by field; in their place stand those
    of the original. A text with an error counts. None for a page that no translator keeps.

    One query, a second one for a translation.
    """
    translation = translation_into(page)
    if translation is None:
        return Counter()
    texts = translation.source.stringsegment_set.annotate_translation(translation.target_locale)
    waiting = texts.filter(translation__isnull=True).exclude(context__path=NO_TEXT)
    paths = waiting.order_by("order").values_list("context__path", flat=True)
    return Counter(path.partition(".")[0] for path in paths)


def untranslated(page: Page) -> dict[str, ValidationError]:
    """What keeps a translation from being published: texts in the language of the original."""
    found = {}
    for name, count in untranslated_texts(page).items():
        said = ngettext(
            "%(count)d text is not translated yet.",
            "%(count)d texts are not translated yet.",
            count,
        )
        found[name] = ValidationError(said % {"count": count}, code=UNTRANSLATED)
    return found


def refuse_problems_of_text(row: Any) -> None:
    """Refuse what the texts of something that is no page must not say, such as a typed number.

    The hook ``clinic_text_problems`` is a function of a row; it returns errors by field.
    """
    found: dict[str, Any] = {}
    for problems_of in hooks.get_hooks("clinic_text_problems"):
        found |= problems_of(row)
    if not found:
        return
    if hasattr(row, "translation_key") and translation_into(row) is not None:
        # wagtail-localize looks for the one translation of a field, and a text has many.
        raise ValidationError({NON_FIELD_ERRORS: NotPublishable(row, found).reasons})
    raise ValidationError(found)


def tell_refused_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say what keeps a translation from being published, before wagtail-localize tries.

    Its editor could only say that there are errors. The hook ``before_edit_page`` calls this.
    """
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = None if page.alias_of_id else translation_into(page)
    if translation is None:
        return None
    version = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    problems: dict[str, ValidationError] = getattr(version, "publish_problems", dict)()
    if not problems:
        return None
    messages.error(request, NotPublishable(version, problems).sentence)
    return redirect(request.path)
