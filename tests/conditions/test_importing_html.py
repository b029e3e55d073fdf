"""Reading HTML: saved pages, fragments, and everything that page builders make of a text."""

import pytest

from conditions.importing import html
from conditions.importing.document import (
    ArticleDocument,
    Bullets,
    ImportRefused,
    Span,
    plain,
)
from conditions.importing.words import lost_words, words_of, words_of_document

from .importing_shape import left_out, lines


def read(source: str, *, name: str = "") -> ArticleDocument:
    """Read a page and prove that no word between its tags was lost."""
    data = source.encode()
    document = html.read(data, name=name)
    assert lost_words(words_of([html.source_text(data)]), words_of_document(document)) == []
    return document


def fragment(body: str) -> ArticleDocument:
    return read(f"<h1>A Title of Its Own</h1>{body}")


PAGE = """<!DOCTYPE html><html><head><title>Sore Shoulders | River Clinic</title>
<meta property="og:site_name" content="River Clinic"><meta name="author" content="Nora Feld, LAc">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"BlogPosting",
"headline":"Sore Shoulders","datePublished":"2024-03-02T08:00:00-06:00",
"author":{"@type":"Person","name":"Nora Feld, LAc"}}</script></head>
<body><a class="skip-link" href="#c">Skip to content</a>
<div class="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>
<header class="site-header"><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<main><article><header><h1>Sore Shoulders</h1><p>March 2, 2024 | Wellness</p></header>
<p>Most of us sit too long, and our shoulders tell us so at the end of every working day.</p>
<h2>What helps</h2><ul><li>Moving</li><li>Sleeping</li></ul>
<p>Some people say that they sleep better with a second pillow under the arm that hurts.</p>
</article></main>
<aside class="sidebar"><h3>Recent posts</h3><a href="/x">Knees</a></aside>
<footer><p>Main Street 1</p><p>© River Clinic</p></footer></body></html>"""


def test_saved_page_is_the_article_and_lists_the_rest():
    document = read(PAGE)
    assert document.title == "Sore Shoulders"
    assert [line.split(",")[0] for line in lines(document)] == [
        "Most of us sit too long",
        "## What helps",
        "* Moving",
        "* Sleeping",
        "Some people say that they sleep better with a second pillow under the arm that hurts.",
    ]
    for words in ("Skip to content", "We use cookies", "Home", "Recent posts", "© River Clinic"):
        assert words in left_out(document)


def test_page_names_its_author_and_date():
    document = read(PAGE)
    assert document.byline.name == "Nora Feld"
    assert document.byline.credentials == ("LAc",)
    assert document.dateline.date.isoformat() == "2024-03-02"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One<br><br>Two</p>", ["One", "Two"]),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", ["* a", "  * b"]),
        ("<blockquote><p>Said.</p></blockquote><p>x</p>", ["> Said.", "x"]),
        (
            "<table><tr><th>Day</th><th>Hours</th></tr><tr><td>Mon</td><td>9</td></tr></table>",
            ["Day · Hours", "* Mon: 9"],
        ),
        ("<dl><dt>Qi</dt><dd>Breath</dd></dl>", ["* Qi: Breath"]),
        ("<div>One<div>Two</div>Three</div>", ["One", "Two", "Three"]),
        ("<p>• one</p><p>• two</p><p>And.</p>", ["* one", "* two", "And."]),
    ],
)
def test_structure(body, expected):
    assert lines(fragment(body)) == expected


def test_marks_and_links_are_kept():
    document = fragment('<p>A <b>b</b> <em>c</em> <a href="https://example.org/">d</a></p>')
    assert document.intro[0].text == (
        Span("A "),
        Span("b", strong=True),
        Span(" "),
        Span("c", emphasis=True),
        Span(" "),
        Span("d", href="https://example.org/"),
    )


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " java\tscript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "vbscript:x",
    ],
)
def test_dangerous_link_is_dropped_and_reported(href):
    document = fragment(f'<p>See <a href="{href}">this</a>.</p>')
    assert document.intro[0].text[1].href == "" or len(document.intro[0].text) == 1
    assert any("was dropped" in warning for warning in document.warnings)


def test_picture_is_recorded_with_alt_and_caption():
    document = fragment(
        '<p>Above.</p><figure><img src="/a.jpg" alt="A hand">'
        "<figcaption>Photo by Ines Brandt on Pexels</figcaption></figure><p>Below.</p>"
    )
    (picture,) = document.pictures
    assert (picture.url, picture.alt, picture.after) == ("/a.jpg", "A hand", "Above.")
    assert document.photo_credits[0].short == "Ines Brandt, Pexels"


def test_page_without_words_is_refused():
    with pytest.raises(ImportRefused):
        read("<html><body><script>x</script></body></html>")


def test_bullets_are_bullets():
    assert isinstance(fragment("<p>x</p><ul><li>a</li></ul>").intro[1], Bullets)


# What page builders and word processors make.

DIVI = """<html><body><div id="main-header"><nav>Home Blog</nav></div><div id="main-content">
<article><div class="et_post_meta_wrapper"><h1 class="entry-title">Calm Shoulders</h1>
<p class="post-meta">by <a href="/n">Nora Feld, LAc</a> | <span>Mar 2, 2024</span> | <a>News</a></p>
</div><div class="entry-content"><div class="et_pb_text"><p>Most of us sit too long every day.</p>
<h3>1. Sit less</h3><p>Stand up.</p><h3>2. Sleep</h3><p>On your back.</p><p>Contact us today.</p>
</div></div></article></div><footer id="main-footer">Designed by somebody</footer></body></html>"""


def test_page_of_a_builder_is_read_to_its_points_and_call_to_action():
    document = read(DIVI)
    assert (document.title, document.byline.name) == ("Calm Shoulders", "Nora Feld")
    assert document.dateline.date.isoformat() == "2024-03-02"
    assert lines(document)[1:] == ["1 Sit less", "Stand up.", "1 Sleep", "On your back."]
    assert "Contact us" in plain(document.call_to_action.paragraphs[0].text)
    assert "Designed by somebody" in left_out(document)


def test_heading_that_the_head_names_is_the_title_and_not_the_logo():
    document = read(
        "<html><head><meta property='og:title' content='Calm Shoulders'></head><body>"
        "<div><h1>River Clinic</h1></div><div><h2>Calm Shoulders</h2><p>We all sit.</p></div>"
    )
    assert document.title == "Calm Shoulders"


def test_wrapper_with_the_name_of_a_sidebar_is_no_furniture():
    document = read(
        "<html><body><div class='sidebar'><h1>Calm Shoulders</h1><p>We all sit too long.</p></div>"
        "<form><p>This whole page is one form of an old system, as it was done then.</p></form>"
    )
    assert "We all sit too long." in lines(document)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<b style="font-weight:normal"><p>A <span style="font-weight:700">b</span></p></b>',
            "A b",
        ),
        ('<p style="font-weight:²">a</p>', "a"),
        ("<p>See<sup><a href='#n'>2</a></sup></p>", "See [2]"),
        ("<p>1<sup>st</sup> of all</p>", "1st of all"),
        ("<p>A&nbsp;&nbsp;b<!-- c -->\n d</p>", "A b d"),
        ("<p>caf&eacute;<wbr>s</p>", "cafés"),
    ],
)
def test_inline_text_reads_as_in_a_browser(body, expected):
    assert lines(fragment(body)) == [expected]


def test_questions_that_open_are_headings():
    document = fragment(
        "<button aria-expanded='false'>Does it hurt?</button><div hidden><p>Hardly ever.</p></div>"
        "<details><summary>How long does it take?</summary><p>An hour.</p></details>"
    )
    assert lines(document) == [
        "## Does it hurt?",
        "Hardly ever.",
        "## How long does it take?",
        "An hour.",
    ]


def test_long_definitions_are_texts_with_headings():
    answer = "It takes about an hour, of which half is talking and half is lying down quietly " * 2
    document = fragment(f"<dl><dt>How long?</dt><dd>{answer}</dd></dl>")
    assert lines(document) == ["## How long?", answer.strip()]


def test_list_that_lays_out_a_page_is_no_list():
    document = fragment(
        "<ul><li><h3>Rest</h3><p>A lot.</p></li><li><h3>Walk</h3><p>Too.</p></li></ul>"
    )
    assert lines(document) == ["## Rest", "A lot.", "## Walk", "Too."]


def test_footnotes_are_taken_from_the_end():
    document = fragment(
        "<p>So it is.<sup><a href='#fn1'>[1]</a></sup></p>"
        "<ol><li id='fn1'>A study. <a href='#ref1'>↩</a></li></ol>"
    )
    assert lines(document) == ["So it is.[1]"]
    assert [plain(note) for note in document.footnotes] == ["A study."]


def test_declared_encoding_is_used():
    page = "<html><head><meta charset='windows-1251'></head><body><h1>Привет</h1><p>Мир.</p>"
    assert html.read(page.encode("cp1251")).title == "Привет"


def test_giant_page_is_refused():
    with pytest.raises(ImportRefused, match="more parts than any article"):
        read("<p>x</p>" * 40_000)
