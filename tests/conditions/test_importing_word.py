"""Reading Word files: styles or bold lines, tracked changes, footnotes, and no bombs."""

import io
import zipfile

import pytest

from conditions.importing import docx_package
from conditions.importing.document import ArticleDocument, ImportRefused, plain
from conditions.importing.readers import read_document

from .importing_shape import left_out, lines
from .importing_word import paragraph, run, word_file

LONG = "Most of us sit for too long, and by the evening our shoulders tell us so."


def read(*paragraphs: str, name: str = "calm-shoulders.docx", **parts: str) -> ArticleDocument:
    return read_document(name, word_file(*paragraphs, **parts))


def test_styles_make_title_and_headings():
    document = read(
        paragraph("Calm Shoulders", style="Titel"),
        paragraph(LONG),
        paragraph("What helps", style="Heading1"),
        paragraph(LONG),
    )
    assert document.title == "Calm Shoulders"
    assert lines(document) == [LONG, "## What helps", LONG]


def test_bold_and_short_lines_are_headings_where_no_style_says_so():
    document = read(
        paragraph(LONG),
        paragraph(run("What helps in the long run", bold=True)),
        paragraph(LONG),
        paragraph("Sleep and rest"),
        paragraph(LONG),
        paragraph(run("All of this sentence is bold, and it is a sentence.", bold=True)),
    )
    assert document.title == "Calm shoulders"
    assert [line for line in lines(document) if line.startswith("#")] == [
        "## What helps in the long run",
        "## Sleep and rest",
    ]
    assert any("no title in the text" in warning for warning in document.warnings)


def test_bullets_and_numbers_typed_by_hand_are_lists():
    document = read(
        paragraph(LONG),
        *(
            paragraph(text)
            for text in ("• Walk", "•\tSwim", "1. Sit less:", LONG, "2. Sleep:", LONG)
        ),
    )
    assert lines(document) == [LONG, "* Walk", "* Swim", "1 Sit less:", LONG, "1 Sleep:", LONG]


def test_tracked_changes_are_read_as_accepted_and_reported():
    document = read(
        paragraph("Calm Shoulders", style="Titel"),
        paragraph(
            "We treat ",
            '<w:del w:author="a"><w:r><w:delText>knees</w:delText></w:r></w:del>',
            f'<w:ins w:author="a">{run("shoulders")}</w:ins>',
            " here.",
        ),
    )
    assert lines(document) == ["We treat shoulders here."]
    assert "knees" in left_out(document)
    assert any("2 changes" in warning for warning in document.warnings)


def test_footnotes_stand_at_the_end_with_their_numbers():
    note = (
        '<w:footnotes xmlns:w="W_NS"><w:footnote w:id="1">'
        "<w:p><w:r><w:t>A study of 2019.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    document = read(
        paragraph("Calm Shoulders", style="Titel"),
        paragraph(LONG, '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        footnotes=note,
    )
    assert lines(document) == [f"{LONG}[1]"]
    assert [plain(text) for text in document.footnotes] == ["A study of 2019."]


def test_headers_and_comments_are_left_out_and_listed():
    header = '<w:hdr xmlns:w="W_NS"><w:p><w:r><w:t>River Clinic letter</w:t></w:r></w:p></w:hdr>'
    document = read(paragraph("Calm Shoulders", style="Titel"), paragraph(LONG), header=header)
    assert "River Clinic letter" in left_out(document)


def _zip(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


BOMB = "<!DOCTYPE z [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"


def _with_bomb(place: str, old: str, new: str) -> bytes:
    """A Word file in which `place` names a part that is no .xml, and that holds definitions."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file(paragraph(LONG)))) as package,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in package.namelist():
            content = package.read(name).decode()
            changed.writestr(name, content.replace(old, new) if name == place else content)
        text = package.read("word/document.xml").decode()
        changed.writestr("word/bomb.bin", BOMB + text.replace(LONG, "&b;"))
    return target.getvalue()


def test_part_that_was_not_checked_is_not_opened():
    """Styles of any name: the reader of the package finds them through its relations."""
    data = _with_bomb("word/_rels/document.xml.rels", "styles.xml", "bomb.bin")
    assert lines(read_document("calm-shoulders.docx", data)) == [LONG]
    with zipfile.ZipFile(docx_package.checked_only(data)) as package:
        assert "word/bomb.bin" not in package.namelist()
        assert "word/document.xml" in package.namelist()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a whole Word file"),
        (b"PK\x03\x04 and nothing more", "not a whole Word file"),
        (b"\xd0\xcf\x11\xe0 old Word", "another kind"),
        (_zip(content=b"<x/>"), "not a Word file"),
        (_zip(word__document=b"<not closed"), "not a whole Word file"),
        (_zip(word__document=b" " * 20_000_000), "unpacks to more"),
        (_zip(word__document=b"<a>" * 5000 + b"</a>" * 5000), "nested too deeply"),
        (word_file(paragraph("&b;"), prolog=BOMB), "definitions that Word never writes"),
        (_with_bomb("_rels/.rels", "word/document.xml", "word/bomb.bin"), "not a whole Word file"),
        (word_file("<w:p/>" * 200_000), "unpacks to more"),
        (word_file(), "no title|no text"),
        (word_file(paragraph(LONG))[:-300], "not a whole Word file"),
    ],
)
def test_what_is_no_article_is_refused_politely(data, said):
    with pytest.raises(ImportRefused, match=said):
        read_document("x.docx", data)
