"""Translations beside their originals: each language's pages list their own, each page once."""

from datetime import date

import pytest
from wagtail.models import Locale, Page

from conditions.models import ArticleSeries
from tests.clinic import soup_of
from tests.factories import make_article, make_condition, make_practitioner, make_treatment

pytestmark = pytest.mark.django_db


def translated(page: Page, title: str):
    """A published Spanish page, whose links still lead to the English ones."""
    spanish, _new = Locale.objects.get_or_create(language_code="es")
    copy = page.copy_for_translation(spanish, copy_parents=True)
    copy.title = title
    copy.save_revision().publish()
    return Page.objects.get(pk=copy.pk).specific


def titles(client, page: Page) -> list[str]:
    return [
        title.get_text(" ", strip=True) for title in soup_of(client, page).select(".card__title")
    ]


def test_pages_list_what_leads_to_them_in_their_own_language(client):
    needles = make_treatment(title="Needles")
    hip = make_condition(title="Hip", treatments=[needles])
    mai = make_practitioner(title="Mai", conditions=[hip], treatments=[needles])
    walk = make_article(title="Walk", author=mai, conditions=[hip], treatments=[needles])
    for page, title in [(hip, "Cadera"), (mai, "Mai"), (walk, "Camina")]:
        translated(page, title)
    agujas = translated(needles, "Agujas")
    assert titles(client, needles) == ["Hip", "Mai, LAc", "Walk"]
    assert titles(client, agujas) == ["Cadera", "Mai, LAc", "Camina"]
    assert titles(client, hip) == ["Needles", "Mai, LAc", "Walk"]
    assert titles(client, mai) == ["Hip", "Needles", "Walk"]


def test_alias_lists_what_its_original_lists(client):
    hip = make_condition(title="Hip")
    make_practitioner(title="Mai", conditions=[hip])
    home = translated(hip, "Cadera").get_parent()
    alias = hip.create_alias(parent=home, update_slug="hip-in-english")
    assert titles(client, alias) == titles(client, hip) == ["Mai, LAc"]


def test_series_counts_the_parts_in_one_language(client):
    series = ArticleSeries.objects.create(title="Habits", locale=Locale.get_default())
    first, second = (
        make_article(title=f"Day {day}", date=date(2026, 3, day), series=series) for day in (1, 2)
    )
    spanish = translated(first, "Día 1")
    assert "Part 1 of 2" in soup_of(client, first).main.get_text()
    assert not soup_of(client, spanish).main.find(class_="series")
    translated(second, "Día 2")
    assert [part.title for part in spanish.place_in_series().parts] == ["Día 1", "Día 2"]
    assert len(first.place_in_series().parts) == 2
