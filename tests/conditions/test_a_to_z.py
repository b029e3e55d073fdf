"""The A to Z: which names are in it, under which letter, in which order."""

from dataclasses import dataclass

import pytest

from conditions.a_to_z import a_to_z, letter_of, names_of


@dataclass
class Condition:
    pk: int
    title: str
    also_called: str = ""


def listed(*pages: Condition, language: str = "en") -> dict[str, list[str]]:
    """Letter → names; another name with the pages that it leads to."""
    return {
        letter.letter: [
            entry.name if entry.page else f"{entry.name} → {[page.title for page in entry.see]}"
            for entry in letter.entries
        ]
        for letter in a_to_z(pages, language=language)
    }


def test_other_names_lead_to_their_page():
    hip = Condition(1, "Hip pain", "sore hip, groin pain")
    assert listed(hip) == {
        "G": ["Groin pain → ['Hip pain']"],
        "H": ["Hip pain"],
        "S": ["Sore hip → ['Hip pain']"],
    }


def test_name_that_two_conditions_share_is_listed_once():
    back, leg = Condition(1, "Back pain", "slipped Disk"), Condition(2, "Sciatica", "slipped disk")
    assert listed(leg, back)["S"] == ["Sciatica", "Slipped disk → ['Sciatica', 'Back pain']"]


def test_title_is_no_other_name_of_its_own_page_but_may_be_one_of_another():
    own, other = Condition(1, "Lumbago", "LUMBAGO, lumbago "), Condition(2, "Back", "lumbago")
    assert listed(own, other)["L"] == ["Lumbago", "Lumbago → ['Back']"]


def test_letters_and_names_are_in_the_order_of_the_alphabet():
    titles = ["zoster", "Éczema", "eczema of hands", "Eczema", "2nd-degree burns", "acne", "“Acne”"]
    assert listed(*(Condition(n, title) for n, title in enumerate(titles))) == {
        "0–9": ["2nd-degree burns"],
        "A": ["acne", "“Acne”"],
        "E": ["Eczema", "Éczema", "eczema of hands"],
        "Z": ["zoster"],
    }


def test_spanish_has_a_letter_that_english_has_not():
    pages = [Condition(n, title) for n, title in enumerate(["Nuca", "Ñoño", "Neuralgia", "Oído"])]
    assert list(listed(*pages, language="es-us").items()) == [
        ("N", ["Neuralgia", "Nuca"]),
        ("Ñ", ["Ñoño"]),
        ("O", ["Oído"]),
    ]
    assert listed(*pages)["N"] == ["Neuralgia", "Ñoño", "Nuca"]


def test_spanish_letter_sorts_inside_words_too():
    names = ["Puñal", "Punzada", "Puntos"]
    assert listed(*(Condition(n, name) for n, name in enumerate(names)), language="es") == {
        "P": ["Puntos", "Punzada", "Puñal"]
    }


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("ébola", "E"),
        ("¿Dolor?", "D"),
        ("  (acute) pain", "A"),
        ("5-day fever", "0–9"),
        ("…", "0–9"),
        ("", "0–9"),
        ("Ørsted", "Ø"),
        ("ßtrange", "S"),
        ("ﬁbromyalgia", "F"),
        ("气", "气"),
    ],
)
def test_letter_of_a_name(name, letter):
    assert letter_of(name, "en") == letter


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", []),
        (" , ,", []),
        ("sore hip,  groin\n pain ,GTPS", ["sore hip", "groin pain", "GTPS"]),
        ("Gout, gout", ["Gout"]),
    ],
)
def test_names_are_separated_by_commas(written, names):
    assert names_of(written) == names


def test_nothing_has_no_letters():
    assert listed() == {}
