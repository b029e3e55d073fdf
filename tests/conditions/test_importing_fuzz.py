"""Whatever a file holds: an article with all its words, or a polite refusal. Nothing else."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conditions.importing.body import body_of
from conditions.importing.document import ImportRefused
from conditions.importing.phones import PhoneBook
from conditions.importing.readers import READERS, read_bytes
from conditions.importing.understanding import SiteFacts, understand

from .importing_word import paragraph, run, word_file

SITE = SiteFacts(PhoneBook((), "US"))
PIECES = (
    "<p>", "</p>", "<h1>", "</h1>", "<h2>", "<ul>", "<li>", "</ul>", "<ol>", "<table>", "<tr>",
    "<td>", "<th>", "<br>", "<b>", "</b>", "<a href='javascript:x'>",
    "<a href='tel:6512246678'>", "</a>", "<article>", "</article>", "<main>", "<nav>", "</nav>",
    "<footer>", "<script>", "</script>", "<dl>", "<dt>", "<dd>", "<figure>", "<figcaption>",
    "<img src=x alt='A hand'>", "<form>", "<sup>", "<pre>", "<blockquote>", "<button>", "<svg>",
    "<!--", "-->", "<body>", "<html>", "<", "&amp;", "&#0;", "---\n", "title: x\n", "+++\n",
    "# ", "## ", "1. ", "2. ", "- ", "• ", "**", "*", "_", "`", "```\n", "|", "> ", "[", "](",
    ")", "[^1]", "{{", "}}", "{%", "%}", "{: .a}", "\n", "\n\n", "\t", " ", "By Nora Feld, LAc",
    "March 2, 2024", "651-224-6678", "Sleep Well",
    "Most of us sit too long, and our shoulders tell us so.", "word", "é", "Call us today.",
    "?",
)  # fmt: skip


def survives(name: str, data: bytes) -> None:
    """Any exception but a refusal fails the test."""
    with suppress(ImportRefused):
        for document in read_bytes(name, data, split=True):
            assert document.title
            assert body_of(understand(document, SITE).document)


@pytest.mark.parametrize("suffix", [".html", ".md", ".txt"])
def test_any_order_of_pieces_is_read_or_refused(suffix):
    @settings(max_examples=120, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
    def check(source: str) -> None:
        survives(f"some-file{suffix}", source.encode())

    check()


@pytest.mark.parametrize("suffix", list(READERS))
def test_any_bytes_are_read_or_refused(suffix):
    @settings(max_examples=25, deadline=None)
    @given(st.binary(max_size=300))
    def check(data: bytes) -> None:
        survives(f"some-file{suffix}", data)

    check()


WORD = word_file(
    paragraph("Calm Shoulders", style="Titel"),
    paragraph("Most of us sit ", run("too long", bold=True), "."),
    paragraph("What helps", style="Heading1"),
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WORD) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_word_file_is_read_or_refused(place, damage):
    survives("x.docx", WORD[:place] + damage + WORD[place + len(damage) :])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:ins")), max_size=9)
)
def test_any_nesting_of_word_elements_is_read_or_refused(names):
    opened = "".join(f"<{name}>" for name in names)
    closed = "".join(f"</{name}>" for name in reversed(names))
    survives("x.docx", word_file(paragraph("Calm Shoulders"), f"{opened}word{closed}"))
