"""The languages of the site: their own names, and where a page is found in each of them."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language_info
from wagtail.coreutils import get_content_languages
from wagtail.models import Page

from .content_languages import content_language, reader_language
from .directory import Directory


@dataclass(frozen=True, slots=True)
class Way:
    """A language that readers can change to."""

    code: str
    url: str
    is_current: bool = False
    # Not this page, but the front page: this one is not in that language.
    leads_home: bool = False

    @property
    def name(self) -> str:
        return own_name(self.code)

    @property
    def direction(self) -> str:
        return direction_of(self.code)


def own_name(code: str) -> str:
    """The name that speakers of a language have for it: “Español”."""
    try:
        return get_language_info(code)["name_local"].capitalize()
    except KeyError:  # Django does not know every language
        return str(get_content_languages().get(code, code))


def name_for_reader(code: str) -> str:
    """The name of a language in the active one: “Spanish”."""
    return str(dict(settings.LANGUAGES).get(code) or own_name(code))


def direction_of(code: str) -> str:
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "auto"


def foreign(code: str) -> str:
    """`code` if it is another language than that of the page that is being made, "" if not."""
    return "" if content_language(code) == reader_language() else content_language(code)


def ways_to_change(clinic: Directory, page: Page | None, request: HttpRequest | None) -> list[Way]:
    """The languages to choose from, in the site's order; nothing on a site in one language.

    A page says where its translations are. What is no page of the tree, such as the search, is
    there in every language; what is not found is not, so from there the ways lead home.
    """
    homes = {home.locale.language_code: home for home in clinic.homes}
    here = {}
    if page is not None and page.pk:
        here = {each.locale.language_code: each for each in clinic.family_of(page)}
    current = reader_language()
    ways = []
    for code in sorted({*homes, *here, current}, key=_place):
        found = here.get(code) or homes.get(code)
        url = _same_view(request, code) or ((found.get_url(request) or "") if found else "")
        is_current = code == current
        if url or is_current:
            leads_home = not is_current and code not in here and not _same_view(request, code)
            ways.append(Way(code, url, is_current, leads_home))
    return ways if len(ways) > 1 else []


def _place(code: str) -> tuple[int, str]:
    codes = list(get_content_languages())
    return codes.index(code) if code in codes else len(codes), code


def _same_view(request: HttpRequest | None, code: str) -> str:
    """The address of a view, which is no page, in another language; "" where it has none."""
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or match.view_name == "wagtail_serve":
        return ""
    url = translate_url(request.path, code)
    return url if url != request.path or code == reader_language() else ""
