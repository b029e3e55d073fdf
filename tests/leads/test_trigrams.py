"""Which pieces of words an index of pieces is asked for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.trigrams import pieces_of, telling_pieces

WORDS = st.text("abc ", max_size=6)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [("", set()), ("ab", set()), ("abc", {"abc"}), (" abab ", {" ab", "aba", "bab", "ab "})],
)
def test_pieces_are_all_there_are(word, pieces):
    assert pieces_of(word) == pieces


# On a busy machine making texts up takes as long as it takes.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(WORDS, max_size=3), texts=st.lists(st.text("abc ", max_size=20), max_size=9))
def test_every_text_with_the_words_has_the_pieces(words, texts):
    pieces = telling_pieces(words, texts=texts)
    for text in texts:
        if all(word in text for word in words):
            assert all(piece in text for piece in pieces)
    for word in words:
        assert len(word) < 3 or pieces_of(word) & set(pieces)
    assert len(set(pieces)) == len(pieces)
    assert set(pieces) <= set().union(*map(pieces_of, words))


TEXTS = [f" mornings 1612{number:07} " for number in range(3_000_000, 3_000_100)]


def test_what_all_texts_have_is_not_asked_for():
    pieces = telling_pieces(["16123000042"], texts=TEXTS)
    assert pieces == ["042"]


def test_of_a_word_that_all_texts_have_one_piece_is_asked_for():
    assert telling_pieces(["mornings"], texts=TEXTS) == ["ing"]
    assert telling_pieces(["mornings", "elbow"], texts=TEXTS) == ["bow", "elb", "lbo", "ing"]


def test_longer_list_is_read_where_it_leaves_many_out():
    texts = ["abc bcd", "abc bcd", "abc", "bcd", "cde"] * 20
    assert telling_pieces(["abcd"], texts=texts) == ["abc", "bcd"]
    assert telling_pieces(["abcde"], texts=texts) == ["cde", "abc"]
