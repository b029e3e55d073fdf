"""What people type, made comparable."""

import pytest

from leads.folding import fold, may_be_one_name, needles, searchable

TEXT = searchable(
    words=["José O'Brien-Núñez Ly", "ana.lopez@example.com", "Hip pain since 2 30"],
    reference="7K3MD-92QFX",
    phone="+16512246678",
    phone_typed="651 224 6678 (mom)",
)


@pytest.mark.parametrize(
    "query",
    [
        "obrien nunez",
        "O’BRIEN",
        "Núñez, José",
        "ly",
        "6678",
        "651 224 6678",
        "(651) 224-6678",
        "+1 651.224.6678",
        "00 1 651 224 6678",
        "2246678",
        "nunez 224-6678",
        "example.com",
        "@example.com",
        "ANA.LOPEZ@example.com",
        "ana.lopez@",
        "7k3md92qfx",
        "7k3md 92q",
        "7K3MD-92QFX",
        "mom",
        "hip 30",
    ],
)
def test_needles_are_in_what_they_mean(query):
    assert needles(query)
    assert all(needle in TEXT for needle in needles(query))


@pytest.mark.parametrize(
    "query", ["obrian", "651", "012", "x", "nzuez", "an.lopez@example.com", "jose smith", "66789"]
)
def test_needles_are_not_in_what_they_do_not_mean(query):
    assert not all(needle in TEXT for needle in needles(query))


@pytest.mark.parametrize("query", ["", " ", "@@", "%", "_", "-----", "'"])
def test_needles_of_nothing_are_none(query):
    assert needles(query) == []


@pytest.mark.parametrize("query", ["a", "ly", "12", "ana", "a@b", "@b", "1 2"])
def test_needles_are_long_enough_for_an_index(query):
    assert all(len(needle) >= 3 for needle in needles(query))


@pytest.mark.parametrize("query", ["*", "?a*b", "[abc]", "a%b_c", '"', "ﬀ"])
def test_needles_hold_no_wildcard(query):
    assert not set("".join(needles(query))) & set("*?[]%_\"'\\")


def test_searchable_of_nobody_is_the_reference_alone():
    assert searchable(words=["", ""], reference="7K3MD-92QFX") == " 7k3md 92qfx 7k3md92qfx "


def test_fold_takes_other_scripts_as_they_are():
    assert fold("Łukasz ØRSTED Straße ПЁТР") == "lukasz orsted strasse петр"


@pytest.mark.parametrize(
    ("one", "other", "could_be"),
    [
        ("Ana", "Ana López", True),
        ("Lopez, Ana", "ana lópez", True),
        ("M. Lopez", "Maria Lopez", True),
        ("", "Maria", True),
        ("Kou Vang", "Mai Vang", False),
        ("Bob Smith", "Robert Smith", False),
        ("Ana Ana", "Ana Lopez", False),
        ("Ana", "Anabel", False),
    ],
)
def test_names_of_one_person(one, other, could_be):
    assert may_be_one_name(one, other) is could_be
    assert may_be_one_name(other, one) is could_be
