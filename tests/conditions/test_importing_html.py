"""Reading HTML: saved pages, fragments, and everything that page builders make of a text."""

import pytest

from conditions.importing import html
from conditions.importing.document import (
    ArticleDocument,
    Bullets,
    ImportRefused,
    Span,
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
