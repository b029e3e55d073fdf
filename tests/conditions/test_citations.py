"""Sources: their identifiers, the reference in a text, the list on the page, and what is used."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.editor_html import EditorHTMLConverter
from wagtail.rich_text import expand_db_html

from conditions.citation_admin import CitationForm
from conditions.citing import citation_reference, citations_of
from conditions.identifiers import doi_url, normal_doi, normal_pmid, pubmed_url
from conditions.models import ArticlePage, Citation, SourceKind
from tests.clinic import soup_of
from tests.factories import make_article, make_citation, make_condition, make_treatment, make_user

DOI = "10.1016/j.jpain.2017.11.005"


# Identifiers.


@pytest.mark.parametrize(
    "typed",
    [
        DOI,
        DOI.upper(),
        f"https://doi.org/{DOI}",
        f"http://dx.doi.org/{DOI}",
        f"doi:{DOI}",
        f"DOI: {DOI}.",
        f" https://www.doi.org/{DOI} ",
        f"https://doi.org/{DOI.replace('/', '%2F')}",
    ],
)
def test_doi_has_one_form(typed):
    assert normal_doi(typed) == DOI


@pytest.mark.parametrize(
    "typed", ["", "10.1016", "jpain", "https://example.com/10.1016/x", "10.1/x"]
)
def test_what_is_no_doi_is_seen(typed):
    assert normal_doi(typed) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "29198932",
        "PMID: 29198932",
        "pmid29198932.",
        "https://pubmed.ncbi.nlm.nih.gov/29198932/",
        "https://www.ncbi.nlm.nih.gov/pubmed/29198932",
    ],
)
def test_pubmed_number_has_one_form(typed):
    assert normal_pmid(typed) == "29198932"


@pytest.mark.parametrize(
    "typed", ["", "PMC5927830", "0", "2919893212", "https://example.com/29198932"]
)
def test_what_is_no_pubmed_number_is_seen(typed):
    assert normal_pmid(typed) == ""


def test_addresses_are_made_safe():
    assert doi_url("10.1002/(SICI)1<1:a>2") == "https://doi.org/10.1002/(SICI)1%3C1:a%3E2"
    assert doi_url("") == pubmed_url("") == ""


# The record.


def test_source_says_itself_as_a_reference_list_does():
    source = Citation(
        authors="Vickers AJ, Vertosick EA, Lewith G, MacPherson H, Foster NE", year=2018
    )
    assert source.label == "Vickers 2018"
    assert source.shown_authors == "Vickers AJ, Vertosick EA, Lewith G, et al"
    source.volume, source.pages = "19(5)", "455-474"
    assert source.place == "2018;19(5):455-474"


@pytest.mark.parametrize(
    ("authors", "first"),
    [
        ("van den Berg J-P, X Y", "van den Berg"),
        ("World Health Organization", "World Health Organization"),
        ("Li Q.", "Li"),
        ("National Institute for Health and Care Excellence and others", "National Institute"),
    ],
)
def test_first_author_is_a_family_name_or_an_organization(authors, first):
    assert Citation(authors=authors, year=2020).first_author.startswith(first)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"doi": "nonsense"}, "no DOI"),
        ({"doi": "", "pmid": "PMC12"}, "digits only"),
        ({"doi": ""}, "Give a DOI"),
        ({"doi": "", "url": "ftp://example.com/x"}, "http"),
    ],
)
def test_source_that_cannot_be_found_is_refused(facts, problem):
    source = Citation(kind=SourceKind.OTHER_STUDY, authors="A B", title="T", year=2020)
    for name, value in facts.items():
        setattr(source, name, value)
    with pytest.raises(ValidationError, match=problem):
        source.full_clean()


@pytest.mark.django_db
def test_book_is_found_by_its_publisher():
    Citation(
        kind=SourceKind.BOOK, authors="A B", title="T", journal="Press", year=2020
    ).full_clean()


def form_of(**facts) -> CitationForm:
    given = {"kind": "book", "authors": "A B", "title": "T", "journal": "P", "year": 2020}
    return CitationForm(data=given | facts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", [{"doi": f"https://doi.org/{DOI.upper()}"}, {"pmid": "PMID 29198932"}]
)
def test_a_twin_is_refused_and_leads_to_the_one_that_is_there(given):
    known = make_citation(doi=DOI, pmid="29198932", title="<b>Known</b>")
    form = form_of(**given)
    assert not form.is_valid()
    said = str(form.errors[next(iter(given))])
    assert reverse("clinic_citations:edit", args=[known.pk]) in said
    assert "<b>" not in said


@pytest.mark.django_db
def test_source_may_be_saved_again():
    known = make_citation(doi=DOI)
    form = CitationForm(data=form_of(doi=DOI).data, instance=known)
    assert form.is_valid(), form.errors
    assert form.save().pk == known.pk


# On the page.


def cited(*sources: Citation) -> str:
    return "".join(citation_reference(source.pk) for source in sources)


@pytest.mark.django_db
def test_sources_are_numbered_in_the_order_in_which_a_reader_meets_them(client):
    first, second, unused = (
        make_citation(title="First"),
        make_citation(title="Second"),
        make_citation(),
    )
    page = make_condition(
        causes=f"<p>Later{cited(first, second)}</p>", is_for_you=f"<p>Sooner{cited(second)}</p>"
    )
    soup = soup_of(client, page)
    marks = [(mark["href"], mark["id"], mark.text) for mark in soup.select("a.clinic-citation")]
    assert marks == [
        ("#source-1", "cite-1", "[1]"),
        ("#source-2", "cite-2", "[2]"),
        ("#source-1", "cite-1-2", "[1]"),
    ]
    assert soup.select_one("a.clinic-citation")["aria-label"] == "Source 1"
    items = soup.select(".sources__item")
    assert [item["id"] for item in items] == ["source-1", "source-2"]
    assert [item.cite.text for item in items] == ["Second", "First"]
    assert unused.title not in soup.text
    assert [link["href"] for link in items[0].select(".sources__back a")] == [
        "#cite-1",
        "#cite-1-2",
    ]
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_source_on_the_page_says_its_kind_and_leads_to_it(client):
    source = make_citation(doi=DOI, pmid="29198932", title="Pain <script>")
    soup = soup_of(client, make_treatment(aftercare=f"<p>So{cited(source)}</p>"))
    item = soup.select_one(".sources__item")
    assert "Systematic review" in item.text
    assert (
        "Vickers AJ, Vertosick EA, Lewith G, et al. Pain <script>. J Pain. 2018;19(5):455-474."
        in (" ".join(item.text.split()))
    )
    links = {link["href"]: link.get("rel") for link in item.select(".citation a")}
    assert links == {
        f"https://doi.org/{DOI}": ["noopener"],
        "https://pubmed.ncbi.nlm.nih.gov/29198932/": ["noopener"],
    }


@pytest.mark.django_db
def test_page_without_sources_has_no_list(client):
    assert not soup_of(client, make_article()).select(".sources")


@pytest.mark.django_db
def test_sources_are_said_in_the_reader_s_language(client):
    page = make_article(body=[("text", f"<p>So{cited(make_citation())}</p>")])
    with translation.override("es"):
        assert soup_of(client, page).select_one(".sources")


@pytest.mark.django_db
def test_sources_cost_one_query_however_many(client):
    def queries(page) -> int:
        client.get(page.get_url())
        with CaptureQueriesContext(connection) as counted:
            client.get(page.get_url())
        return len(counted)

    plain = make_article(body=[("text", "<p>a</p>"), ("text", "<p>b</p>")])
    some = make_article(
        body=[
            ("text", f"<p>a{cited(make_citation())}</p>"),
            ("text", f"<p>b{cited(make_citation())}</p>"),
        ]
    )
    assert queries(some) == queries(plain) + 1


@pytest.mark.django_db
def test_reference_to_nothing_shows_nothing(client):
    page = make_article(body=[("text", "<p>So" + citation_reference(987654) + "</p>")])
    soup = soup_of(client, page)
    assert not soup.select(".sources")
    assert soup.select_one(".clinic-citation--missing").text == ""


@pytest.mark.django_db
def test_outside_a_page_the_reference_names_its_source():
    source = make_citation(doi=DOI)
    assert expand_db_html(f"<p>So{cited(source)}.</p>") == (
        f'<p>So<a class="clinic-citation" href="https://doi.org/{DOI}">[Vickers 2018]</a>.</p>'
    )


@pytest.mark.django_db
def test_citations_of_a_page_come_in_one_query(django_assert_num_queries):
    source = make_citation()
    page = make_article(body=[("text", f"<p>So{cited(source)}</p>")])
    with django_assert_num_queries(1):
        assert citations_of(page) == {source.pk: source}
    with django_assert_num_queries(0):
        assert citations_of(ArticlePage()) == {}


# In the editor.


@pytest.mark.django_db
def test_reference_survives_the_editor():
    stored = f"<p>So {cited(make_citation())} it is</p>"
    converter = ContentstateConverter(features=["clinic-citation"])
    state = converter.from_database_format(stored)
    assert "[Vickers 2018]" in state
    again = converter.to_database_format(state)
    link = citation_reference(Citation.objects.get().pk)
    assert BeautifulSoup(link, "html.parser").a.attrs == BeautifulSoup(again, "html.parser").a.attrs
    assert BeautifulSoup(again, "html.parser").text == "So  it is"


@pytest.mark.django_db
def test_reference_survives_the_api():
    stored = f"<p>So{cited(make_citation())}</p>"
    converter = EditorHTMLConverter(features=["clinic-citation"])
    html = converter.from_database_format(stored)
    assert 'data-linktype="clinic-citation"' in html
    again = converter.to_database_format(html)
    assert (
        BeautifulSoup(again, "html.parser").a.attrs == BeautifulSoup(stored, "html.parser").a.attrs
    )


# The chooser, and who may do what.


@pytest.fixture
def admin(client, db):
    client.force_login(make_user("Boss", is_superuser=True))
    return client


def search(client, words: str) -> str:
    url = reverse("clinic_citation_chooser:choose_results")
    return client.get(url, {"q": words}).content.decode()


@pytest.mark.django_db
def test_chooser_finds_by_words_from_anywhere(admin):
    make_citation(title="Migraine", authors="Linde K")
    make_citation(title="Low back pain", authors="Qaseem A")
    assert "Migraine" in search(admin, "linde migr")
    assert "Low back" not in search(admin, "linde migr")
    assert "Low back" in search(admin, "")


@pytest.mark.django_db
def test_chosen_source_comes_with_what_the_editor_shows(admin):
    source = make_citation(title="Pain")
    answer = admin.get(reverse("clinic_citation_chooser:chosen", args=[source.pk])).json()
    assert answer["step"] == "chosen"
    chosen = answer["result"]
    assert (chosen["text"], chosen["label"]) == ("[Vickers 2018]", "Pain")


@pytest.mark.django_db
def test_new_source_is_written_down_in_the_chooser(admin):
    url = reverse("clinic_citation_chooser:create")
    answer = admin.post(url, form_of(doi=DOI).data).json()
    assert answer["step"] == "chosen"
    assert Citation.objects.get().doi == DOI
    again = admin.post(url, form_of(doi=DOI).data).json()
    assert again["step"] == "reshow_creation_form"
    assert "there already" in again["htmlFragment"]


@pytest.mark.django_db
def test_who_has_no_right_adds_no_source(client):
    user = make_user("Writer")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.post(reverse("clinic_citation_chooser:create"), {}).status_code in {302, 403}
    assert client.get(reverse("clinic_citations:list")).status_code in {302, 403}
    assert not Citation.objects.exists()


@pytest.mark.django_db
def test_used_source_is_kept_and_says_where_it_is_used(admin):
    source = make_citation()
    page = make_article(title="On pain", body=[("text", f"<p>So{cited(source)}</p>")])
    delete = reverse("clinic_citations:delete", args=[source.pk])
    response = admin.post(delete, follow=True)
    assert Citation.objects.filter(pk=source.pk).exists()
    assert "On pain" in response.content.decode()
    usage = admin.get(reverse("clinic_citations:usage", args=[source.pk])).content.decode()
    assert "On pain" in usage
    listed = admin.get(reverse("clinic_citations:list")).content.decode()
    assert "Used in" in listed
    page.body = [("text", "<p>So</p>")]
    page.save()
    admin.post(delete)
    assert not Citation.objects.filter(pk=source.pk).exists()


@pytest.mark.django_db
def test_used_source_is_kept_in_bulk(admin):
    source, unused = make_citation(), make_citation()
    make_article(body=[("text", f"<p>So{cited(source)}</p>")])
    url = reverse("wagtail_bulk_action", args=["clinic_conditions", "citation", "delete"])
    admin.post(f"{url}?id={source.pk}&id={unused.pk}")
    assert Citation.objects.count() == 2
