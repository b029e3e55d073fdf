"""What caches before us keep beside pages, at fixed addresses: an app says which, when it is ready.

The Markdown twin of a page needs no saying: its address is made from that of the page. Answers of
the API are not among them: most are asked for with a query, which nobody can list.
"""

from collections.abc import Callable, Iterable, Iterator

from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from wagtail.coreutils import get_content_languages
from wagtail.models import Site

# The paths that an app has on each Site.
Paths = Callable[[], Iterable[str]]
_paths: list[Paths] = []

TWIN = "index.md"


def kept_beside_pages(paths: Paths) -> None:
    """Have what lies at these paths purged with the pages. Call it in ``AppConfig.ready()``."""
    _paths.append(paths)


def urls_beside(page_urls: Iterable[str]) -> set[str]:
    """The addresses of all that there is beside pages, on every Site; of twins, beside these."""
    paths = {path for paths in _paths for path in paths()}
    urls = {site.root_url + path for site in Site.objects.all() for path in paths}
    return urls | _twins(page_urls)


def path_in_languages(name: str) -> Iterator[str]:
    """The paths of a view without arguments, in each language that addresses begin with."""
    for language in get_content_languages():
        yield from path_in(language, name)


def path_in(language: str, name: str, *arguments: object) -> Iterator[str]:
    """The path of a view; none in a project that does not mount it."""
    with override(language):
        try:
            yield reverse(name, args=arguments)
        except NoReverseMatch:
            return


def of_locations() -> Iterator[str]:
    for name in ("sitemap", "llms"):
        yield from path_in_languages(f"clinic_locations:{name}")


def _twins(page_urls: Iterable[str]) -> set[str]:
    is_mounted = any(path_in_languages("clinic_locations:front_twin"))
    return {f"{url}{TWIN}" for url in page_urls if url.endswith("/")} if is_mounted else set()
