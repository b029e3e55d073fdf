"""Who is named in a text, and who only may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.naming import GAP, Called, without

MARIA = Called("María Gonzalez", ("+16125550199", "(612) 555-0199"), "maria@example.com")

NAMED = {
    "Subpoena of Maria Gonzalez, for the court": "Subpoena of …, for the court",
    "MARIA GONZALEZ": "…",
    "Gonzalez, Maria: her file": "…: her file",
    "Maria Gonzalez's lawyer": "… lawyer",
    "Rang 612-555-0199 twice": "Rang … twice",
    "Rang +1 (612) 555 0199.": "Rang ….",
    "To Maria@Example.com.": "To ….",
    "María Gonzalez <maria@example.com> 6125550199": "… <…> …",
}


@pytest.mark.parametrize(("text", "rest"), NAMED.items())
def test_person_is_taken_out_and_nothing_else(text, rest):
    assert without(text, MARIA) == rest


LEFT = [
    "Maria has a question",
    "The Gonzalez family",
    "Marian Gonzalezs",
    "Mariana Gonzalez",
    "Maria and Gonzalez",
    "Case 5550199-7 of 1999",
    "amaria@example.com.au",
    "Invoice 550199",
    "",
]


@pytest.mark.parametrize("text", LEFT)
def test_who_may_be_somebody_else_stays(text):
    assert without(text, MARIA) == text


def test_part_of_a_name_may_mean_somebody():
    assert MARIA.may_be_meant("Maria has a question")
    assert MARIA.may_be_meant("The Gonzalez's")
    assert not MARIA.may_be_meant("Marian has a question")


@pytest.mark.parametrize("name", ["the", "county", "a", "", "-", "  ", "of"])
def test_name_of_one_word_takes_out_nothing(name):
    text = "Subpoena of the county - attorney"
    assert without(text, Called(name, ("123", "", "of"), "")) == text


@given(st.text(), st.text(), st.text())
def test_whatever_somebody_is_called_the_rest_of_a_text_stays(name, phone, text):
    """What is left is the text with pieces cut out of it."""
    rest = without(text, Called(name, (phone,), ""))
    at = 0
    for piece in rest.split(GAP):
        found = text.find(piece, at)
        assert found >= 0
        at = found + len(piece)
