"""What an article is about, and whose it is."""

import pytest

from conditions.importing import text
from conditions.importing.authors import Person, match_author, take_bare_name
from conditions.importing.document import Byline, Paragraph, plain
from conditions.importing.topics import CONDITION, TREATMENT, Term, Topic, find_topics, merged_names

from .importing_texts import SHOULDER


def topics(body: str, *terms: Term, title: str = "A Title of Its Own") -> tuple[Topic, ...]:
    return find_topics(text.read_text(f"{title}\n\n{body}\n"), terms)


def names(found: tuple[Topic, ...], kind: str = CONDITION) -> list[str]:
    return merged_names(found, kind)


# The site's own pages.


@pytest.mark.parametrize(
    "written", ["Electroacupuncture", "electro acupuncture", "electro-acupuncture"]
)
def test_spelling_of_compounds_makes_no_difference(written):
    (topic,) = topics(f"We offer {written} too.", Term(TREATMENT, "Electroacupuncture", 7))
    assert (topic.name, topic.page_id) == ("Electroacupuncture", 7)


def test_plurals_are_the_same_topic():
    (topic,) = topics("Migraines and a migraine.", Term(CONDITION, "Migraine", 3))
    assert (topic.count, topic.is_certain) == (2, True)


def test_other_names_lead_to_the_page():
    found = topics("Runner's knee is common.", Term(CONDITION, "runner's knee", 5))
    assert [topic.page_id for topic in found] == [5]


def test_longest_name_wins():
    found = topics(
        "Hip pain it is, hip pain.", Term(CONDITION, "Pain", 1), Term(CONDITION, "Hip pain", 2)
    )
    assert [topic.page_id for topic in found] == [2]


def test_one_word_in_passing_is_no_topic():
    (topic,) = topics("Food, sleep and stress play a part.", Term(CONDITION, "Stress", 4))
    assert not topic.is_certain


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("A Title of Its Own", "Stress here, and stress there."),
        ("All About Stress", "It is everywhere."),
        ("A Title of Its Own", "Words.\n\nWhat Is Stress?\n\nIt is everywhere."),
    ],
)
def test_word_in_a_heading_or_said_twice_is_a_topic(title, body):
    (topic,) = topics(body, Term(CONDITION, "Stress", 4), title=title)
    assert topic.is_certain


def test_resemblance_is_no_mention():
    assert topics("It feels sciatica-like and sciatica-like again.") == ()


def test_names_do_not_reach_over_a_comma():
    assert topics("It is in the hip, pain comes later.") == ()


# Suggestions from general vocabulary.


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Knee pain is common.", "knee pain"),
        ("It began as lower back pain.", "lower back pain"),
        ("This is called Cubital Tunnel Syndrome.", "cubital tunnel syndrome"),
        ("We treat piriformis syndrome.", "piriformis syndrome"),
        ("Elbow bursitis is common.", "elbow bursitis"),
        ("Plantar fasciitis hurts in the morning.", "plantar fasciitis"),
        ("Chronic pain is tiring.", "chronic pain"),
        ("Frozen shoulders thaw.", "frozen shoulder"),
    ],
)
def test_conditions_are_suggested_by_how_they_are_named(sentence, name):
    assert names(topics(sentence)) == [name]


@pytest.mark.parametrize(
    "sentence",
    [
        "The pain begins there.",
        "Natural pain killers help.",
        "A syndrome is a set of signs.",
        "This syndrome is rare.",
        "It can be a real pain.",
        "A physical therapist may help.",
    ],
)
def test_other_words_are_no_suggestion(sentence):
    assert topics(sentence) == ()


def test_suggestions_give_way_to_pages_of_the_site():
    (topic,) = topics("Knee pain is common.", Term(CONDITION, "Knee pain", 9))
    assert topic.page_id == 9


def test_article_is_about_what_it_names():
    found = find_topics(text.read_text(SHOULDER), ())
    assert names(found) == ["chronic pain", "shoulder pain", "frozen shoulder"]
    assert names(found, TREATMENT) == ["electroacupuncture", "cupping"]


# Authors.

NORA = Person(1, "Nora Feld", ("LAc", "MAcOM"))
PEOPLE = (NORA, Person(2, "Ida Kern", ("DC",)), Person(3, "Ida Kern", ("LMT",)))


def byline(name: str, *credentials: str) -> Byline:
    return Byline(name, credentials, f"{name} {' '.join(credentials)}")


def test_author_is_the_practitioner_of_that_name_and_letters():
    author = match_author(byline("nora  feld", "L.Ac.", "MAcOM"), PEOPLE)
    assert (author.person, author.remark) == (NORA, "")


def test_other_letters_are_reported():
    author = match_author(byline("Nora Feld", "PhD"), PEOPLE)
    assert author.person is NORA
    assert "PhD" in author.remark
    assert "LAc, MAcOM" in author.remark


def test_name_without_letters_is_enough():
    assert match_author(byline("Dr. Nora Feld"), PEOPLE).remark == ""


def test_unknown_author_is_reported_with_the_line_and_never_invented():
    author = match_author(byline("Vera Sund", "LAc"), PEOPLE)
    assert author.person is None
    assert "Vera Sund LAc" in author.remark


def test_letters_decide_between_two_of_one_name():
    assert match_author(byline("Ida Kern", "LMT"), PEOPLE).person.page_id == 3
    undecided = match_author(byline("Ida Kern"), PEOPLE)
    assert undecided.person is None
    assert "more than one" in undecided.remark


def test_missing_author_is_reported():
    assert match_author(None, PEOPLE).remark == "the file names no author"


def test_bare_name_of_a_practitioner_at_the_end_is_the_byline():
    document = text.read_text("A Title of Its Own\n\nSome words.\n\nNora Feld\n")
    taken = take_bare_name(document, PEOPLE)
    assert taken.byline.name == "Nora Feld"
    assert [plain(b.text) for b in taken.blocks() if isinstance(b, Paragraph)] == ["Some words."]


def test_bare_name_of_somebody_else_stays_in_the_text():
    document = text.read_text("A Title of Its Own\n\nSome words.\n\nVera Sund\n")
    assert take_bare_name(document, PEOPLE) is document
