"""First uses of words: what is marked in finished HTML, and what never is."""

import pytest

from conditions.glossing import Word, mark, vocabulary

WORDS = [
    Word("needle", "n"),
    Word("dry needle", "d"),
    Word("TENS", "t"),
    Word("Bell's palsy", "b"),
    Word("R&D", "r"),
    Word("qi", "q"),
    Word("AMP", "a"),
    Word("niño", "o"),
]


def marked(html: str, words=WORDS) -> str:
    return mark(html, vocabulary(words), link=lambda anchor, written: f"[{anchor}:{written}]")


def prose(html: str) -> str:
    """What becomes of running text."""
    start, end = '<div class="prose">', "</div>"
    return marked(f"{start}{html}{end}").removeprefix(start).removesuffix(end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a needle", "a [n:needle]"),
        ("Needle first", "[n:Needle] first"),
        ("one needle, one needle", "one [n:needle], one needle"),
        ("a dry needle, a needle", "a [d:dry needle], a [n:needle]"),
        ("a dry\n needle", "a [d:dry\n needle]"),
        ("a dry&nbsp;needle", "a [d:dry&nbsp;needle]"),
        ("needles needled pineneedle needle-shy non-needle", None),
        ("TENS and tens", "[t:TENS] and tens"),
        ("tens and Tens", None),
        ("Bell’s palsy", "[b:Bell’s palsy]"),
        ("Bell&#x27;s palsy", "[b:Bell&#x27;s palsy]"),
        ("R&amp;D", "[r:R&amp;D]"),
        ("this &amp; that &AMP; AMPS", None),
        ("NIÑO", "[o:NIÑO]"),
        ("<p>Qi.</p>", "<p>[q:Qi].</p>"),
        ('<a href="/x">needle</a> needle', '<a href="/x">needle</a> [n:needle]'),
        ("<h2>The <b>needle</b></h2>needle", "<h2>The <b>needle</b></h2>[n:needle]"),
        ('<img alt="a needle > qi"> qi', '<img alt="a needle > qi"> [q:qi]'),
        ("<button>qi</button><code>qi</code>", None),
        ("<!-- needle -->", None),
        ("<needle>", None),
        ("", None),
    ],
)
def test_first_use_in_running_text_is_marked(before, after):
    assert prose(before) == (before if after is None else after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>needle</p>", None),
        ('<div class="prose">x</div><p>needle</p>', None),
        ('<div class="proselike">needle</div>', None),
        ('<div class="a prose b">needle</div>', '<div class="a prose b">[n:needle]</div>'),
        (
            '<div class="prose"><div>x</div>needle</div>qi',
            '<div class="prose"><div>x</div>[n:needle]</div>qi',
        ),
        (
            '<dd class="prose">needle</dd><h2>qi</h2><div class="prose">needle qi</div>',
            '<dd class="prose">[n:needle]</dd><h2>qi</h2><div class="prose">needle [q:qi]</div>',
        ),
    ],
)
def test_only_running_text_is_marked(before, after):
    assert marked(before) == (before if after is None else after)


def test_names_of_one_term_are_one_first_use():
    words = [Word("bursa", "b"), Word("bursae", "b")]
    html = '<div class="prose">bursae, bursa</div>'
    assert marked(html, words) == '<div class="prose">[b:bursae], bursa</div>'


def test_of_two_alike_the_first_counts():
    words = [Word("Qi", "first"), Word("qi", "second")]
    assert marked('<i class="prose">qi</i>', words) == '<i class="prose">[first:qi]</i>'


def test_no_words_are_no_vocabulary():
    assert vocabulary([]) is None
    assert vocabulary([Word(" ", "x")]) is None


def test_a_thousand_words_are_found_as_ten():
    words = [Word(f"term number {n}", str(n)) for n in range(1000)]
    html = '<div class="prose">term number 7 and term number 77</div>'
    assert marked(html, words) == (
        '<div class="prose">[7:term number 7] and [77:term number 77]</div>'
    )
