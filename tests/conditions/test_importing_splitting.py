"""Files that hold several articles: they say so, and can be taken apart without a word lost."""

import pytest

from conditions.importing.document import ImportRefused
from conditions.importing.readers import read_bytes, read_document

from .importing_shape import lines

LONG = "Most of us sit for too long, and by the evening our shoulders tell us so. " * 6

TWO = f"""# Calm Shoulders

By Nora Feld, LAc

{LONG}

## What helps

Rest.

# Quiet Knees

By Ida Kern, DC

{LONG}

## What helps

Walking. Call us today for an appointment.
"""
SIGNED = f"""# Our blog

Welcome.

## Calm Shoulders

March 2, 2024

{LONG}

## Quiet Knees

April 5, 2024

{LONG}
"""
GROUPS = "# All about skin\n\nWords.\n\n" + "".join(
    f"## About {name} skin\n\n## What it is\n\n{LONG}\n\n" for name in ("dry", "oily", "mixed")
)


@pytest.mark.parametrize(
    ("source", "titles"),
    [
        (TWO, ("Calm Shoulders", "Quiet Knees")),
        (SIGNED, ("Our blog", "Calm Shoulders", "Quiet Knees")),
        (GROUPS, ("All about skin", "About dry skin", "About oily skin", "About mixed skin")),
    ],
)
def test_file_says_which_articles_it_seems_to_hold(source, titles):
    document = read_document("x.md", source.encode())
    assert document.titles == titles
    assert any(f"hold {len(titles)} articles" in warning for warning in document.warnings)
    pieces = read_bytes("x.md", source.encode(), split=True)
    assert tuple(piece.title for piece in pieces) == titles
    assert not any("seems to hold" in warning for piece in pieces for warning in piece.warnings)


def test_each_piece_has_its_own_author_and_call_to_action():
    first, second = read_bytes("x.md", TWO.encode(), split=True)
    assert (first.byline.name, second.byline.name) == ("Nora Feld", "Ida Kern")
    assert first.call_to_action is None
    assert "Call us today" in second.call_to_action.paragraphs[0].text[0].text
    assert lines(first) == [LONG.strip(), "## What helps", "Rest."]


def test_each_piece_has_its_own_date():
    _blog, first, second = read_bytes("x.md", SIGNED.encode(), split=True)
    assert first.dateline.date.isoformat() == "2024-03-02"
    assert second.dateline.date.isoformat() == "2024-04-05"


@pytest.mark.parametrize(
    "source",
    [
        f"# One\n\n{LONG}\n\n## A\n\n{LONG}\n\n## B\n\n{LONG}\n",
        f"# One\n\n{LONG}\n\n# Two\n\nShort.\n\n# Three\n\nShort.\n",
        f"# One\n\n{LONG}\n\n# Two\n\n{LONG}\n\n# Three\n\n{LONG}\n",
    ],
    ids=["sections", "short", "all of one level"],
)
def test_sections_of_one_article_are_no_articles(source):
    assert len(read_document("x.md", source.encode()).titles) == 1
    assert len(read_bytes("x.md", source.encode(), split=True)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "River Clinic\n\n12 Main Street\nSt. Paul, MN 55101\nPhone: 651-555-0123\n",
        "River Clinic\n\nMon 9am - 5pm\nTue 9am - 5pm\n(651) 555-0123\nhello@example.org\n",
    ],
)
def test_contact_details_are_refused_with_the_way_to_enter_them(text):
    with pytest.raises(ImportRefused, match="address of a location"):
        read_document("x.txt", text.encode())


def test_short_article_with_a_number_is_no_contact_block():
    text = (
        "Calm Shoulders\n\nIf your shoulders hurt every evening you may call us at 651-555-0123.\n"
    )
    assert read_document("x.txt", text.encode()).title == "Calm Shoulders"


def test_page_about_a_practitioner_is_pointed_out():
    document = read_document("x.md", b"# Meet Dr. Feld\n\nShe has worked here for years.\n")
    assert any("about a practitioner" in warning for warning in document.warnings)
