"""Reading Markdown: as people type it, and as Jekyll, Hugo and Astro keep it."""

import textwrap

import pytest

from conditions.importing.document import ArticleDocument, Span, plain
from conditions.importing.readers import read_document

from .importing_shape import left_out, lines


def read(source: str, *, name: str = "2024-03-02-calm-shoulders.md") -> ArticleDocument:
    """Read `source` as a file; ``read_document`` refuses it when a word of it is lost."""
    return read_document(name, textwrap.dedent(source).encode())


def article(body: str) -> ArticleDocument:
    return read(f"# A Title of Its Own\n\n{textwrap.dedent(body)}")


JEKYLL = """\
    ---
    layout: post
    title: 'Calm Shoulders: How?'
    date: 2024-03-02 08:00:00 -0600
    author: Nora Feld, LAc
    image: /assets/shoulder.jpg
    tags:
    ---
    Most of us sit too long.
    """
HUGO = """\
    +++
    title = "Calm Shoulders: How?"
    date = 2024-03-02T08:00:00-06:00
    authors = ["Nora Feld, LAc"]
    [cover]
    image = "/assets/shoulder.jpg"
    +++
    Most of us sit too long.
    """
ASTRO = """\
    ---
    title: "Calm Shoulders: How?"
    pubDate: 2024-03-02
    author:
      name: Nora Feld, LAc
    heroImage: { src: /assets/shoulder.jpg, alt: "" }
    ---
    import Box from '../box.astro'

    Most of us sit too long.
    """


@pytest.mark.parametrize("source", [JEKYLL, HUGO, ASTRO], ids=["Jekyll", "Hugo", "Astro"])
def test_what_stands_above_the_text_is_understood(source):
    document = read(source)
    assert document.title == "Calm Shoulders: How?"
    assert document.dateline.date.isoformat() == "2024-03-02"
    assert (document.byline.name, document.byline.credentials) == ("Nora Feld", ("LAc",))
    assert [picture.url for picture in document.pictures] == ["/assets/shoulder.jpg"]
    assert lines(document) == ["Most of us sit too long."]


def test_title_is_the_first_heading_else_the_name_of_the_file():
    assert article("Words.").title == "A Title of Its Own"
    assert read("Words of a text that has no title and is long.").title == "Calm shoulders"


@pytest.mark.parametrize("said", ["3/4/2026", "soon"])
def test_date_that_can_be_read_in_two_ways_is_not_guessed(said):
    document = read(f"---\ntitle: T\ndate: {said}\n---\nWords.\n")
    assert document.dateline is None
    assert any(said in warning for warning in document.warnings)


@pytest.mark.parametrize("said", ["admin", "nora-feld", "[]", "{id: 3}"])
def test_author_who_is_no_name_is_not_invented(said):
    assert read(f"---\ntitle: T\nauthor: {said}\n---\nWords.\n").byline is None


def test_front_matter_that_is_not_valid_is_read_line_by_line_and_reported():
    document = read("---\ntitle: Sleep: a guide\ndate: 2024-03-02\nbad: [\n---\nWords.\n")
    assert document.title == "Sleep: a guide"
    assert document.dateline.date.isoformat() == "2024-03-02"
    assert any("not quite valid" in warning for warning in document.warnings)


def test_text_between_two_rules_is_text():
    assert lines(read("---\nJust a sentence, between two rules.\n---\nAnd more.\n"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One\ntwo  \nthree", ["One two\nthree"]),
        ("* a\n    * b\n* c", ["* a", "  * b", "* c"]),
        ("1. **Sit**\n\nLess.\n\n2. **Lie**\n\nMore.", ["1 Sit", "Less.", "1 Lie", "More."]),
        ("1. One thing\n2. Two", ["1. One thing", "1. Two"]),
        ("2019. It was a good year.", ["2019. It was a good year."]),
        ("> Said.\n\nx", ["> Said.", "x"]),
        ("| Day | Hours |\n| --- | --- |\n| Mon | 9 |", ["Day · Hours", "* Mon: 9"]),
        ("Qi\n: Breath", ["* Qi: Breath"]),
        ("##Sleep\n\nWell.", ["## Sleep", "Well."]),
        ("    Indented, not code.", ["Indented, not code."]),
        ("**What helps you**\n\nTo sleep.", ["## What helps you", "To sleep."]),
        ("Fish &amp; chips <br> <b>now</b>", ["Fish & chips\nnow"]),
    ],
)
def test_structure(body, expected):
    assert lines(article(body)) == expected


def test_marks_links_and_footnotes_are_kept():
    document = article("A **b** *c* [d](https://example.org 'seen').[^n]\n\n[^n]: The note.\n")
    (paragraph,) = document.intro
    assert paragraph.text[1:6:2] == (
        Span("b", strong=True),
        Span("c", emphasis=True),
        Span("d", href="https://example.org"),
    )
    assert [plain(text) for text in document.footnotes] == ["The note."]
    assert "[1]" in plain(paragraph.text)


def test_templates_and_layout_of_the_old_site_are_left_out_and_listed():
    document = article(
        "{% include phone.html %} Come in.{: .big }\n\n[Go](/book/){: .button}\n\n{{< map id >}}"
    )
    assert lines(document) == ["Come in.", "Go"]
    for code in ("{% include phone.html %}", "{: .big }", "{{< map id >}}"):
        assert code in left_out(document)
    assert sum("template" in warning for warning in document.warnings) == 2


def test_picture_with_caption_of_hugo_is_recorded():
    document = article('Words.\n\n{{< figure src="/a.jpg" alt="A hand" caption="At work" >}}')
    assert [(p.url, p.alt, p.caption) for p in document.pictures] == [
        ("/a.jpg", "A hand", "At work")
    ]


def test_billion_laughs_in_yaml_is_harmless():
    rows = "".join(f"b{i}: &b{i} [*{x}, *{x}]\n" for i, x in enumerate(["a", *_names(30)]))
    document = read(f"---\ntitle: T\na: &a [x, x]\n{rows}author: *b30\n---\nWords.\n")
    assert document.byline is None


def _names(count: int) -> list[str]:
    return [f"b{number}" for number in range(count)]
