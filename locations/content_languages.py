"""Languages as the pages have them: a project may speak “en-us” and write its pages in “en”."""

from django.conf import settings
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant


def content_language(code: str) -> str:
    """The language of pages that a language code stands for; the code itself if there is none."""
    try:
        return get_supported_content_language_variant(code)
    except LookupError:
        return code


def source_language() -> str:
    """The language in which the project writes first."""
    return content_language(settings.LANGUAGE_CODE)


def reader_language() -> str:
    """The language in which something is shown just now; "" while translations are off."""
    return content_language(get_language() or "")
