"""Whose a number is: live only when there is no doubt, otherwise left as typed and reported."""

import pytest

from conditions.importing import text
from conditions.importing.document import Paragraph, plain
from conditions.importing.phones import KnownPhone, PhoneBook, PhoneMention

ST_PAUL = KnownPhone(1, "St. Paul", "main", "+16512246678", ("Saint Paul",))
EDINA = KnownPhone(2, "Edina", "main", "+19523034115", ("Edina",))
SHARED = "+16515550199"
BOOK = PhoneBook(
    (
        ST_PAUL,
        EDINA,
        KnownPhone(1, "St. Paul", "fax", SHARED, ("Saint Paul",)),
        KnownPhone(2, "Edina", "fax", SHARED, ("Edina",)),
        KnownPhone(2, "Edina", "text", "+19525550142", ("Edina",)),
        KnownPhone(2, "Edina", "main", "+19525550143", ("Edina",), is_shown=False),
    ),
    "US",
)


def only(source: str, book: PhoneBook = BOOK) -> PhoneMention:
    (mention,) = book.find(source)
    return mention


@pytest.mark.parametrize(
    "typed",
    [
        "651-224-6678",
        "(651) 224-6678",
        "651.224.6678",
        "651 224 6678",
        "6512246678",
        "+1 651 224 6678",
        "1-651-224-6678",
        "651‑224‑6678",
        "651–224–6678",
    ],
)
def test_number_is_known_however_it_is_typed(typed):
    mention = only(f"Call {typed} now.")
    assert (mention.raw, mention.reference, mention.problem) == (typed, ST_PAUL.reference, "")


def test_each_number_gets_its_own_location():
    found = BOOK.find("Call 651-224-6678 in St. Paul, or 952-303-4115 in Edina.")
    assert [mention.reference.location for mention in found] == ["St. Paul", "Edina"]


def test_strangers_number_is_left_alone():
    mention = only("Ask your insurer at 612-555-0123.")
    assert mention.reference is None
    assert "no number of the clinic" in mention.problem


@pytest.mark.parametrize("typed", ["651-224-6679", "651-242-6678"])
def test_number_one_slip_away_is_left_alone_and_the_slip_is_named(typed):
    mention = only(f"Call {typed}.")
    assert mention.reference is None
    assert "one digit away from that of St. Paul" in mention.problem


@pytest.mark.parametrize(
    ("source", "location"),
    [
        ("Fax 651-555-0199 in Edina", "Edina"),
        ("Fax 651-555-0199 (Saint Paul)", "St. Paul"),
        ("Fax: 651-555-0199 at our Edina clinic", "Edina"),
        ("St. Paul: fax 651-555-0199", "St. Paul"),
        ("Edina clinic\nHarbour Street 3\nFax: 651-555-0199", "Edina"),
        ("st paul fax 651-555-0199, open daily", "St. Paul"),
    ],
)
def test_shared_number_is_told_apart_by_the_place(source, location):
    mention = only(source)
    assert (mention.reference.location, mention.reference.role) == (location, "fax")


def test_shared_number_is_told_apart_by_its_own_place():
    found = BOOK.find("Fax 651-555-0199 in Edina, or fax 651-555-0199 in St. Paul.")
    assert [mention.reference.location for mention in found] == ["Edina", "St. Paul"]


def test_shared_number_without_a_place_is_left_as_typed():
    mention = only("Fax us at 651-555-0199.")
    assert mention.reference is None
    assert "Edina, St. Paul share this number" in mention.problem


def test_number_of_one_place_beside_the_name_of_another_is_left_as_typed():
    mention = only("Call 651-224-6678 in Edina.")
    assert mention.reference == ST_PAUL.reference
    assert "it is the number of St. Paul, but the text says Edina" in mention.problem


def test_number_with_an_extension_is_left_as_typed():
    assert "extension" in only("Call 651-224-6678 ext. 12.").problem


def test_number_that_the_location_does_not_show_is_left_as_typed():
    assert "shows another number" in only("Call 952-555-0143.").problem


def test_role_follows_from_the_record():
    assert only("Text 952-555-0142.").reference.role == "text"


def test_words_before_a_number_choose_between_its_roles():
    book = PhoneBook((ST_PAUL, KnownPhone(1, "St. Paul", "text", ST_PAUL.e164)), "US")
    assert only("Call 651-224-6678.", book).reference.role == "main"
    assert only("Text us at 651-224-6678.", book).reference.role == "text"


@pytest.mark.parametrize("source", ["Register no. 7416", "2019-2024", "$651.22", "12/24/2024"])
def test_other_figures_are_no_numbers(source):
    assert BOOK.find(source) == []


def test_known_number_that_is_in_no_numbering_plan_is_found():
    book = PhoneBook((KnownPhone(3, "Test", "main", "+11234567890"),), "US")
    assert only("Call 123-456-7890.", book).reference.location == "Test"


def test_region_decides_how_national_numbers_are_read():
    book = PhoneBook((KnownPhone(3, "Utrecht", "main", "+31302345678"),), "NL")
    assert only("Bel 030-234 5678.", book).reference.location == "Utrecht"


# In a document.


def linked(body: str):
    return BOOK.link(text.read_text(f"A Title of Its Own\n\n{body}"))


def test_known_numbers_become_live_and_no_word_moves():
    source = "Ring 651-224-6678 in St. Paul or 952-303-4115, not 612-555-0123."
    document, mentions = linked(f"{source}\n")
    (paragraph,) = document.blocks()
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.text) == source
    live = [span.phone.location for span in paragraph.text if span.phone]
    assert live == ["St. Paul", "Edina"]
    assert len(mentions) == 3


def test_same_number_twice_is_live_twice():
    document, _ = linked("Ring 651-224-6678. Yes, 651-224-6678.\n")
    (paragraph,) = document.blocks()
    assert sum(span.phone is not None for span in paragraph.text) == 2


def test_number_left_as_typed_does_not_hide_the_next_one():
    document, _ = linked("Ring 651-224-6678 ext. 5 or 651-224-6678 now.\n")
    (paragraph,) = document.blocks()
    assert [span.text for span in paragraph.text if span.phone] == ["651-224-6678"]
    assert paragraph.text[0].text == "Ring 651-224-6678 ext. 5 or "


def test_bold_number_is_live_and_bold():
    document, _ = linked("Ring **651-224-6678** now.\n")
    (paragraph,) = document.blocks()
    assert [(span.strong, span.phone is not None) for span in paragraph.text] == [
        (False, False),
        (True, True),
        (False, False),
    ]


def test_numbers_in_lists_and_points_are_live():
    _, mentions = linked(
        "Two ways.\n\n1. Ring\n\nRing 651-224-6678.\n\n"
        "2. Come\n\n- or ring 952-303-4115\n- or not\n"
    )
    assert [mention.problem for mention in mentions] == ["", ""]


def test_numbers_in_titles_and_headings_of_points_are_reported():
    document = text.read_text(
        "Ring 651-224-6678\n\nTwo ways.\n\n1. Ring 952-303-4115\n\nNow.\n\n2. Come\n\nLater.\n"
    )
    _, mentions = BOOK.link(document)
    assert ["where no live number can" in mention.problem for mention in mentions] == [True, True]
