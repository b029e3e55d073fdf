"""Texts of WordPress as articles: every editor, every word."""

import json
import random
from datetime import date

import pytest

from conditions.importing.document import ArticleDocument, Bullets, ImportRefused, Paragraph, plain
from conditions.importing.walking import all_texts
from conditions.importing.wxr.autop import autop
from conditions.importing.wxr.content import Content, content_of
from conditions.importing.wxr.export import Export
from conditions.importing.wxr.reading import Protected, read_item, slug_of, summary_of
from conditions.importing.wxr.shortcodes import attributes

from .wxr_files import export, opened, picture, post


def article(content: str = "Some words.", *others: str, **facts) -> ArticleDocument:
    """The first item of an export, read as an article."""
    export_ = Export(opened(export(post(content, **facts), *others)))
    return read_item(next(export_.items()), export_.channel, export_)


def html_of(content: str, *others: str, **facts) -> str:
    export_ = Export(opened(export(post(content, **facts), *others)))
    return content_of(next(export_.items()), export_).html


def said(document: ArticleDocument) -> list[str]:
    return all_texts(document)[1:]


# The classic editor.


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\ntwo\r\n\r\n \nThree", "<p>One<br/>two</p>\n<p>Three</p>"),
        ("One<br />\ntwo", "<p>One<br />two</p>"),
        ("<h2>A</h2>\nB\n<h2>C</h2>D", "<h2>\nA\n</h2>\n<p>B</p>\n<h2>\nC\n</h2>\n<p>D</p>"),
        ("<strong>One</strong> two\n\n3", "<p><strong>One</strong> two</p>\n<p>3</p>"),
        ("<ul>\n\t<li>a</li>\n</ul>", "<ul>\n<li>\na\n</li>\n</ul>"),
        ("<li>a\n\nb</li>", "<li>\na<br/>b\n</li>"),
        ("<blockquote>a\n\nb</blockquote>", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>"),
        ("<p>done\n\nhere</p>", "<p>\ndone<br/>here\n</p>"),
        ("<pre>a\n\n  b</pre>", "<pre>a\n\n  b</pre>"),
        ('<img alt="a > b"> text', '<p><img alt="a > b"> text</p>'),
        ("1 < 2 and 3 > 2", "<p>1 < 2 and 3 > 2</p>"),
        (
            "https://film.example/1?a=b",
            '<p><a href="https://film.example/1?a=b">https://film.example/1?a=b</a></p>',
        ),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_blank_lines_are_paragraphs(text, html):
    assert autop(text) == html


def test_classic_text_becomes_paragraphs_headings_and_lists():
    document = article("Rest first.\n\nThen move.\n<h2>How</h2>\n<ul>\n<li>Slowly</li>\n</ul>")
    assert [plain(block.text) for block in document.intro] == ["Rest first.", "Then move."]
    assert isinstance(document.sections[0].blocks[0], Bullets)


def test_page_breaks_and_more_are_no_words():
    text = "One.\n\n<!--more Read on-->\n\nTwo.\n\n<!--nextpage-->\n\nThree."
    assert said(article(text)) == ["One.", "Two.", "Three."]


# The block editor.


def test_block_marks_are_left_out_and_blocks_kept():
    text = (
        '<!-- wp:heading {"level":3} -->\n<h3>Resting</h3>\n<!-- /wp:heading -->\n\n'
        "<!-- wp:columns --><div><!-- wp:column --><div><!-- wp:paragraph --><p>Left side.</p>"
        "<!-- /wp:paragraph --></div><!-- /wp:column --><!-- wp:column --><div><p>Right side.</p>"
        "</div><!-- /wp:column --></div><!-- /wp:columns -->"
        "<!-- wp:details --><details><summary>More about it</summary><p>Hidden words.</p></details>"
        "<!-- /wp:details -->"
        '<!-- wp:buttons --><div><!-- wp:button --><div><a href="/book">Book a visit</a></div>'
        "<!-- /wp:button --></div><!-- /wp:buttons -->"
        "<!-- wp:preformatted --><pre>one<br>two</pre><!-- /wp:preformatted -->"
    )
    words = " ".join(said(article(text))).split()
    expected = "Resting Left side. Right side. More about it Hidden words. Book a visit one two"
    assert sorted(words) == sorted(expected.split())


def test_classic_text_among_blocks_is_cut_in_paragraphs():
    text = "Old one.\n\nOld two.\n\n<!-- wp:paragraph --><p>New.</p><!-- /wp:paragraph -->"
    assert said(article(text)) == ["Old one.", "Old two.", "New."]
    text = "<!-- wp:freeform -->One.\n\nTwo.<!-- /wp:freeform -->"
    assert said(article(text)) == ["One.", "Two."]


def test_embedded_film_is_a_link():
    text = (
        '<!-- wp:embed {"url":"https://film.example/7"} --><figure><div class="wrapper">\n'
        "https://film.example/7\n</div><figcaption>A stretch</figcaption></figure>"
        "<!-- /wp:embed -->"
    )
    document = article(text)
    spans = [s for b in document.blocks() if isinstance(b, Paragraph) for s in b.text]
    assert "https://film.example/7" in [span.href for span in spans]
    assert "A stretch" in said(document)


def test_reusable_block_is_put_where_it_is_shown():
    block = post("<p>Shared.</p>", id=77, type="wp_block", status="publish")
    text = '<p>First.</p>\n<!-- wp:block {"ref":77} /-->\n<!-- wp:paragraph --><p>Last.</p>'
    assert said(article(text, block)) == ["First.", "Shared.", "Last."]


def test_reusable_block_that_is_missing_or_shows_itself_is_reported():
    text = '<!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph --><!-- wp:block {"ref":77} /-->'
    assert "a reusable block is not in the file: 77" in article(text).warnings
    itself = post('<p>Ring.</p><!-- wp:block {"ref":77} /-->', id=77, type="wp_block")
    assert said(article(text, itself)) == ["One.", "Ring."]


def test_words_in_the_settings_of_a_block_are_kept():
    settings = {
        "name": "acf/quote",
        "data": {"text": "It helped me a lot.", "_text": "field_5e1 x"},
    }
    text = f"<p>Before.</p><!-- wp:acf/quote {json.dumps(settings)} /-->"
    document = article(text)
    assert "It helped me a lot." in said(document)
    assert any("acf/quote" in warning for warning in document.warnings)


def test_what_wordpress_makes_itself_is_reported():
    document = article("<p>Words.</p><!-- wp:latest-posts /--><!-- wp:spacer /-->")
    (warning,) = [w for w in document.warnings if "WordPress made it" in w]
    assert "latest-posts" in warning
    assert "spacer" not in warning


def test_footnotes_of_the_block_editor_are_kept():
    notes = json.dumps([{"id": "a", "content": "A study of <em>rest</em>."}])
    text = "<!-- wp:paragraph --><p>Rest helps.</p><!-- /wp:paragraph --><!-- wp:footnotes /-->"
    assert "A study of rest." in " ".join(said(article(text, meta={"footnotes": notes})))


# Shortcodes.


def test_caption_is_the_caption_of_its_picture():
    text = (
        '[caption id="attachment_3" width="300"]<a href="/big"><img src="https://a.example/k.jpg" '
        'alt="A knee"></a> The <em>left</em> knee[/caption]\n\nWords below.'
    )
    document = article(text)
    (shown,) = document.pictures
    assert (shown.url, shown.alt, shown.caption) == (
        "https://a.example/k.jpg",
        "A knee",
        "The left knee",
    )
    assert said(document) == ["Words below."]


def test_caption_of_old_versions_is_read_too():
    text = '[caption caption="Bark of a “tree”"]<img src="/t.jpg" />[/caption] Below.'
    assert article(text).pictures[0].caption == "Bark of a “tree”"


def test_gallery_shows_the_pictures_it_names_or_those_of_its_post():
    files = [picture(number, excerpt=f"View {number}", parent=9) for number in (21, 22)]
    named = article('Look:\n\n[gallery ids="22,21,99"]', *files, id=8)
    assert [shown.caption for shown in named.pictures] == ["View 22", "View 21"]
    assert "1 picture of a gallery is not in the file" in named.warnings
    own = article("Look:\n\n[gallery]", *files, id=9)
    assert [shown.caption for shown in own.pictures] == ["View 21", "View 22"]


def test_picture_at_the_top_is_recorded():
    document = article("Words.", picture(31, alt="A foot"), meta={"_thumbnail_id": "31"})
    assert [shown.alt for shown in document.pictures] == ["A foot"]
    missing = article("Words.", meta={"_thumbnail_id": "32"})
    assert "the picture at the top is not in the file" in missing.warnings
    assert not article("Words.", meta={"_thumbnail_id": "²"}).warnings


def test_page_builders_wrap_what_is_kept():
    text = (
        '[vc_row full_width="stretch_row"][vc_column width="1/2"]'
        '[vc_custom_heading text="Why needles help"][vc_column_text]One.\n\nTwo.[/vc_column_text]'
        '[vc_btn title="Book now" link="url:https%3A%2F%2Fa.example%2Fbook|title:Book"]'
        "[/vc_column][/vc_row]"
    )
    document = article(text)
    shown = said(document)
    assert shown[0] == "Why needles help"
    assert [line for line in shown if line in {"One.", "Two."}] == ["One.", "Two."]
    assert any("Book now" in line for line in shown)
    assert "[" not in "".join(shown)
    assert any("page builder" in warning for warning in document.warnings)
    spans = [s for b in document.blocks() if isinstance(b, Paragraph) for s in b.text]
    assert "https://a.example/book" in [span.href for span in spans]


def test_divi_parts_keep_titles_and_texts():
    text = (
        '[et_pb_section][et_pb_row][et_pb_blurb title="Cupping" image="https://a.example/c.jpg"]'
        '<p>Round marks.</p>[/et_pb_blurb][et_pb_toggle title="Does it hurt?"]Rarely.'
        "[/et_pb_toggle][/et_pb_row][/et_pb_section]"
    )
    document = article(text)
    assert said(document) == ["Cupping", "Round marks.", "Does it hurt?", "Rarely."]
    assert [shown.url for shown in document.pictures] == ["https://a.example/c.jpg"]


def test_raw_html_of_visual_composer_is_read():
    raw = "JTNDcCUzRUhpZGRlbiUyMHdvcmRzLiUzQyUyRnAlM0U="
    assert "Hidden words." in said(article(f"[vc_raw_html]{raw}[/vc_raw_html]"))


def test_unknown_shortcode_loses_its_brackets_and_is_reported():
    text = 'A [highlight color="red"]calm[/highlight] night.\n\n[contact-form-7 404 "Form"]'
    document = article(text)
    assert said(document) == ["A calm night."]
    assert any("[contact-form-7], [highlight]" in warning for warning in document.warnings)
    assert any('[contact-form-7 404 "Form"]' in part.text for part in document.left_out)


@pytest.mark.parametrize(
    "text",
    [
        "He said [sic] it hurts.",
        "See [1] and [2, 3].",
        "Their [simple boat] sank.",
        "An array[index] of [a] things.",
        "Write [[gallery]] yourself.",
        "An [open bracket, and it's never closed",
        "[Laughter]",
    ],
)
def test_brackets_that_are_no_shortcodes_stay(text):
    assert said(article(text)) == [text.replace("[[", "[").replace("]]", "]")]


def test_brackets_in_code_stay():
    text = "Type this:\n\n<code>[gallery ids=1]</code> or <pre>[video src=2]</pre>"
    assert "[gallery ids=1]" in " ".join(said(article(text)))
    assert "[video src=2]" in " ".join(said(article(text)))


def test_shortcodes_that_do_not_fit_lose_no_word():
    text = "[vc_row]One [vc_column]two[/vc_row] three[/vc_column] four [/et_pb_row] [caption]five"
    assert " ".join(said(article(text))).split() == ["One", "two", "three", "four", "five"]


def test_values_of_shortcodes_are_read_as_people_wrote_them():
    assert attributes(""" a="x y" b='z' c=1 "lone" d="“q”" """) == {
        "a": "x y",
        "b": "z",
        "c": "1",
        "3": "lone",
        "d": "“q”",
    }
    assert attributes(" a=“x y” b=&#8221;q r&#8221;") == {"a": "x y", "b": "q r"}


def test_films_and_sounds_are_links():
    text = '[video mp4="https://a.example/f.mp4"][/video]\n\n[embed]https://b.example/1[/embed]'
    spans = [s for b in article(text).blocks() if isinstance(b, Paragraph) for s in b.text]
    assert [s.href for s in spans] == ["https://a.example/f.mp4", "https://b.example/1"]


# Elementor.

WIDGETS = [
    {
        "elType": "section",
        "settings": {"background_color": "red"},
        "elements": [
            {
                "elType": "widget",
                "widgetType": "heading",
                "settings": {"title": "Warm feet", "header_size": "h2", "title_color": "#fff"},
            },
            {"elType": "widget", "settings": {"editor": "<p>Wool helps.</p>", "align": "left"}},
            {
                "elType": "widget",
                "settings": {"tabs": [{"tab_title": "And silk?", "tab_content": "Less."}]},
            },
            {
                "elType": "widget",
                "settings": {"text": "Book", "link": {"url": "https://a.example/b"}},
            },
            {
                "elType": "widget",
                "settings": {"image": {"url": "https://a.example/f.jpg"}},
            },
        ],
    }
]


def test_texts_of_elementor_are_read_from_beside_the_post():
    document = article("", meta={"_elementor_data": json.dumps(WIDGETS)})
    assert said(document)[:4] == ["Warm feet", "Wool helps.", "And silk?", "Less."]
    assert "Book" in " ".join(said(document))
    assert [shown.url for shown in document.pictures] == ["https://a.example/f.jpg"]


def test_texts_that_only_one_of_elementor_and_wordpress_has_are_both_kept():
    meta = {"_elementor_data": json.dumps(WIDGETS)}
    copy = article("Warm feet Wool helps. And silk? Less. Book", meta=meta)
    assert " ".join(said(copy)).count("Wool") == 1
    other = article("An older text.", meta=meta)
    assert {"Wool helps.", "An older text."} <= set(said(other))
    assert any("different texts" in warning for warning in other.warnings)


def test_broken_texts_of_elementor_are_reported():
    document = article("Words.", meta={"_elementor_data": '[{"elType":'})
    assert said(document) == ["Words."]
    assert any("cannot be read" in warning for warning in document.warnings)


# Around the text.


def test_title_author_and_date_come_from_the_export():
    document = article(title="Tom &amp; Jerry's <em>un</em>rest", author="nora")
    assert document.title == "Tom & Jerry's unrest"
    assert document.byline.name == "Nora Feld"
    assert document.byline.credentials == ("LAc",)
    assert document.dateline.date == date(2019, 5, 7)


def test_post_without_a_title_gets_one():
    document = article(title="")
    assert document.title == "Untitled (May 7, 2019)"
    assert any("was made for it" in warning for warning in document.warnings)


def test_long_title_is_shortened_and_all_of_it_kept():
    document = article(title="word " * 80)
    assert len(document.title) <= 255
    assert said(document)[0].split() == ["word"] * 80


@pytest.mark.parametrize(
    "title", ["כאב גב", "Πόνος στη μέση", "∫ f(x) dx", "背痛 🦵", "~`!@#$%^&*()x"]
)
def test_titles_of_any_script_are_kept(title):
    assert article(title=title).title == title


@pytest.mark.parametrize(
    ("facts", "remark"),
    [
        ({"status": "draft"}, "a draft on the old site"),
        ({"status": "private"}, "private on the old site"),
        ({"status": "future"}, "scheduled"),
        ({"status": "pending"}, "approval"),
        ({"type": "page"}, "a page, not a post"),
    ],
)
def test_what_was_no_published_post_is_reported(facts, remark):
    assert any(remark in warning for warning in article(**facts).warnings)


def test_post_with_a_password_is_refused():
    with pytest.raises(Protected, match="password"):
        article(password="enter")


def test_post_without_a_text_is_a_draft_to_be_written():
    document = article("")
    assert said(document) == []
    assert any("no text" in warning for warning in document.warnings)
    only_picture = article('<img src="https://a.example/1.jpg" alt="One">')
    assert len(only_picture.pictures) == 1


def test_excerpt_is_the_summary_if_it_is_short():
    (item,) = Export(opened(export(post(excerpt="In <b>short</b> &amp; sweet.")))).items()
    assert summary_of(item) == "In short & sweet."
    (item,) = Export(opened(export(post(excerpt="long " * 100)))).items()
    assert summary_of(item) == ""


def test_slug_is_the_old_one():
    (item,) = Export(opened(export(post(slug="%ce%b5%cf%80-2")))).items()
    assert slug_of(item) == "επ-2"


def test_word_that_would_be_lost_is_named(monkeypatch):
    other = Content("<p>Other words.</p>")
    monkeypatch.setattr("conditions.importing.wxr.reading.content_of", lambda *_: other)
    with pytest.raises(ImportRefused, match=r"words would be lost.*shoulder"):
        article("My shoulder.")


ODD = [
    "<div><p>Unclosed <b>bold <i>both</b> mixed</i> <div>deep<table><tr><td>cell<td>two</table>",
    "<ul><li>a<ul><li>b<ol><li>c</ol></ul><p>para in li</p></ul>",
    "<table><caption>Sizes</caption><tr><th>S</th><td>1<br>2<ul><li>x</li></ul></td></tr></table>",
    "<dl><dt>Term<dd>Meaning</dl><address>Here</address><abbr title='x'>abbr</abbr>",
    "<form><label>Name <input></label><select><option>One<option>Two</select></form>",
    "<figure><blockquote><p>Said</p><cite>Who</cite></blockquote></figure><q>quoted</q>",
    "<p dir='rtl'>שלום <bdo dir='ltr'>left</bdo></p><ruby>漢<rt>kan</rt></ruby>",
    "<pre><code>for i in range(3):\n\tprint(i)</code></pre><kbd>Ctrl</kbd><tt>tt</tt>",
    "[gallery][/gallery] [video] <!-- a comment --> tail &nbsp;&hellip; &#8217;end",
    "<h1>One</h1><h6>Six</h6><h3>Three</h3>text <h2></h2> <h2> </h2>",
    "<script>var hidden = 'x < y'</script><style>p{}</style>seen",
    "a<br>b<hr>c<wbr>d<sup>2</sup>e<sub>3</sub>",
    "<details open><summary>Ask</summary>Answer <details><summary>In</summary>Inner</details>",
]


@pytest.mark.parametrize("content", ODD)
def test_odd_markup_loses_no_word(content):
    """read_item refuses what would lose one: the check is part of every import."""
    assert article(content)


TAGS = """
[vc_row] [/vc_row] [caption] [/caption] [et_pb_text] [/et_pb_text] <p> </p> <b> </b> <ul> <li> </ul>
<table> <td> </table> <pre> </pre> <!-- --> <h2> </h2> <dl> <dd> <blockquote> </blockquote> <figure>
<figcaption> </figure> &amp; < ] [ é
"""
PIECES = [
    *ODD,
    *TAGS.split(),
    "\xad",
    "\n\n",
    "By Nora Feld, LAc",
    "Photo by Ann Example",
    "May 3, 2019",
    "1. first",
    "• bullet",
    '[tab title="Two words"]',
    '<!-- wp:block {"ref":5} /-->',
]


@pytest.mark.parametrize("seed", range(6))
def test_no_mixture_of_odd_pieces_loses_a_word_or_fails(seed):
    pick = random.Random(seed)
    for _round in range(8):
        content = " ".join(pick.choice(PIECES) for _ in range(pick.randint(1, 20)))
        assert article(content, title=pick.choice(["", "A title"])).title


def test_markup_that_nobody_could_follow_comes_as_plain_paragraphs():
    """What stands in a <pre> is read as lines, and a reading beside a character is none."""
    document = article("<p>One.</p><pre><ruby>漢<rt>kan</rt></ruby></pre><p>Two.</p>")
    assert said(document) == ["One.", "漢kan", "Two."]


def test_words_from_elsewhere_do_not_stand_in_for_lost_ones(monkeypatch):
    """The excerpt repeats the text; a text that was lost is not there just because of it."""
    lost = Content("<p>Other.</p>")
    monkeypatch.setattr("conditions.importing.wxr.reading.content_of", lambda *_: lost)
    with pytest.raises(ImportRefused, match="knee"):
        article("My knee. Other.", excerpt="My knee. Other.", author="My Knee")


def test_formulas_and_readings_are_words():
    math = "<p>Take <math><mi>x</mi><mo>+</mo><mn>2</mn></math> of <ruby>漢<rt>kan</rt></ruby>.</p>"
    assert said(article(math)) == ["Take x+2 of 漢kan."]
