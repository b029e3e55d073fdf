"""Real clinic texts, where they are at hand: scored field by field against what people found.

The texts are their owners' and stay where they are: beside the project, not in it.
"""

import importlib.util
import json
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import phonenumbers
import pytest

from conditions.importing.authors import Person
from conditions.importing.document import ImportRefused
from conditions.importing.neutral import as_neutral
from conditions.importing.phones import KnownPhone, PhoneBook
from conditions.importing.readers import read_article, read_bytes
from conditions.importing.understanding import SiteFacts, Understood, understand

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = SHARED / "samples"
EXPECTED = sorted(path.stem for path in (SAMPLES / "expected").glob("[0-9]*.json"))
# Every file of the folder but exports of whole sites, which no reader of articles reads.
FILES = sorted(
    path
    for path in SAMPLES.rglob("*")
    if path.is_file() and path.suffix not in {".json", ".py", ".xml"} and path.name != "README.md"
)

pytestmark = pytest.mark.skipif(
    not (SAMPLES / "score.py").is_file(), reason=f"no sample texts at {SAMPLES}"
)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SAMPLES / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expected(name: str) -> dict:
    return json.loads((SAMPLES / "expected" / f"{name}.json").read_text(encoding="utf-8"))


def imported(name: str) -> Understood:
    """The sample as it is understood by a site that knows its clinic's numbers and people."""
    sample = expected(name)
    file = sample["file"]
    phones = tuple(
        KnownPhone(number, place["name"], "main", place["phone"], (place["name"],))
        for number, place in enumerate(sample["known_locations"], start=1)
    )
    people = tuple(
        Person(number, person["name"], tuple(person["credentials"]))
        for number, person in enumerate(sample["known_practitioners"], start=1)
    )
    site = SiteFacts(PhoneBook(phones, region_of(sample)), people)
    folder = SHARED if file.startswith("seed/") else SAMPLES
    _data, document = read_article(folder / file)
    return understand(document, site)


def region_of(sample: dict) -> str:
    """The country of the clinic, as its site has it in its settings."""
    numbers = [phonenumbers.parse(place["phone"]) for place in sample["known_locations"]]
    return phonenumbers.region_code_for_number(numbers[0]) if numbers else "US"


def scores(scorer: ModuleType, name: str) -> dict[str, float]:
    return scorer.item(expected(name), as_neutral(imported(name)))


@pytest.mark.parametrize("name", ["00-seed-hip-pain", "09-exquisite-5-reasons"])
def test_article_of_a_practitioner_is_understood_in_every_field(scorer, name):
    assert set(scores(scorer, name).values()) == {1.0}


def test_all_samples_are_understood(scorer):
    """The mean over everything that people found in the texts, and no text far below it."""
    found = {name: scores(scorer, name) for name in EXPECTED}
    means = {name: sum(fields.values()) / len(fields) for name, fields in found.items()}
    assert sum(means.values()) / len(means) >= 0.97, means
    assert min(means.values()) >= 0.9, means


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_or_refused_politely(path):
    with suppress(ImportRefused):
        _data, document = read_article(path)
        assert document.title
        assert all(piece.title for piece in read_bytes(path.name, path.read_bytes(), split=True))


def test_text_of_a_copied_web_page_is_understood(scorer):
    found = scores(scorer, "10-amsterdam-neck")
    whole = {"title", "intro", "bullets", "cta", "treatments", "no_false_author", "no_false_credit"}
    assert {field for field in whole if found[field] < 1.0} == set()
    assert sum(found.values()) / len(found) > 0.9


def test_article_of_a_practitioner_has_both_numbers_live():
    understood = imported("00-seed-hip-pain")
    (paragraph,) = understood.document.call_to_action.paragraphs
    live = [span.phone.location for span in paragraph.text if span.phone]
    assert live == ["St. Paul", "Edina"]
    assert [mention.problem for mention in understood.phones] == ["", ""]


def test_facts_of_the_article_are_not_left_in_its_body():
    understood = imported("00-seed-hip-pain")
    shown = as_neutral(understood)["text"]
    document = understood.document
    for fact in (document.byline.raw, document.photo_credits[0].raw):
        assert fact not in shown
    assert list(document.facts()) == [
        document.byline.raw,
        document.photo_credits[0].raw,
    ]
