"""What the demo says, before any of it is a page."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

import home.demo
from conditions.clinical import Certainty, Effect
from conditions.models import Citation, ConditionPage
from home.demo.content import articles, conditions, locations, practitioners, site, treatments
from home.demo.content.leads import STORIES
from home.demo.content.sources import SOURCES
from home.demo.markup import PageKey, PictureKey, Rich, resolve, to_html
from home.demo.pictures import PICTURES

INDEXES = (
    site.CONDITIONS,
    site.TREATMENTS,
    site.PRACTITIONERS,
    site.ARTICLES,
    site.LOCATIONS,
)
SHEETS = (
    site.HOME,
    *INDEXES,
    *conditions.SHEETS,
    *treatments.SHEETS,
    *practitioners.SHEETS,
    *articles.SHEETS,
    *locations.SHEETS,
    site.GLOSSARY,
    site.REQUEST,
)
KEYS = {sheet.key: number for number, sheet in enumerate(SHEETS, 1)} | {
    f"^{key}": number for number, key in enumerate(SOURCES, 1)
}
BLOCKS = {"text", "points", "image", "callout", "phone", "consultation"}


def parts(value: Any) -> Iterator[Any]:
    """Yield every string in a sheet's facts or body, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (part for item in value.values() for part in parts(item))
    elif isinstance(value, list | tuple):
        yield from (part for item in value for part in parts(item))


def test_keys_are_unique():
    assert len(KEYS) == len(SHEETS) + len(SOURCES)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_sheet_links_to_pages_and_pictures_that_exist(sheet):
    value = [sheet.facts, list(sheet.body)]
    resolve(value, page_id=KEYS.__getitem__, picture_id=PICTURES.__getitem__)
    assert {key for keys in sheet.links.values() for key in keys} <= KEYS.keys()
    assert not sheet.picture or sheet.picture in PICTURES
    assert len(sheet.summary) <= 300


def test_control_a_link_to_nowhere_is_seen():
    with pytest.raises(KeyError, match="nowhere"):
        to_html("See [this](nowhere).", page_id=KEYS.__getitem__)


def test_every_picture_is_used():
    in_texts = {part for sheet in SHEETS for part in parts(sheet.body) if type(part) is PictureKey}
    assert in_texts | {sheet.picture for sheet in SHEETS if sheet.picture} == PICTURES.keys()


def test_every_kind_of_block_is_used_in_articles():
    assert {name for sheet in articles.SHEETS for name, _value in sheet.body} == BLOCKS


@pytest.mark.parametrize("sheet", conditions.SHEETS, ids=lambda sheet: sheet.key)
def test_condition_has_every_section(sheet):
    written = {name for name, value in sheet.facts.items() if value}
    assert {*ConditionPage.section_fields} - {"body"} <= written


@pytest.mark.parametrize("sheet", conditions.SHEETS, ids=lambda sheet: sheet.key)
def test_condition_says_what_is_urgent_once_for_each_urgency(sheet):
    urgencies = [value["urgency"] for _name, value in sheet.facts["red_flags"]]
    assert {"emergency", "urgent"} & {*urgencies}
    assert len(urgencies) == len({*urgencies})


@pytest.mark.parametrize("sheet", conditions.SHEETS, ids=lambda sheet: sheet.key)
def test_condition_does_not_boast(sheet):
    findings = [value for _name, value in sheet.facts["findings"]]
    assert not {value["certainty"] for value in findings} & {Certainty.HIGH}
    assert any(value["effect"] != Effect.HELPS for value in findings)


@pytest.mark.parametrize("sheet", treatments.SHEETS, ids=lambda sheet: sheet.key)
def test_treatment_says_what_happens_and_who_must_not_have_it(sheet):
    assert {"what_happens", "who_must_not", "faq", "price"} <= sheet.facts.keys()


def test_numbers_of_the_locations_are_typed_once():
    folder = Path(home.demo.__file__).parent
    source = " ".join(path.read_text() for path in folder.rglob("*.py"))
    for number in ("651-224-6678", "952-303-4115"):
        assert source.count(number) == 1
        assert number.replace("-", "") not in source


def test_stories_name_pages_that_exist():
    named = {key for story in STORIES for key in (story.about, story.wanted) if key}
    assert named <= KEYS.keys()


def test_nobody_real_can_be_reached():
    for story in STORIES:
        digits = "".join(c for c in story.answers.get("phone_typed", "") if c.isdigit())
        assert digits == "" or digits[3:8] == "55501"
        assert story.answers.get("email", "@example.com").endswith("@example.com")


# Markup.


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("One\ntwo.\n\nThree.", "<p>One two.</p><p>Three.</p>"),
        ("## Title\n\nText", "<h2>Title</h2><p>Text</p>"),
        ("- one\n- two\n  more", "<ul><li>one</li><li>two more</li></ul>"),
        ("**Bold** & <plain>", "<p><b>Bold</b> &amp; &lt;plain&gt;</p>"),
        ("[here](edina)", f'<p><a linktype="page" id="{KEYS["edina"]}">here</a></p>'),
        (
            "{edina}, {st-paul text}",
            f'<p><a linktype="clinic-phone" id="{KEYS["edina"]}" role="main"></a>, '
            f'<a linktype="clinic-phone" id="{KEYS["st-paul"]}" role="text"></a></p>',
        ),
    ],
)
def test_markup_becomes_rich_text(source, html):
    assert to_html(source, page_id=KEYS.__getitem__) == html


def test_resolve_reaches_every_depth():
    value = {"a": [(PageKey("edina"), Rich("x")), "plain"], "b": {"c": PictureKey("rivers")}}
    resolved = resolve(value, page_id=lambda key: 7, picture_id=lambda key: 8)
    assert resolved == {"a": [[7, "<p>x</p>"], "plain"], "b": {"c": 8}}


# Holidays.


@pytest.mark.parametrize(
    ("today", "thanksgiving"),
    [
        ("2026-01-01", "2026-11-26"),
        ("2026-11-26", "2026-11-26"),
        ("2026-11-27", "2026-11-26"),
        ("2026-11-28", "2027-11-25"),
        ("2028-10-31", "2028-11-23"),
    ],
)
def test_thanksgiving_is_the_next_one_that_is_not_over(today, thanksgiving):
    found = locations.next_thanksgiving(date.fromisoformat(today))
    assert found == date.fromisoformat(thanksgiving)


@pytest.mark.parametrize("today", ["2026-11-23", "2026-12-25", "2026-12-31", "2027-02-28"])
def test_holidays_are_never_over(today):
    day = date.fromisoformat(today)
    for line in locations.hours_overrides("st-paul", today=day):
        assert (line["last_date"] or line["first_date"]) >= day


def test_christmas_stays_while_it_lasts():
    lines = locations.hours_overrides("edina", today=date(2026, 12, 26))
    assert lines[0]["first_date"] == date(2026, 12, 24)


def test_one_house_has_a_lunch_break_and_one_a_saturday():
    st_paul, edina = (locations.weekly_hours(key) for key in ("st-paul", "edina"))
    closing = [line["closes"] for line in st_paul if line["weekday"] == "0"]
    assert closing == [time(12, 30), time(18)]
    assert {line["weekday"] for line in st_paul} - {line["weekday"] for line in edina} == {"5"}
    assert len(edina) == 5


@pytest.mark.parametrize("key", SOURCES)
def test_source_is_complete_and_used(key):
    source = Citation(**SOURCES[key])
    source.clean()
    assert SOURCES[key]["doi"] == source.doi
    texts = " ".join(part for sheet in SHEETS for part in parts([sheet.facts, sheet.body]))
    assert f"[^{key}]" in texts
