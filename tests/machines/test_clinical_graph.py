"""What clinical pages tell machines is what they tell readers."""

from datetime import date

import pytest
from django.utils import timezone

from conditions.citing import citation_reference
from locations.markup import phone_reference
from tests.clinic import soup_of
from tests.factories import (
    make_article,
    make_citation,
    make_condition,
    make_image,
    make_location,
    make_practitioner,
    make_reviewer,
    make_treatment,
    sign_page,
)
from tests.machines.documents import (
    body_of_twin,
    graph_of,
    kinds,
    markdown_at,
    the,
    words_of_markdown,
    words_on_screen,
)

pytestmark = pytest.mark.django_db


def test_condition_has_its_names_and_what_may_help(client):
    treatment = make_treatment(title="Acupuncture")
    condition = make_condition(
        title="Tension headache", also_called="stress headache, tight head", treatments=[treatment]
    )
    soup = soup_of(client, condition)
    nodes = graph_of(soup)
    told = the(nodes, "MedicalCondition")
    assert (told["name"], told["alternateName"]) == (
        soup.h1.get_text(strip=True),
        ["stress headache", "tight head"],
    )
    (may_help,) = told["possibleTreatment"]
    assert the(nodes, "MedicalTherapy")["@id"] == may_help["@id"]
    assert the(nodes, "MedicalWebPage")["about"] == {"@id": told["@id"]}
    # Free text is no list of symptoms, and nobody has signed for it.
    assert "signOrSymptom" not in told
    assert not {"reviewedBy", "lastReviewed"} & the(nodes, "MedicalWebPage").keys()


def test_questions_and_answers_are_those_of_the_page(client):
    location = make_location()
    answer = f"<p>No, you do <b>not</b>.</p><p>Call {phone_reference(location.pk)}.</p>"
    faq = [("question", {"question": "Do I need a referral?", "answer": answer})]
    soup = soup_of(client, make_condition(faq=faq))
    (question,) = the(graph_of(soup), "FAQPage")["mainEntity"]
    assert question["name"] == soup.find("summary", string="Do I need a referral?").string
    told = question["acceptedAnswer"]["text"]
    assert told == "No, you do not. Call 651-224-6678."
    shown = soup.find("details", class_="question").find(class_="prose")
    assert told == " ".join(shown.get_text(" ").split()).replace(" .", ".")


def test_review_is_told_while_it_holds(client):
    ada = make_practitioner(title="Ada Stone", credentials="LAc")
    reviewer = make_reviewer(ada)
    condition = make_condition(symptoms="<p>It hurts.</p>")
    sign_page(condition, reviewer)
    soup = soup_of(client, condition)
    nodes = graph_of(soup)
    page = the(nodes, "MedicalWebPage")
    assert page["lastReviewed"] == timezone.localdate().isoformat()
    assert page["reviewedBy"] == {"@id": the(nodes, "Person", name="Ada Stone")["@id"]}
    assert "Reviewed by Ada Stone, LAc" in " ".join(soup.find(class_="review").get_text().split())
    condition.symptoms = "<p>It hurts a lot.</p>"
    condition.save_revision().publish()
    page = the(graph_of(soup_of(client, condition)), "MedicalWebPage")
    assert not {"lastReviewed", "reviewedBy"} & page.keys()


def test_review_that_is_overdue_is_not_told(client, time_machine):
    time_machine.move_to("2026-03-04T16:00:00Z")
    condition = make_condition()
    sign_page(condition, make_reviewer(), next_due_date=date(2026, 4, 1))
    assert "lastReviewed" in the(graph_of(soup_of(client, condition)), "MedicalWebPage")
    time_machine.move_to("2026-04-02T16:00:00Z")
    assert "lastReviewed" not in the(graph_of(soup_of(client, condition)), "MedicalWebPage")


def test_sources_are_those_at_the_end_of_the_page(client):
    source = make_citation(title="Needles and backs", doi="10.1000/182")
    text = f"<p>It helps.{citation_reference(source.pk)}</p>"
    faq = [("question", {"question": "Does it?", "answer": text})]
    condition = make_condition(symptoms=text, faq=faq)
    soup = soup_of(client, condition)
    nodes = graph_of(soup)
    (told,) = the(nodes, "MedicalWebPage")["citation"]
    shown = soup.find("li", id="source-1").get_text(" ")
    assert told["name"] == "Needles and backs"
    assert told["name"] in shown
    assert told["identifier"][0]["value"] in shown
    assert told["author"][0]["name"] in shown
    assert told["datePublished"] in shown
    assert told["url"] in {link["href"] for link in soup.find_all("a", href=True)}
    # The mark leads to a list, which an answer alone does not have.
    assert the(nodes, "FAQPage")["mainEntity"][0]["acceptedAnswer"]["text"] == "It helps."
    twin = body_of_twin(markdown_at(client, f"{condition.get_url()}index.md"))
    assert words_of_markdown(twin) == words_on_screen(soup)
    assert "doi:10.1000/182" in twin


def test_page_without_questions_has_no_faq(client):
    nodes = graph_of(soup_of(client, make_condition()))
    assert not [node for node in nodes if "FAQPage" in kinds(node)]


def test_treatment_has_the_price_length_and_cautions_of_the_page(client):
    location = make_location()
    treatment = make_treatment(
        title="Cupping",
        price="95.50",
        duration_minutes=45,
        locations=[location],
        who_must_not="<p>Not with blood thinners.</p>",
        side_effects="<p>Round marks.</p>",
        what_happens="<p>Cups are set.</p>",
    )
    soup = soup_of(client, treatment)
    told = the(graph_of(soup), "MedicalTherapy")
    main = soup.main.get_text(" ")
    assert told["offers"]["price"] == "95.50"
    assert told["offers"]["priceCurrency"] == "USD"
    assert told["offers"]["eligibleDuration"]["value"] == 45
    assert "$95.50" in main
    assert "45 minutes" in main
    assert told["contraindication"] == "Not with blood thinners."
    assert told["adverseOutcome"]["description"] == "Round marks."
    assert told["adverseOutcome"]["name"] in main
    assert all(told[text] in main for text in ("contraindication", "howPerformed"))
    assert told["areaServed"] == [{"@id": f"http://localhost{location.get_url()}#clinic"}]


def test_treatment_without_a_price_offers_none(client):
    assert "offers" not in the(graph_of(soup_of(client, make_treatment())), "MedicalTherapy")


def test_practitioner_is_a_person_who_works_here(client, time_machine):
    time_machine.move_to("2026-03-04T16:00:00Z")
    location = make_location()
    condition = make_condition(title="Hip pain")
    person = make_practitioner(
        title="Mai Vang",
        credentials="LAc, MAcOM",
        role="Acupuncturist",
        languages="English, Hmong",
        locations=[location],
        conditions=[condition],
        image=make_image(),
        license_type="Licensed acupuncturist",
        license_state="Minnesota",
        license_number="1234",
        license_expires_date="2026-12-31",
    )
    soup = soup_of(client, person)
    nodes = graph_of(soup)
    told = the(nodes, "Person")
    assert told["name"] == "Mai Vang"
    assert told["honorificSuffix"] == "LAc, MAcOM"
    assert (told["jobTitle"], told["knowsLanguage"]) == ("Acupuncturist", ["English", "Hmong"])
    assert told["workLocation"] == [{"@id": f"http://localhost{location.get_url()}#clinic"}]
    licence = told["hasCredential"][-1]
    assert (licence["name"], licence["identifier"]) == ("Licensed acupuncturist", "1234")
    assert licence["validIn"]["name"] == "Minnesota"
    main = soup.main.get_text(" ")
    assert all(part in main for part in ("Mai Vang", "MAcOM", "Hmong", "1234", "Acupuncturist"))
    assert the(nodes, "ProfilePage")["mainEntity"] == {"@id": told["@id"]}
    assert the(nodes, "MedicalCondition")["@id"] == told["knowsAbout"][0]["@id"]


def test_license_that_has_expired_is_no_credential(client, time_machine):
    person = make_practitioner(
        credentials="",
        license_type="Licensed acupuncturist",
        license_state="Minnesota",
        license_number="1234",
        license_expires_date="2026-12-31",
    )
    time_machine.move_to("2027-01-02T16:00:00Z")
    assert "hasCredential" not in the(graph_of(soup_of(client, person)), "Person")


def test_article_names_its_author_dates_and_subjects(client):
    author = make_practitioner(title="Mai Vang", credentials="LAc")
    condition = make_condition()
    article = make_article(
        title="Hips", author=author, conditions=[condition], image=make_image(), image_credit="Us"
    )
    soup = soup_of(client, article)
    nodes = graph_of(soup)
    told = the(nodes, "Article")
    byline = soup.find(class_="byline")
    writer = the(nodes, "Person")
    assert told["author"] == {"@id": writer["@id"]}
    assert f"{writer['name']}, {writer['honorificSuffix']}" == byline.a.string
    assert writer["url"] == f"http://localhost{byline.a['href']}"
    assert told["datePublished"] == byline.time["datetime"]
    assert told["about"] == [{"@id": the(nodes, "MedicalCondition")["@id"]}]
    assert told["image"]["creditText"] == "Us"
    picture = told["image"]["url"].removeprefix("http://localhost")
    assert picture in {tag["src"] for tag in soup.main.find_all("img")}
    assert told["mainEntityOfPage"] == {"@id": the(nodes, "MedicalWebPage")["@id"]}


def test_article_of_an_unpublished_author_is_the_clinics(client):
    author = make_practitioner(live=False)
    nodes = graph_of(soup_of(client, make_article(author=author)))
    assert the(nodes, "Article")["author"] == {"@id": the(nodes, "MedicalOrganization")["@id"]}
    assert not [node for node in nodes if "Person" in kinds(node)]
