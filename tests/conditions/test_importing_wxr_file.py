"""WordPress exports as files: any size, any place to go on, and nothing that is broken."""

import json
import tracemalloc
from datetime import date

import pytest

from conditions.importing.document import ImportRefused
from conditions.importing.wxr import scanning
from conditions.importing.wxr.export import Export, Survey
from conditions.importing.wxr.items import Label
from conditions.importing.wxr.tally import contents

from .wxr_files import export, opened, picture, post


def items_of(text: str | bytes) -> list:
    return list(Export(opened(text)).items())


def refusal_of(text: str | bytes) -> str:
    with pytest.raises(ImportRefused) as refusal:
        Export(opened(text)).survey()
    return str(refusal.value)


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_item_is_read_with_all_its_facts_in_every_version(version):
    text = export(
        post(
            "<p>Words</p>",
            id=12,
            title="Cold & Wet",
            excerpt="In short.",
            author="nora",
            categories=["Sleep"],
            tags=["winter"],
            meta={"_thumbnail_id": "7", "_edit_lock": "x"},
        ),
        version=version,
    )
    export_ = Export(opened(text))
    assert export_.channel.version == version
    assert export_.channel.authors == {"nora": "Nora Feld, LAc", "admin": "admin"}
    (item,) = export_.items()
    assert (item.id, item.title, item.content) == (12, "Cold & Wet", "<p>Words</p>")
    assert (item.excerpt, item.author, item.published) == ("In short.", "nora", date(2019, 5, 7))
    assert item.labels == (
        Label("category", "Sleep", "sleep"),
        Label("post_tag", "winter", "winter"),
    )
    assert item.meta == {"_thumbnail_id": "7"}
    assert item.is_article


def test_cdata_that_was_split_is_one_text():
    (item,) = items_of(export(post("if (a[b[0]]>1) { }")))
    assert item.content == "if (a[b[0]]>1) { }"


def test_items_inside_a_text_are_no_items():
    content = "<pre>&lt;rss> <item>x</item> <wp:comment>y</wp:comment></pre> <!-- <item> -->"
    (item,) = items_of(export(post(content)))
    assert item.content == content


def test_comments_are_counted_and_not_kept():
    (item,) = items_of(export(post(comments=["First", "Second <item> </wp:comment>"])))
    assert item.comments == 2


@pytest.mark.parametrize("size", [1, 7, 50, 1000])
def test_marks_are_found_wherever_the_file_is_cut(monkeypatch, size):
    text = export(post("One", comments=["c"]), picture(5), post("a]]>b <item> ünï"))
    whole = items_of(text)
    monkeypatch.setattr(scanning, "CHUNK", size)
    assert items_of(text) == whole
    assert [item.content for item in whole] == ["One", "", "a]]>b <item> ünï"]


def test_reading_goes_on_after_any_item():
    text = export(*(post(f"Text {number}") for number in range(5)))
    whole = items_of(text)
    for position, item in enumerate(whole):
        assert list(Export(opened(text)).items(start=item.end)) == whole[position + 1 :]
    assert whole[-1].place.line > whole[0].place.line


def test_survey_counts_and_can_be_kept_between_two_steps():
    text = export(
        post(comments=["c"]), post(status="draft"), picture(5, parent=9), post(type="page")
    )
    survey = Export(opened(text)).survey()
    kept = Survey.from_json(json.loads(json.dumps(survey.as_json())))
    assert kept == survey
    assert survey.kinds["post", "draft"] == 1
    assert Export(opened(text), kept).pictures_of(9)[0].url.endswith("5.jpg")
    said = list(contents(survey))
    assert said == [
        "Holds: 1 attachment, 1 page/publish, 1 post/draft, 1 post/publish",
        "Comments of visitors: 1",
    ]


def test_progress_is_told_in_bytes_up_to_the_last_item():
    text = export(post("One"), post("Two"))
    told: list[int] = []
    export_ = Export(opened(text))
    export_.survey(told.append)
    assert told == sorted(told)
    assert told[-1] <= export_.size == len(text.encode())
    assert text.encode()[told[-1] :].strip().startswith(b"</channel>")


# What has to be mended.


def test_control_characters_are_taken_out_and_reported():
    (item,) = items_of(export(post("Bend\x0bthe \x08knee &#x1F;now", title="Ti\x02tle")))
    assert item.content.split() == ["Bend", "the", "knee", "now"]
    assert item.title == "Title"
    assert "control characters" in item.remarks[0]


def test_letters_in_another_encoding_than_the_file_says_are_read_and_reported():
    data = export(post("A cafe is a place to sit", title="Plain")).encode()
    (item,) = items_of(data.replace(b"cafe", "café’s".encode("cp1252")))
    assert "café’s" in item.content
    assert "another encoding" in item.remarks[0]


def test_file_in_a_declared_encoding_is_read():
    (item,) = items_of(export(post("Größe"), encoding="ISO-8859-1").encode("latin-1"))
    assert item.content == "Größe"
    assert item.remarks == ()


def test_entities_of_html_outside_of_cdata_are_read():
    (item,) = items_of(export(post(title="XX")).replace("XX", "Hips&nbsp;&amp; knees&rsquo;s"))
    assert item.title == "Hips\xa0& knees’s"


def test_byte_order_mark_is_no_obstacle():
    assert len(items_of(b"\xef\xbb\xbf" + export(post()).encode())) == 1


def test_numbers_of_a_million_digits_and_odd_dates_are_no_obstacle():
    (item,) = items_of(export(post(date="0000-00-00 00:00:00", parent="9" * 5000)))
    assert item.published is None
    assert item.parent == 0


# What is refused.


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda text: text[:-60], "line"),
        (lambda text: text.replace("</wp:status>", "</wp:state>"), "line 25, column 21"),
        (lambda text: text.replace("]]></content", "</content"), "line"),
        (lambda text: text.replace("</item>", "</ite>"), "line"),
        (lambda text: text.replace("<item>", "<ite>"), "line"),
        (lambda text: text.replace("</channel>", ""), "line 32, column 3"),
        (lambda text: text.replace("</wp:author_login>", "", 1), "line"),
        (lambda text: text.replace("Post one", "Fish & Chips < 3"), "line 16, column 14"),
    ],
)
def test_broken_xml_is_refused_with_line_and_column(broken, said):
    text = export(post("Words", id=1, title="Post one"))
    assert said in refusal_of(broken(text.replace("&amp;", "&")))


def test_place_of_the_fault_is_that_in_the_file():
    text = export(post("One"), post("Two"), post("Three", title="Bad title"))
    text = text.replace("Bad title", "Bad &bad; title")
    line = text[: text.index("&bad;")].count("\n") + 1
    column = text.index("&bad;") - text.rindex("\n", 0, text.index("&bad;"))
    assert f"in line {line}, column {column};" in refusal_of(text)


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
FOREIGN = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("definition", [LAUGHS, FOREIGN, '<!DOCTYPE rss SYSTEM "x.dtd">'])
@pytest.mark.parametrize("before", ["<!-- generator", "<rss", "<item>"])
def test_entities_and_document_types_are_refused(definition, before):
    text = export(post("&a; &b;", title="T")).replace(before, definition + before, 1)
    assert "passwd" not in refusal_of(text)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no WordPress export"),
        (b"Just words.", "no WordPress export"),
        (b"<html><body><p>Hello</p></body></html>", "no WordPress export"),
        (b"<rss>", "XML is broken"),
        (b"<rss></rss>", "no channel"),
        (export(post()).encode("utf-16"), "UTF-16"),
        (export(post(), encoding="cp037").encode(), "cannot be read"),
        (export(post(), encoding="no-such").encode(), "cannot be read"),
        (export(post("Слово о боли в спине " * 9)).encode("cp1251"), "encoding that is not known"),
        (bytes(range(256)) * 40, "no WordPress export"),
    ],
)
def test_what_is_no_export_is_refused(data, said):
    assert said in refusal_of(data)


def test_export_without_items_is_empty_and_fine():
    assert Export(opened(export())).survey().kinds == {}


def test_item_that_no_article_can_be_is_not_held_in_memory(monkeypatch):
    monkeypatch.setattr(scanning, "MAX_ITEM", 2000)
    small, large, last = items_of(export(post("a"), post("b " * 3000), post("c")))
    assert (small.content, large.content, last.content) == ("a", "", "c")
    assert large.too_large


def test_memory_does_not_grow_with_the_file():
    def peak(items: int) -> int:
        file = opened(export(*(post("word " * 4000, comments=["c " * 500]) for _ in range(items))))
        tracemalloc.start()
        try:
            survey = Export(file).survey()
            assert survey.kinds["post", "publish"] == items
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(120) < 1.3 * peak(30)
