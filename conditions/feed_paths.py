"""Where feeds are, for caches that are told to forget them."""

from collections.abc import Iterator

from locations.changes.beside import path_in, path_in_languages
from locations.published import published

from .models import ConditionPage, PractitionerPage

NAMES = {"author_feed": PractitionerPage, "condition_feed": ConditionPage}


def feed_paths() -> Iterator[str]:
    """The paths of all feeds; of one page's in the language of that page. Two queries."""
    yield from path_in_languages("clinic_conditions:feed")
    for name, model in NAMES.items():
        pages = published(model.objects.all()).values_list("locale__language_code", "pk")
        for language, pk in pages:
            yield from path_in(language, f"clinic_conditions:{name}", pk)
