"""What people type, and what is made of it."""

import pytest
from django.utils.translation import override

from leads.fields import read_phone
from leads.forms import (
    ANY_LOCATION,
    EMAIL_LIMIT,
    MESSAGE_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    POSTCODE_LIMIT,
    TOPIC_LIMIT,
    ConsultationForm,
    Place,
)
from leads.models import Lead

ST_PAUL = Place(id=5, title="St. Paul", street="Grand Avenue", phone="", phone_href="")
EDINA = Place(id=6, title="Edina", street="", phone="", phone_href="")
WANTED = {"location": "6", "name": "Ana", "phone": "612-555-0114"}


def filled(places=(ST_PAUL, EDINA), **answers):
    return ConsultationForm({**WANTED, **answers}, places=places, auto_id="ask-%s")


def submitted(**answers):
    form = filled(**answers)
    assert form.is_valid(), form.errors
    return form.submission(about_id=None, site_id=None)


# What must be there.


def test_form_with_the_least_that_is_needed():
    submission = submitted()
    assert submission.wanted_location_id == EDINA.id
    assert (submission.name, submission.phone) == ("Ana", "+16125550114")
    assert submission.phone_typed == "612-555-0114"
    assert (submission.preferred_contact, submission.preferred_times) == ("any", ())
    assert (submission.language, submission.acquaintance, submission.message) == ("en", "", "")


def test_form_with_everything():
    submission = submitted(
        location=ANY_LOCATION,
        email="ana@example.com",
        preferred_contact="email",
        preferred_times=["morning", "evening"],
        topic="Hip pain",
        acquaintance="returning",
        language="es",
        postcode="55105",
        message="After work, please.",
    )
    assert submission.wanted_location_id is None
    assert submission.email == "ana@example.com"
    assert submission.preferred_contact == "email"
    assert submission.preferred_times == ("morning", "evening")
    assert submission.topic == "Hip pain"
    assert (submission.acquaintance, submission.language) == ("returning", "es")
    assert (submission.postcode, submission.message) == ("55105", "After work, please.")


@pytest.mark.parametrize(
    ("missing", "empty", "message"),
    [
        ("location", "", "Choose a location, or say that you do not mind."),
        ("name", "", "Write your name."),
        ("name", "  ", "Write your name."),
        ("name", "\x00\u202e", "Write your name."),
    ],
)
def test_form_without_a_required_answer_says_so(missing, empty, message):
    assert filled(**{missing: empty}).errors == {missing: [message]}


def test_form_without_phone_and_email_says_so_next_to_both_and_once_on_top():
    form = filled(phone="", email=" ")
    message = "Write a phone number or an e-mail address, or both."
    assert form.errors == {"phone": [message], "email": [message]}
    assert form.error_links() == [("ask-phone", message)]


@pytest.mark.parametrize(
    ("answers", "field"), [({"email": "ana@"}, "email"), ({"phone": "911", "email": ""}, "phone")]
)
def test_form_with_one_wrong_way_to_reach_somebody_complains_of_that_alone(answers, field):
    assert list(filled(**{"phone": "", **answers}).errors) == [field]


def test_form_with_one_way_to_reach_somebody_is_enough():
    assert submitted(phone="", email="ana@example.com").phone == ""
    assert submitted(email="").email == ""


# Locations.


@pytest.mark.parametrize("gone", ["7", "0", "-1", "six", "6 OR 1=1", "any ", "\x00", "9" * 40])
def test_form_with_a_location_that_cannot_be_chosen_asks_for_another(gone):
    form = filled(location=gone)
    assert form.errors == {
        "location": ["This location can no longer be chosen. Choose another one."]
    }
    assert form.error_links()[0][0] == "ask-location_0"


@pytest.mark.parametrize("places", [(), (EDINA,)])
def test_form_with_nothing_to_choose_from_does_not_ask(places):
    form = filled(places=places)
    assert form.is_valid()
    assert "location" not in form.fields
    assert form.submission().wanted_location_id is None


@pytest.mark.parametrize(
    ("places", "label"),
    [([ST_PAUL, EDINA], "Either is fine"), ([ST_PAUL, EDINA, ST_PAUL], "Any of them is fine")],
)
def test_form_offers_not_to_choose(places, label):
    form = ConsultationForm(places=places)
    assert str(form.fields["location"].choices[-1][1]) == label


def test_form_escapes_names_of_locations():
    place = Place(id=1, title="<b>A</b>", street="<i>B</i>", phone="", phone_href="")
    html = str(ConsultationForm(places=[place, EDINA])["location"])
    assert "&lt;b&gt;A&lt;/b&gt;" in html
    assert "<i>" not in html


# Telephone numbers.


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("651-224-6678", "+16512246678"),
        ("(651) 224.6678", "+16512246678"),
        ("1 651 224 6678", "+16512246678"),
        ("+44 20 7946 0018", "+442079460018"),
        ("٦٥١٢٢٤٦٦٧٨", "+16512246678"),
        ("651-224-6678 ext 12", "+16512246678"),
        ("call my sister 612 555 0114", "+16125550114"),
        # Callable, but what to ring cannot be told for certain: kept as typed.
        ("651-224-6678 or 612-555-0114", ""),
        ("612 555 0114 after 5", ""),
        ("224-6678", ""),
        ("0000000", ""),
        # Read letter by letter, “mom” is 666, and the number is a stranger's.
        ("224 6678 mom", ""),
    ],
)
def test_form_takes_a_callable_number_and_keeps_it_as_typed(typed, number):
    submission = submitted(phone=typed)
    assert (submission.phone, submission.phone_typed) == (number, typed)


def test_form_reads_numbers_in_the_clinics_region(settings):
    settings.CLINIC = {"PHONE_REGION": "GB"}
    assert read_phone("020 7946 0018") == "+442079460018"


@pytest.mark.parametrize("typed", ["911", "12345", "my sister", "ask me", "+", "five five five"])
def test_form_with_no_number_at_all_says_how_to_write_one(typed):
    message = "This is no phone number. Write it with the area code, like 651-555-0123."
    assert filled(phone=typed).errors == {"phone": [message]}


# Other texts.


@pytest.mark.parametrize("typed", ["ana", "ana@", "@example.com", "a b@example.com", "a@b"])
def test_form_with_no_email_address_says_how_to_write_one(typed):
    message = "This is no e-mail address. Write it like name@example.com."
    assert filled(email=typed).errors == {"email": [message]}


def test_form_takes_no_second_line_in_an_email_address():
    """What follows a line end in an address would become a header of a mail."""
    assert "email" in filled(email="ana@example.com\nBcc: all@example.com").errors


@pytest.mark.parametrize(
    "name",
    [
        "Ana",
        "Ñandú Ibáñez",
        "Nguyễn Thị Hồng",
        "王小明",
        "محمد",
        "Кравчук",
        "O'Neill-Łuk",
        "Ana 🌿",
    ],
)
def test_form_takes_a_name_in_any_script(name):
    assert submitted(name=name).name == name


def test_form_keeps_the_joiners_that_some_scripts_spell_with():
    persian = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"  # Alireza
    assert submitted(name=persian).name == persian


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Ruiz ", "Ana Ruiz"),
        ("Ana\x00Ruiz", "AnaRuiz"),
        ("Ana\tRuiz\r\nBcc: x", "Ana Ruiz Bcc: x"),
        ("Ana\x1b[31m", "Ana[31m"),
        ("\u202eanA", "anA"),
        ("Ana\ufffe\uffff", "Ana"),
    ],
)
def test_form_drops_what_cannot_be_seen_from_a_name(typed, kept):
    assert submitted(name=typed).name == kept


def test_form_keeps_the_lines_of_a_message():
    typed = "  After work.\r\n\r\nOr on Friday.\x00\x0b\rThank you\t! "
    assert submitted(message=typed).message == "After work.\n\nOr on Friday.\nThank you\t!"


LIMITS = {
    "name": NAME_LIMIT,
    "phone": PHONE_LIMIT,
    "topic": TOPIC_LIMIT,
    "message": MESSAGE_LIMIT,
    "postcode": POSTCODE_LIMIT,
}


@pytest.mark.parametrize(("field", "limit"), LIMITS.items())
def test_form_says_what_is_too_long_and_cuts_nothing(field, limit):
    most, too_much = "7" * limit, "7" * (limit + 1)
    assert filled(**{field: most}).is_valid()
    form = filled(**{field: too_much})
    message = f"Write at most {limit} characters. These are {limit + 1}."
    assert form.errors == {field: [message]}
    assert form[field].value() == too_much


def test_form_says_that_an_email_address_is_too_long():
    address = f"ana@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example.com"
    assert len(address) == EMAIL_LIMIT + 5
    message = f"Write at most {EMAIL_LIMIT} characters. These are {EMAIL_LIMIT + 5}."
    assert filled(email=address).errors == {"email": [message]}


def test_form_counts_the_characters_a_person_typed():
    """A browser sends two characters for a line end; who typed the limit is not over it."""
    typed = "\r\n".join("a" * (MESSAGE_LIMIT // 2))
    assert len(typed) > MESSAGE_LIMIT
    assert filled(message=typed).is_valid()


@pytest.mark.parametrize("field", LIMITS)
def test_form_leaves_it_to_no_browser_to_cut(field):
    """With a maxlength attribute a browser drops the end of a pasted text without a word."""
    assert "maxlength" not in str(filled()[field])
    assert "maxlength" not in str(filled()["email"])


def test_form_limits_fit_the_lead():
    fields = {**LIMITS, "email": EMAIL_LIMIT, "phone_typed": PHONE_LIMIT}
    del fields["phone"]
    stored = {name: Lead._meta.get_field(name).max_length or MESSAGE_LIMIT for name in fields}
    assert all(limit <= stored[name] for name, limit in fields.items())


# Choices that nobody was offered.


@pytest.mark.parametrize("field", ["preferred_contact", "acquaintance", "language"])
@pytest.mark.parametrize("value", ["canary", "\x00", "x" * 10_000])
def test_form_refuses_a_choice_it_did_not_offer_without_repeating_it(field, value):
    assert filled(**{field: value}).errors == {field: ["Choose one of these."]}


def test_form_refuses_times_it_did_not_offer():
    assert filled(preferred_times=["morning", "canary"]).errors == {
        "preferred_times": ["Choose one of these."]
    }


# Languages.


def test_form_offers_each_language_by_its_own_name():
    choices = dict(ConsultationForm(places=[]).fields["language"].choices)
    assert choices["es"] == "Español"
    assert choices["hmn"] == "Hmoob"


def test_form_asks_for_no_language_where_there_is_one(settings):
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
    form = filled()
    assert form.is_valid()
    assert "language" not in form.fields
    assert form.submission().language == "en"


def test_form_speaks_the_active_language_and_presets_it():
    with override("es"):
        form = filled(name="")
        assert form.errors == {"name": ["Escriba su nombre."]}
        assert form["language"].initial == "es"


def test_form_is_all_in_spanish():
    def words():
        form = ConsultationForm(places=[ST_PAUL, EDINA])
        texts = [text for field in form for text in (field.label, field.help_text) if text]
        named = ("preferred_contact", "preferred_times", "acquaintance")
        choices = [label for name in named for _value, label in form.fields[name].choices]
        return [str(text) for text in [*texts, *choices]]

    with override("en"):
        english = words()
    with override("es"):
        spanish = words()
    assert [word for word in english if word in spanish] == []


@pytest.mark.parametrize(
    ("way", "given", "missing"),
    [
        ("text", {"email": "ana@example.com"}, "phone"),
        ("phone", {"email": "ana@example.com"}, "phone"),
        ("email", {"phone": "651-555-0142"}, "email"),
    ],
)
def test_way_of_answering_needs_what_it_goes_through(way, given, missing):
    form = filled(**({"phone": "", "email": ""} | given), preferred_contact=way)
    assert set(form.errors) == {missing}
