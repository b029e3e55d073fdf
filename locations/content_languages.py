"""Languages as the pages have them: a project may speak “en-us” and write its pages in “en”."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.coreutils import get_supported_content_language_variant

# No language code is longer; what is must not fill a cache of codes.
LONGEST_CODE = 35


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


# What a request asks for. A cookie counts for nothing: no cache before us could tell it apart.


def asked_language(request: HttpRequest) -> str:
    """The language to answer in: `?locale=`, else what Accept-Language prefers, else our own."""
    return named_language(request) or _preferred_language(request) or source_language()


def named_language(request: HttpRequest) -> str:
    """The language that `?locale=` names; "" where it names none of ours."""
    return _known_language(request.GET.get("locale", ""))


def _preferred_language(request: HttpRequest) -> str:
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((found for code, _q in wanted if (found := _known_language(code))), "")


def _known_language(code: str) -> str:
    try:
        return get_supported_content_language_variant(code) if len(code) <= LONGEST_CODE else ""
    except LookupError:
        return ""
