"""Reading plain text: every shape that clinics' files have, and nothing lost in any."""

import re
import textwrap
import time
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.importing import text
from conditions.importing.document import (
    ArticleDocument,
    Bullets,
    ImportRefused,
    Paragraph,
    Points,
    plain,
)
from conditions.importing.walking import all_texts
from conditions.importing.words import lost_words, words_of, words_of_document

from .importing_texts import GLUED, SHOULDER, WRAPPED


def read(source: str) -> ArticleDocument:
    """Read `source` and prove that the reader kept its words and made up none."""
    document = text.read(source.encode())
    words, kept = words_of([source]), words_of_document(document)
    assert lost_words(words, kept) == []
    assert lost_words(kept, words) == []
    return document


def article(body: str) -> ArticleDocument:
    return read(f"A Title of Its Own\n\n{body}")


def headings(document: ArticleDocument) -> list[str]:
    return [plain(section.heading) for section in document.sections]


def points(document: ArticleDocument) -> list[tuple[str, int]]:
    """The heading of each point and the number of blocks in its body."""
    return [
        (plain(point.heading), len(point.body))
        for block in document.blocks()
        if isinstance(block, Points)
        for point in block.points
    ]


def entries(document: ArticleDocument) -> list[str]:
    return [
        plain(item.text)
        for block in document.blocks()
        if isinstance(block, Bullets)
        for item in block.items
    ]


def paragraphs(document: ArticleDocument) -> list[str]:
    return [plain(block.text) for block in document.blocks() if isinstance(block, Paragraph)]


def shape(document: ArticleDocument) -> dict:
    """All that is read from a file, apart from what only tells about the file."""
    return asdict(replace(document, left_out=(), warnings=()))


# The shape of a practitioner's article.


def test_article_with_numbered_bullets_is_read_whole():
    document = read(SHOULDER)
    assert document.title == "4 Habits for Calmer Shoulders"
    assert len(document.intro) == 2
    assert headings(document) == ["What Can You Do About Shoulder Pain?", "Come and Be Treated"]
    assert points(document) == [("Move Before It Hurts", 1), ("Sleep With Support", 1)]
    assert document.byline.name == "Nora Feld"
    assert document.byline.credentials == ("LAc",)
    assert [credit.short for credit in document.photo_credits] == ["Ines Brandt, Pexels"]


def test_bodies_of_points_are_paragraphs_and_not_lists():
    document = read(SHOULDER)
    (block,) = document.sections[0].blocks
    assert isinstance(block, Points)
    assert all(isinstance(point.body[0], Paragraph) for point in block.points)
    assert [point.marker for point in block.points] == ["1.", "2."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("\n", "\r"),
        ("\n\n", "\n"),
        ("\n", "\n\n"),
        ("•", "*"),
        ("•", "-"),
        ("\u00a0 \u00a0 •", "\u00a0 \u00a0 o"),
        ("\u00a0 ", "\t"),
        ("\u00a0 • ", ""),
    ],
    ids=repr,
)
def test_article_is_read_the_same_however_it_is_typed(old, new):
    assert shape(read(SHOULDER.replace(old, new))) == shape(read(SHOULDER))


@pytest.mark.parametrize("width", [50, 72, 100])
def test_article_is_read_the_same_broken_at_any_width(width):
    lines = [_broken(line, width) for line in SHOULDER.split("\n")]
    assert shape(read("\n".join(lines))) == shape(read(SHOULDER))


def _broken(line: str, width: int) -> str:
    indent = re.match(r"[\s•]*(?:\d\. )?", line)[0]
    return (
        textwrap.fill(line, width, subsequent_indent=" " * len(indent), break_on_hyphens=False)
        if line.strip()
        else line
    )


def test_closing_invitation_becomes_the_call_to_action():
    document = read(SHOULDER)
    (paragraph,) = document.call_to_action.paragraphs
    assert plain(paragraph.text).startswith("If you want to know more")
    assert len(document.sections[-1].blocks) == 1


def test_facts_are_not_left_in_the_text():
    shown = "\n".join(all_texts(read(SHOULDER)))
    assert "Ines Brandt" not in shown
    assert "Nora Feld" not in shown


def test_spaces_of_pasted_text_become_single_ones():
    assert plain(read(SHOULDER).intro[1].text) == (
        "Chronic pain there is common, and it is tiring. Small habits help."
    )


def test_lines_broken_at_a_width_are_joined():
    document = read(WRAPPED)
    assert paragraphs(document)[0] == (
        "A cold bedroom keeps many people awake, and most of them do not know that the feet decide"
        " it. Warm feet tell the body that the day is over."
    )


def test_byline_and_date_below_the_title_are_facts():
    document = read(WRAPPED)
    assert document.title == "Sleeping Through a Cold Night"
    assert document.byline.name == "Ida Kern"
    assert document.byline.credentials == ("L.Ac", "Dipl. OM")
    assert document.dateline.date == date(2024, 3, 3)


def test_numbers_without_bullets_are_points_and_the_rest_stays_below_them():
    document = read(WRAPPED)
    assert points(document) == [("Warm your feet", 1), ("Dim the light", 1)]
    assert paragraphs(document)[-1] == "Nothing of this replaces a doctor."


def test_headings_glued_to_their_text_are_found():
    document = read(GLUED)
    assert document.title == "Ankle Sprain"
    assert headings(document) == ["Signs", "First aid"]
    assert plain(document.call_to_action.heading) == "Get help"


def test_short_lines_after_a_colon_are_a_list():
    assert entries(read(GLUED))[:3] == [
        "Bruising below the bone",
        "Pain when you stand",
        "A feeling of giving way",
    ]


def test_bullets_on_lines_of_their_own_belong_to_the_next_line():
    assert entries(read(GLUED))[3:] == ["Rest the leg.", "Cool it for ten minutes."]


# Lists and points.


def test_lists_are_nested_by_indent():
    document = article("Pack for the visit.\n\n- Shoes\n  - flat ones\n  - dry ones\n- Water\n")
    (bullets,) = [block for block in document.blocks() if isinstance(block, Bullets)]
    assert [plain(item.text) for item in bullets.items] == ["Shoes", "Water"]
    assert [plain(item.text) for item in bullets.items[0].children.items] == [
        "flat ones",
        "dry ones",
    ]


def test_lists_are_nested_by_mark_where_indents_are_equal():
    document = article("Pack for the visit.\n\n• Shoes\n– flat ones\n– dry ones\n• Water\n")
    (bullets,) = [block for block in document.blocks() if isinstance(block, Bullets)]
    assert len(bullets.items) == 2
    assert len(bullets.items[0].children.items) == 2


def test_numbered_lines_without_bodies_are_an_ordered_list():
    document = article("It takes three steps.\n\n1. Sit down\n2. Breathe out\n3. Stand up\n")
    (bullets,) = [block for block in document.blocks() if isinstance(block, Bullets)]
    assert bullets.ordered
    assert entries(document) == ["Sit down", "Breathe out", "Stand up"]


@pytest.mark.parametrize(
    "mark", ["1) {}", "(1) {}", "Step 1: {}", "#1 {}", "Tip 1 – {}", "## 1. {}"]
)
def test_points_are_counted_in_many_ways(mark):
    lines = [
        mark.replace("1", str(number)).format(heading) + "\n\nThis is what there is to say.\n\n"
        for number, heading in enumerate(["Sit Down", "Stand Up"], start=1)
    ]
    document = article("There are two ways to rest.\n\n" + "".join(lines))
    assert points(document) == [("Sit Down", 1), ("Stand Up", 1)]


def test_bold_points_of_markdown_are_points():
    document = article(
        "Some words.\n\n1. **Sit Down**\n\nChairs help.\n\n2. **Stand Up**\n\nLegs do.\n"
    )
    assert points(document) == [("Sit Down", 1), ("Stand Up", 1)]


def test_point_and_body_in_one_line_are_taken_apart():
    document = article("Two ways.\n\n1. Sit down: chairs help with it.\n2. Stand up: legs do.\n")
    assert points(document) == [("Sit down", 1), ("Stand up", 1)]


def test_short_line_inside_a_point_is_no_section():
    document = article(
        "Two ways.\n\n1. Sit Down\n\nChairs help.\n\nWhy Chairs?\n\nThey do.\n\n"
        "2. Stand Up\n\nLegs.\n"
    )
    assert headings(document) == []
    assert points(document) == [("Sit Down", 3), ("Stand Up", 1)]


def test_a_lone_number_begins_a_sentence():
    document = article("We open early.\n\n7. is the hour when we do.\n")
    assert paragraphs(document)[-1] == "7. is the hour when we do."


def test_counting_that_does_not_begin_at_one_is_reported():
    document = article("Two ways.\n\n3. Sit\n4. Stand\n")
    assert any("3, 4" in warning for warning in document.warnings)


# Headings.


@pytest.mark.parametrize(
    "line",
    ["What Helps?", "What helps when it hurts?", "HOW WE WORK", "## What helps", "**What helps**"],
)
def test_heading_is_found(line):
    document = article(f"Some words first.\n\n{line}\n\nAnd a sentence below it.\n")
    assert [heading.casefold() for heading in headings(document)] == [line.strip("#* ").casefold()]


@pytest.mark.parametrize(
    "line",
    [
        "We get results.",
        "We get results fast!",
        "It is the commonest of all pains that we know here",
        "Call 651-555-0123",
        "someone@clinic.example",
    ],
)
def test_short_paragraph_is_no_heading(line):
    document = article(f"Some words first.\n\n{line}\n\nAnd a sentence below it.\n")
    assert headings(document) == []


def test_last_line_is_never_a_heading():
    assert headings(article("Some words first.\n\nThe End of It\n")) == []


def test_levels_go_down_one_at_a_time():
    document = article("Words.\n\n## One\n\nText.\n\n##### Two\n\nText.\n\n## Three\n\nText.\n")
    assert [section.level for section in document.sections] == [2, 3, 2]


def test_heading_that_repeats_the_title_is_left_out_and_said():
    document = read("Rest & Sleep\n\n## Rest and Sleep\n\nBoth are good.\n")
    assert headings(document) == []
    assert paragraphs(document) == ["Both are good."]
    assert [part.text for part in document.left_out] == ["Rest and Sleep"]


# Facts.


@pytest.mark.parametrize(
    ("line", "name", "credentials"),
    [
        ("Nora Feld LAc", "Nora Feld", ("LAc",)),
        ("— Nora Feld, L.Ac.", "Nora Feld", ("L.Ac",)),
        ("By Nora Feld", "Nora Feld", ()),
        ("Author: Nora Feld, DACM, LAc", "Nora Feld", ("DACM", "LAc")),
        ("Written by Dr. Nora de la Cruz", "Nora de la Cruz", ()),
        ("NORA FELD, LAC", "NORA FELD", ("LAC",)),
        ("Nora Feld (Registered Osteopath - 5555)", "Nora Feld", ("Registered Osteopath",)),
        ("Nora McCoy-Ödegård, PhD", "Nora McCoy-Ödegård", ("PhD",)),
    ],
)
def test_byline_is_taken_apart(line, name, credentials):
    byline = article(f"Some words.\n\n{line}\n").byline
    assert (byline.name, byline.credentials, byline.raw) == (name, credentials, line)


@pytest.mark.parametrize(
    "line",
    ["By the way", "Book Online Now", "Nora Feld", "By Design", "Come in, LAc", "By then it hurts"],
)
def test_other_short_lines_are_no_byline(line):
    assert article(f"Some words.\n\n{line}\n").byline is None


def test_second_author_stays_in_the_text_and_is_reported():
    document = article("By Nora Feld\n\nSome words.\n\nIda Kern LAc\n")
    assert document.byline.name == "Nora Feld"
    assert "Ida Kern LAc" in paragraphs(document)
    assert any("Ida Kern" in warning for warning in document.warnings)


def test_author_named_twice_is_one_author():
    document = article("By Nora Feld\n\nSome words.\n\nNora Feld, LAc\n")
    assert document.byline.credentials == ("LAc",)
    assert paragraphs(document) == ["Some words."]


@pytest.mark.parametrize(
    ("line", "photographer", "source"),
    [
        ("Photo by Ines Brandt on Pexels", "Ines Brandt", "Pexels"),
        ("(Image by Ines Brandt from Pixabay)", "Ines Brandt", "Pixabay"),
        ("Photo credit: Ines Brandt / Unsplash", "Ines Brandt", "Unsplash"),
        ("Picture courtesy of Ines Brandt", "Ines Brandt", ""),
        ("Photo © Ines Brandt", "Ines Brandt", ""),
    ],
)
def test_photo_credit_is_taken_apart(line, photographer, source):
    (credit,) = article(f"Some words.\n\n{line}\n\nMore words.\n").photo_credits
    assert (credit.photographer, credit.source, credit.raw) == (photographer, source, line)


@pytest.mark.parametrize(
    "line", ["Picture of health", "Photo by the window is where she sits", "Photo: A woman asleep"]
)
def test_other_lines_about_pictures_are_no_credit(line):
    assert article(f"Some words.\n\n{line}\n\nMore words.\n").photo_credits == ()


@pytest.mark.parametrize(
    "line", ["2024-03-03", "March 3, 2024", "Published: 3 March 2024", "Sunday, Mar. 3rd 2024"]
)
def test_date_is_read(line):
    assert article(f"{line}\n\nSome words.\n").dateline.date == date(2024, 3, 3)


@pytest.mark.parametrize("line", ["3/4/2024", "February 30, 2024", "2024", "Smarch 3, 2024"])
def test_doubtful_date_is_left_in_the_text(line):
    document = article(f"{line}\n\nSome words.\n")
    assert document.dateline is None


def test_date_and_author_in_one_line_are_both_read():
    document = article("Posted on March 3, 2024 by Nora Feld, LAc\n\nSome words.\n")
    assert document.dateline.date == date(2024, 3, 3)
    assert document.byline.name == "Nora Feld"


# The call to action.


@pytest.mark.parametrize(
    "line",
    [
        "Call us at 651-555-0123.",
        "You can book your first appointment online.",
        "If this is you, get in touch with our front desk.",
        "Schedule a visit today!",
    ],
)
def test_invitation_is_found(line):
    assert article(f"Some words.\n\n{line}\n").call_to_action is not None


@pytest.mark.parametrize(
    "line", ["We contact your doctor.", "Books help many people.", "Schedule your meals well."]
)
def test_other_closing_is_no_invitation(line):
    assert article(f"Some words.\n\n{line}\n").call_to_action is None


def test_invitation_in_the_middle_stays_where_it_is():
    document = article("Call us today.\n\nOne.\n\nTwo.\n\nThree.\n")
    assert document.call_to_action is None
    assert paragraphs(document)[0] == "Call us today."


def test_text_below_the_invitation_moves_above_it_and_is_reported():
    document = article("Some words.\n\nCall us today.\n\nThis is no medical advice.\n")
    assert paragraphs(document)[-1] == "Call us today."
    assert any("This is no medical" in warning for warning in document.warnings)


# Pages copied whole.

MENU = "Home\nAbout\nServices\nReviews\nContact\nAll complaints\n"
FOOTER = "\nOpening hours\nMon 9 to 5\nHarbour Street 3\n\n© 2025 A Clinic. All rights reserved.\n"


def test_menu_and_footer_are_left_out_and_listed():
    document = read(f"{MENU}Heel Pain\nThe heel hurts in the morning.\n\nIt goes away.\n{FOOTER}")
    assert document.title == "Heel Pain"
    assert paragraphs(document) == ["The heel hurts in the morning.", "It goes away."]
    assert [part.text.splitlines()[0] for part in document.left_out] == ["Home", "Opening hours"]


def test_short_closing_lines_without_a_copyright_stay():
    document = article("Some words.\n\nHarbour Street 3\nFirst floor\nRing twice\n")
    assert document.left_out == ()
    assert paragraphs(document)[-1] == "Harbour Street 3\nFirst floor\nRing twice"


def test_label_before_the_title_is_left_out_and_said():
    document = read("Title: Heel Pain\n\nThe heel hurts.\n")
    assert document.title == "Heel Pain"
    assert [part.text for part in document.left_out] == ["Title:"]


# No title, no text.


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Only a Title\n", "no text below"),
        ("This is a first sentence that goes on for rather long. And on.\n\nMore.\n", "no title"),
        ("- a list\n- comes first\n\nThen text.\n", "no title"),
        ("word " * 60 + "\n\nText.\n", "no title"),
        ("-----\n\n=====\n", "no words"),
        ("A Title\n\nBy Nora Feld\n", "no text below"),
    ],
)
def test_text_without_title_or_body_is_refused(source, said):
    with pytest.raises(ImportRefused, match=said):
        text.read_text(source)


# Whatever comes.


def test_lists_nested_beyond_all_measure_are_read():
    bullets = "".join(f"{' ' * level}- entry\n" for level in range(600))
    down = "".join(f"{' ' * level}1. entry\n" for level in range(300))
    up = "".join(f"{' ' * level}2. entry\n" for level in reversed(range(300)))
    document = article(f"Words.\n\n{bullets}\nMore.\n\n{down}{up}")
    assert sum(text.count("entry") for text in all_texts(document)) == 1200


@pytest.mark.parametrize(
    "line", ["**a " * 5000, "# " + "#" * 20000 + "x", "photo by A on " * 3000, "''..." * 5000]
)
def test_odd_lines_are_read_in_no_time(line):
    started = time.monotonic()
    article(f"{line}\n\nSome words.\n")
    assert time.monotonic() - started < 5


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(source):
    try:
        document = text.read(source.encode())
    except ImportRefused:
        return
    assert (
        lost_words(words_of([text.source_text(source.encode())]), words_of_document(document)) == []
    )


LINE = st.one_of(
    st.sampled_from(
        [
            "",
            "Call us today at 651-224-6678 in St. Paul.",
            "What Helps?",
            "Photo by Ines Brandt on Pexels",
            "Nora Feld LAc",
            "March 3, 2024",
            "=====",
            "•",
            "**Bold** and not",
            "Such as:",
            "© 2024 All rights reserved",
        ]
    ),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "  ", "\t", "\u00a0\u00a0", "      "]),
        st.sampled_from(
            ["", "• ", "- ", "1. ", "2. ", "3. ", "• 1. ", "• 2. ", "o ", "– ", "## ", "Step 1: "]
        ),
        st.text("ab C.:?!*’é\u00a0", min_size=1, max_size=70),
    ),
)


@given(st.lists(LINE, max_size=25))
def test_no_word_of_any_shape_is_lost_or_made_up(lines):
    source = "\n".join(["A Title of Its Own", "", *lines, "", "Some closing words."])
    read(source)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with suppress(ImportRefused):
        assert text.read(data).title
