"""Content checks: what is found in a text, what keeps a page from readers, and the fix."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from conditions.content_checks.hooks import add_rules
from conditions.importing.phones import KnownPhone, PhoneBook
from conditions.linting import Code, Severity, lint, publish_problems, rules
from conditions.linting.numbers import typed_numbers
from conditions.models import Disclaimer, GlossaryTerm
from locations.models import Announcement, ClinicOrganisation
from locations.references import phone_reference
from tests.factories import (
    EDINA_PHONE,
    ST_PAUL_PHONE,
    home_page,
    make_article,
    make_condition,
    make_image,
    make_location,
    make_practitioner,
    make_treatment,
    make_user,
    phones,
)

TYPED = "651-224-6678"
STRANGER = "612-555-0199"

# The words.


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Acupuncture cures migraine.", "en"),
        ("We guarantee results.", "en"),
        ("It is 100% safe.", "en"),
        ("It is 100 % safe.", "en"),
        ("It has no side effects.", "en"),
        ("A miracle for backs.", "en"),
        ("Completely painless", "en"),
        ("La acupuntura cura la migraña.", "es"),
        ("Resultados garantizados", "es"),
        ("Es 100 % seguro", "es"),
        ("Sin efectos secundarios", "es"),
        ("Un tratamiento milagroso", "es"),
        ("It cures, y cura", "hmn"),
    ],
)
def test_absolute_claim_is_seen(text, language):
    assert list(rules.absolute_claims(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("There is no cure for it.", "en"),
        ("Acupuncture does not cure arthritis.", "en"),
        ("We can’t guarantee anything.", "en"),
        ("Be secure and curious.", "en"),
        ("Side effects are rare.", "en"),
        ("Safe for most people", "en"),
        ("No cura la artrosis.", "es"),
        ("No podemos garantizar nada", "es"),
        ("Seguro para la mayoría", "es"),
        ("La acupuntura cura", "en"),
    ],
)
def test_sober_words_are_left_alone(text, language):
    assert not list(rules.absolute_claims(text, language))


def test_negation_of_another_sentence_takes_nothing_back():
    assert list(rules.absolute_claims("This is not all. It cures pain.", "en"))


@pytest.mark.parametrize(
    ("html", "language", "seen"),
    [
        ("<p>Studies show that it helps.</p>", "en", 1),
        ("<p>Research has shown it.</p>", "en", 1),
        ("<p>Clinically proven</p>", "en", 1),
        ("<p>Los estudios demuestran que ayuda.</p>", "es", 1),
        ("<p>Está clínicamente comprobado.</p>", "es", 1),
        ("<p>We study a lot.</p>", "en", 0),
        ('<p>Studies show it<a linktype="clinic-citation" id="5"></a>.</p>', "en", 0),
        ('<p>Studies show it.</p><p>So<a linktype="clinic-citation" id="5"></a></p>', "en", 1),
        ('<ul><li>Trials found it<a linktype="clinic-citation" id="5"></a></li></ul>', "en", 0),
    ],
)
def test_claim_of_research_needs_a_source_beside_it(html, language, seen):
    found = [one for part in rules.passages(html) for one in rules.unsourced_claims(part, language)]
    assert len(found) == seen


@pytest.mark.parametrize(
    ("html", "under", "skipped"),
    [
        ("<h2>a</h2><h3>b</h3><h2>c</h2>", 1, []),
        ("<h3>b</h3>", 1, ["b"]),
        ("<h3>b</h3>", 2, []),
        ("<h2>a</h2><h4>b</h4>", 1, ["b"]),
    ],
)
def test_skipped_heading_is_seen(html, under, skipped):
    assert list(rules.skipped_headings(rules.passages(html), under=under)) == skipped


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["seo_title", "search_description"])
def test_what_search_engines_show_is_checked(name):
    page = make_condition(**{name: "Acupuncture cures bursitis. Call 651-224-6678."})
    make_location("St. Paul", phones=phones())
    found = {one.code: one.content_path for one in lint(page)}
    assert found == {Code.ABSOLUTE_CLAIM: name, Code.TYPED_NUMBER_PLAIN: name}


@pytest.mark.parametrize(
    "text",
    [
        "Open 9 a.m. to 5:30pm",
        "Abierto a las 17:00 h",
        "8 a. m. a 5 p. m.",
        "lunes a viernes de 8:00 a 17:00",
        "Desde las 8:00 hasta las 17:00.",
        "8:00–17:00",
        "8:00 h - 17:00 h",
        "Monday to Friday 9-5",
        "Mon–Fri, 9 to 17",
        "sábados de 9 a 13 horas",
    ],
)
def test_hours_are_seen(text):
    assert len(list(rules.typed_hours(text))) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "Within 24 hours, 3 times",
        "De 8 a 12 visitas",
        "On Mondays 3 to 5 people come.",
        "It takes 20-30 minutes.",
        "J Pain. 2018;19:455-474.",
        "On Monday, 2-3.5 km",
        "Eat at 8:00.",
        "A dilution of 1:100 to 1:200",
    ],
)
def test_other_figures_are_no_hours(text):
    assert not list(rules.typed_hours(text))


def test_prices_are_seen():
    assert list(rules.typed_prices("It costs $95."))
    assert not list(rules.typed_prices("It costs little."))


def test_excerpt_is_cut_between_words():
    text = "word " * 20 + "cures" + " word" * 20
    said = rules.excerpt(text, 100, 105)
    assert said.startswith("…word")
    assert said.endswith("word…")
    assert "cures" in said


# Numbers.


def book(*known: KnownPhone) -> PhoneBook:
    return PhoneBook(known, "US")


def known(location=1, name="St. Paul", role="main", e164=ST_PAUL_PHONE, **facts) -> KnownPhone:
    return KnownPhone(location, name, role, e164, (name,), **facts)


@pytest.mark.parametrize(
    "typed",
    [
        TYPED,
        "(651) 224-6678",
        "651.224.6678",
        "+1 651 224 6678",
        "651·224·6678",
        "651 • 224 • 6678",
        "+1_651_224_6678",
    ],
)
def test_number_of_a_location_is_seen_however_it_is_typed(typed):
    (number,) = typed_numbers(f"Call {typed} today", book(known()))
    assert number.raw == typed
    assert [(fix.location_id, fix.role) for fix in number.fixes] == [(1, "main")]
    assert number.is_replaceable


def test_sign_between_two_numbers_belongs_to_neither():
    found = typed_numbers(f"{TYPED} · {STRANGER}_{TYPED}_2 · {TYPED}", book(known()))
    assert [number.raw for number in found] == [TYPED, TYPED]


def test_stranger_s_number_is_left_alone():
    assert typed_numbers(f"Call the county, {STRANGER}, or 651-224-6679", book(known())) == []


def test_shared_number_offers_the_choice_and_the_meant_one_first():
    shared = book(known(), known(2, "Edina"))
    (number,) = typed_numbers(f"Call {TYPED}", shared)
    assert [fix.location_id for fix in number.fixes] == [1, 2]
    (number,) = typed_numbers(f"Edina: {TYPED}", shared)
    assert [fix.location_id for fix in number.fixes] == [2, 1]


def test_extension_and_hidden_number_have_nothing_to_take_their_place():
    (number,) = typed_numbers(f"Call {TYPED} ext. 12", book(known()))
    assert not number.is_replaceable
    (number,) = typed_numbers(f"Call {TYPED}", book(known(is_shown=False)))
    assert not number.is_replaceable


# A page.


@pytest.fixture
def st_paul(db):
    return make_location("St. Paul", phones=phones(ST_PAUL_PHONE))


def codes(page) -> list[Code]:
    return [finding.code for finding in lint(page)]


POINTS = {"heading": "", "points": [{"heading": "One", "text": f"<p>Call {TYPED}</p>"}]}
CALLOUT = {"kind": "note", "heading": "Hm", "text": f"<p>Call {TYPED}</p>"}
CARD = {"urgency": "urgent", "heading": "", "text": f"<p>Call {TYPED}</p>"}
QUESTION = {"question": "Who?", "answer": f"<p>Call {TYPED}</p>"}
FINDING = {
    "statement": "It may help",
    "treatment": None,
    "effect": "may_help",
    "certainty": "low",
    "text": f"<p>Call {TYPED}</p>",
}


@pytest.mark.parametrize(
    ("make", "field", "value"),
    [
        (make_article, "body", [("text", "<p>Fine</p>"), ("text", f"<p>Call {TYPED}</p>")]),
        (make_article, "body", [("points", POINTS)]),
        (make_article, "body", [("callout", CALLOUT)]),
        (make_condition, "causes", "<p>Call <b>651</b>-224-6678</p>"),
        (make_condition, "red_flags", [("card", CARD)]),
        (make_condition, "findings", [("finding", FINDING)]),
        (make_condition, "faq", [("question", QUESTION)]),
        (make_treatment, "aftercare", f"<p>Call {TYPED}</p>"),
        (make_practitioner, "biography", '<p><a href="tel:+16512246678">Call</a></p>'),
    ],
)
def test_typed_number_keeps_any_page_from_readers(st_paul, make, field, value):
    page = make(**{field: value})
    problems = publish_problems(page)
    assert list(problems) == [field]
    assert isinstance(problems[field], ValidationError)
    (finding,) = [one for one in lint(page) if one.code == Code.TYPED_NUMBER]
    assert finding.severity == Severity.ERROR
    assert finding.path[0] == field
    assert [fix.location_id for fix in finding.fixes] == [st_paul.pk]


def test_error_stands_beside_its_block(st_paul):
    page = make_article(body=[("text", "<p>Fine</p>"), ("points", POINTS)])
    error = publish_problems(page)["body"].as_json_data()
    inner = error["blockErrors"][1]["blockErrors"]["points"]["blockErrors"][0]["blockErrors"]
    assert TYPED in inner["text"]["messages"][0]


def test_live_reference_and_stranger_are_no_problem(st_paul):
    text = f"<p>Call {phone_reference(st_paul.pk)} or the county, {STRANGER}</p>"
    page = make_article(body=[("text", text)])
    assert not publish_problems(page)
    assert codes(page) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("summary", f"Call {TYPED}"),
        ("title", f"Call {TYPED}"),
        ("search_description", f"Call {TYPED}"),
        ("image_credit", f"Call {TYPED}"),
        ("body", [("points", {**POINTS, "heading": f"Call {TYPED}"})]),
    ],
)
def test_number_where_no_live_one_can_stand_keeps_a_page_from_readers(st_paul, field, value):
    page = make_article(**{field: value})
    assert_kept_from_readers(page, field)


def assert_kept_from_readers(page, field):
    (finding,) = [one for one in lint(page) if one.code == Code.TYPED_NUMBER_PLAIN]
    assert (finding.severity, finding.path[0], finding.fixes) == (Severity.ERROR, field, ())
    assert "Leave it out" in finding.message
    assert field in publish_problems(page)


def test_lines_of_each_type_of_page_hold_no_typed_number(st_paul):
    home = home_page()
    home.headline = f"In pain? Call {TYPED}"
    lines = [
        (home, "headline"),
        (make_practitioner(role=f"Call {TYPED}"), "role"),
        (make_condition(also_called=f"sore hip, {TYPED}"), "also_called"),
    ]
    for page, field in lines:
        assert_kept_from_readers(page, field)


def test_words_of_a_picture_hold_no_typed_number(st_paul):
    picture = make_image()
    picture.contextual_alt_text = f"A sign: {TYPED}"
    page = make_article()
    page.body = [("image", {"image": picture, "caption": ""})]
    error = publish_problems(page)["body"].as_json_data()
    inner = error["blockErrors"][0]["blockErrors"]["image"]["blockErrors"]
    assert TYPED in inner["alt_text"]["messages"][0]


@pytest.mark.parametrize("field", ["title", "description", "rights_credit"])
def test_picture_in_the_library_holds_no_typed_number(st_paul, admin_client, field):
    picture = make_image()
    url = reverse("wagtailimages:edit", args=[picture.pk])
    form = admin_client.get(url).context["form"]
    filled = {name: form[name].value() or "" for name in form.fields if name != "file"}
    answer = admin_client.post(url, filled | {field: f"Call {TYPED}"})
    assert list(answer.context["form"].errors) == [field]
    assert TYPED in answer.context["form"].errors[field][0]
    assert admin_client.post(url, filled | {field: f"Call {STRANGER}"}).status_code == 302


@pytest.mark.parametrize("field", ["name", "tagline", "emergency_text", "consent_text"])
def test_texts_of_the_clinic_hold_no_typed_number(st_paul, field):
    clinic = ClinicOrganisation.load()
    clinic.phone = TYPED  # where a number is written, and nowhere else
    clinic.full_clean()
    setattr(clinic, field, f"Call {TYPED}")
    with pytest.raises(ValidationError) as refused:
        clinic.full_clean()
    assert list(refused.value.message_dict) == [field]


def test_location_has_its_own_numbers(st_paul):
    assert not publish_problems(st_paul)
    assert codes(st_paul) == []


def test_number_with_an_extension_is_only_warned_of(st_paul):
    page = make_article(summary=f"Call {TYPED} x12")
    assert not publish_problems(page)
    assert codes(page) == [Code.TYPED_NUMBER_PLAIN]


def test_announcements_terms_and_disclaimers_hold_no_typed_number(st_paul):
    locale, text = Locale.get_default(), f"<p>Call {TYPED}.</p>"
    over = timezone.now() + timedelta(days=1)
    wrong = [
        (Announcement(title=f"Call {TYPED}", ends_at=over, locale=locale), "title"),
        (Announcement(title="Snow", text=text, ends_at=over, locale=locale), "text"),
        (GlossaryTerm(term="qi", definition=text, locale=locale), "definition"),
        (Disclaimer(page_kind="article", text=text, locale=locale), "text"),
    ]
    for row, field in wrong:
        with pytest.raises(ValidationError) as refused:
            row.clean()
        assert list(refused.value.message_dict) == [field]
    Announcement(title=f"Call {STRANGER}", ends_at=over, locale=locale).clean()


@pytest.mark.django_db
def test_findings_come_with_the_most_serious_first(st_paul):
    page = make_condition(
        red_flags=None,
        live=False,
        summary="It cures everything.",
        causes="<p>Open at 9 a.m. for $95.</p><p>Studies show it.</p><h4>x</h4>",
    )
    assert codes(page) == [
        Code.NO_RED_FLAGS,
        Code.ABSOLUTE_CLAIM,
        Code.CLAIM_WITHOUT_SOURCE,
        Code.SKIPPED_HEADING,
        Code.TYPED_HOURS,
        Code.TYPED_PRICE,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("picture", "seen"),
    [
        ({"alt_text": "", "decorative": False}, True),
        ({"alt_text": "A hip", "decorative": False}, False),
        ({"alt_text": "", "decorative": True}, False),
    ],
)
def test_picture_needs_words_or_a_reason(picture, seen):
    value = {"image": {"image": make_image().pk} | picture, "caption": "", "credit": ""}
    page = make_article()
    page.body = json.dumps([{"type": "image", "value": value}])
    assert (Code.NO_ALT_TEXT in codes(page)) is seen


@pytest.mark.django_db
def test_page_in_spanish_is_read_in_spanish():
    from wagtail.models import Locale

    page = make_article(body=[("text", "<p>Cura el dolor. Cures pain.</p>")])
    page.locale = Locale.objects.create(language_code="es")
    (finding,) = lint(page)
    assert finding.excerpt.startswith("Cura")


def test_lint_costs_one_query(st_paul, django_assert_max_num_queries):
    page = make_article(body=[("text", f"<p>{TYPED}</p>")] * 3)
    with django_assert_max_num_queries(2):
        lint(page)


# In the editor.


@pytest.fixture
def admin(client, db):
    client.force_login(make_user("Boss", is_superuser=True))
    return client


def posted(page, text: str, **extra) -> dict:
    """What the editor of an article sends."""
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "date": "2026-03-02",
            "summary": "",
            "body": streamfield([("text", rich_text(text))]),
            "condition_links-TOTAL_FORMS": 0,
            "condition_links-INITIAL_FORMS": 0,
            "treatment_links-TOTAL_FORMS": 0,
            "treatment_links-INITIAL_FORMS": 0,
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            **extra,
        }
    )


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_publishing_is_refused_and_a_draft_saved(admin, st_paul):
    page = make_article()
    refused = admin.post(
        edit_url(page), posted(page, f"<p>Call {TYPED}</p>", **{"action-publish": "1"})
    )
    assert refused.status_code == 200
    assert "Replace it by the live number" in refused.content.decode()
    page.refresh_from_db()
    assert TYPED not in page.body[0].value.source
    saved = admin.post(edit_url(page), posted(page, f"<p>Call {TYPED}</p>"))
    assert saved.status_code == 302
    page.refresh_from_db()
    assert TYPED in page.get_latest_revision_as_object().body[0].value.source


def test_live_number_is_published(admin, st_paul):
    page = make_article()
    text = f"<p>Call {phone_reference(st_paul.pk)} or {STRANGER}</p>"
    response = admin.post(edit_url(page), posted(page, text, **{"action-publish": "1"}))
    assert response.status_code == 302
    page.refresh_from_db()
    assert STRANGER in page.body[0].value.source


def test_submitting_for_moderation_asks_the_same(admin, st_paul):
    page = make_article(live=False)
    data = posted(page, f"<p>Call {TYPED}</p>", **{"action-submit": "1"})
    assert "Replace it by the live number" in admin.post(edit_url(page), data).content.decode()


def test_publishing_in_bulk_asks_the_same(admin, st_paul):
    page = make_article(live=False, body=[("text", f"<p>Call {TYPED}</p>")])
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin.post(f"{url}?id={page.pk}", {"include_descendants": ""})
    page.refresh_from_db()
    assert not page.live


def test_publishing_a_list_with_its_drafts_asks_the_same(admin, st_paul):
    page = make_article(live=False, body=[("text", f"<p>Call {TYPED}</p>")])
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin.post(f"{url}?id={page.get_parent().pk}", {"include_descendants": "on"})
    page.refresh_from_db()
    assert not page.live


def check_url(page) -> str:
    return reverse("clinic_conditions_check_page", args=[page.pk])


def test_checks_read_what_is_in_the_editor_and_save_nothing(admin, st_paul):
    page = make_article()
    answer = admin.post(check_url(page), posted(page, f"<p>Call {TYPED}</p>"))
    (finding,) = answer.json()["findings"]
    assert (finding["code"], finding["typed"]) == ("typed_number", TYPED)
    assert finding["fixes"] == [{"id": st_paul.pk, "role": "main", "label": "St. Paul: Main phone"}]
    assert finding["contentPath"].startswith("body.")
    page.refresh_from_db()
    assert TYPED not in page.body[0].value.source
    assert page.latest_revision is None


def test_checks_of_a_form_that_cannot_be_read_are_those_of_the_draft(admin, st_paul):
    page = make_article(body=[("text", f"<p>Call {TYPED}</p>")])
    assert admin.post(check_url(page), {}).status_code == 200


def test_checks_are_for_those_who_may_edit(client, st_paul):
    page = make_article()
    assert client.post(check_url(page)).status_code == 302
    user = make_user("Writer")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.post(check_url(page)).status_code == 302  # Wagtail's answer to a refusal
    boss = make_user("Boss", is_superuser=True)
    client.force_login(boss)
    assert client.get(check_url(page)).status_code == 405
    url = reverse("clinic_conditions_check_page", args=[987654])
    assert client.post(url).status_code == 404


def test_editor_loads_the_script(admin):
    html = admin.get(edit_url(make_article())).content.decode()
    assert "content_checks.js" in html
    assert 'id="clinic-checks-words"' in html


@pytest.mark.django_db
def test_checker_of_wagtail_looks_at_more_on_our_pages(rf):
    ours, others = ContentCheckerItem(), ContentCheckerItem()
    add_rules(rf.get("/"), [ours], home_page())
    add_rules(rf.get("/"), [others], None)
    assert "image-alt" in ours.axe_run_only
    assert "image-alt" not in others.axe_run_only
    assert "image-alt" not in ContentCheckerItem.axe_run_only


def test_checker_of_wagtail_is_in_the_editor_s_preview_and_nowhere_else(admin, st_paul):
    page = make_article()
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert admin.post(preview, posted(page, "<p>Fine</p>")).json()["is_valid"]
    html = admin.get(f"{preview}?in_preview_panel=true").content.decode()
    assert "<wagtail-userbar>" in html
    assert "duplicate-id-aria" in html
    assert "<wagtail-userbar>" not in admin.get(preview).content.decode()
    assert "<wagtail-userbar>" not in admin.get(page.get_url()).content.decode()


def test_shared_number_offers_both_in_the_editor(admin, st_paul):
    make_location("Edina", phones=phones(ST_PAUL_PHONE))
    page = make_article(body=[("text", f"<p>Call {TYPED}</p>")])
    (finding,) = lint(page)
    assert [fix.label for fix in finding.fixes] == ["St. Paul: Main phone", "Edina: Main phone"]


def test_edina_s_number_is_edina_s(st_paul):
    edina = make_location("Edina", phones=phones(EDINA_PHONE))
    page = make_article(body=[("text", "<p>Call 952-303-4115</p>")])
    (finding,) = lint(page)
    assert [fix.location_id for fix in finding.fixes] == [edina.pk]
