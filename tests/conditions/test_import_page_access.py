"""“Import articles”: who may do what, and that nothing of a file runs in the browser."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from conditions.importing import progress
from conditions.models import ArticlePage, ImportItem, ImportJob, ImportTodo
from tests.factories import make_user

from .conftest import make_writer
from .import_steps import START, file, item_url, make_draft, read, send, soup_of, text_of, url_of
from .importing_texts import SHOULDER, WRAPPED

pytestmark = pytest.mark.django_db

# name → (address below the import, methods that it knows)
ADDRESSES = {
    "review": ("", {"get", "post"}),
    "more": ("more/", {"get", "post"}),
    "progress": ("progress/", {"get", "post"}),
    "remove": ("remove/", {"get", "post"}),
    "article": ("{item}/", {"get", "post"}),
    "split": ("{item}/split/", {"get", "post"}),
    "decide": ("{item}/decide/", {"get", "post"}),
    "preview": ("{item}/preview/", {"get"}),
}


@pytest.fixture
def item(writer, client) -> ImportItem:
    return read(client, text=SHOULDER).items.get()


def address(name: str, *, job: int, item: int) -> str:
    return f"{START}{job}/{ADDRESSES[name][0].format(item=item)}"


def everywhere(item: ImportItem) -> list[str]:
    """Every address of an import, and the page itself."""
    return [START, *(address(name, job=item.job_id, item=item.pk) for name in ADDRESSES)]


def unchanged(item: ImportItem) -> bool:
    known = ImportItem.objects.filter(pk=item.pk, state="found", take=True, corrections={})
    return known.exists() and not ArticlePage.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signed_in_is_sent_to_sign_in(item, client, method):
    client.logout()
    for url in everywhere(item):
        assert getattr(client, method)(url)["Location"].startswith("/admin/login/")
    assert unchanged(item)


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_add_no_article_is_sent_away(item, client, method):
    client.force_login(make_writer("Desk"))
    for url in everywhere(item):
        assert getattr(client, method)(url)["Location"] == "/admin/"
    assert unchanged(item)


@pytest.mark.parametrize("method", ["get", "post"])
def test_import_of_a_colleague_is_not_there(item, client, method, articles):
    client.force_login(make_writer("Colleague", articles))
    for url in everywhere(item)[1:]:
        assert getattr(client, method)(url).status_code == 404
    assert item.title not in text_of(client.get(START))
    assert unchanged(item)


def test_import_of_a_colleague_is_there_for_who_has_the_right(item, client, articles):
    colleague = make_writer("Colleague", articles)
    colleague.user_permissions.add(Permission.objects.get(codename="change_importjob"))
    client.force_login(colleague)
    assert client.get(item_url(item)).status_code == 200
    client.force_login(make_user("Root", is_superuser=True))
    assert client.get(item_url(item)).status_code == 200


@pytest.mark.parametrize(("is_edited", "decision"), [(False, ""), (True, "replace")])
def test_draft_of_somebody_else_is_not_written_over(item, client, articles, is_edited, decision):
    """To add articles is no right to change those of others, neither is “replace”."""
    make_draft(client, item)
    page = ArticlePage.objects.get()
    if is_edited:
        draft = page.get_latest_revision_as_object()
        draft.title = "My Own Title"
        draft.save_revision()
    before = ArticlePage.objects.get().latest_revision_id
    adder = make_writer("Adder", articles, rights=("add_page",))
    client.force_login(adder)
    again = read(client, text=SHOULDER.replace("one long walk", "two")).items.get()
    make_draft(client, again)
    if decision:
        client.post(item_url(again, "decide"), {"decision": decision})
    again.refresh_from_db()
    assert "you may not edit it" in again.problem
    assert ArticlePage.objects.get().latest_revision_id == before


def test_address_of_nothing_is_not_found(item, client):
    other = read(client, text=WRAPPED).items.get()
    for name in ADDRESSES:
        assert client.get(address(name, job=999_999, item=item.pk)).status_code == 404
        if "{item}" in ADDRESSES[name][0]:
            assert client.get(address(name, job=item.job_id, item=999_999)).status_code == 404
            # an article of another import
            assert client.get(address(name, job=item.job_id, item=other.pk)).status_code == 404


def test_other_methods_are_refused(item, client):
    for name, (_below, known) in ADDRESSES.items():
        for method in {"post", "put", "delete", "patch"} - known:
            url = address(name, job=item.job_id, item=item.pk)
            assert getattr(client, method)(url).status_code == 405
    assert unchanged(item)


def test_asking_changes_nothing(item, client):
    for url in everywhere(item):
        client.get(url)
    assert unchanged(item)


def test_form_without_its_token_is_refused(item, writer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(writer)
    for url in everywhere(item):
        if not url.endswith("preview/"):
            assert strict.post(url, {"text": WRAPPED}).status_code == 403
    assert ImportJob.objects.get() == item.job
    assert unchanged(item)


def test_list_that_is_not_ones_own_cannot_be_chosen(item, client, writer, articles):
    """Nor does an import go to a list that its owner may add to no longer."""
    response = send(client, text=WRAPPED, index=999_999)
    assert response.status_code == 302  # there is one list, so nothing is asked
    assert ImportJob.objects.latest("pk").index == articles
    writer.groups.clear()
    client.force_login(type(writer).objects.get(pk=writer.pk))
    make = client.post(item_url(item), {"title": "x", "action": "write"})
    assert make["Location"].startswith("/admin/login/")
    assert unchanged(item)


def test_menu_and_dashboard_offer_it_to_who_writes(writer, client, articles):
    home = client.get("/admin/")
    soup = soup_of(home)
    links = [link["href"] for link in soup.select("#clinic-articles-section a.button")]
    assert links == [f"/admin/pages/add/clinic_conditions/articlepage/{articles.pk}/", START]
    assert '"name": "clinic-import"' in home.content.decode()
    assert client.get(links[0]).status_code == 200
    read(client, text=SHOULDER)
    assert "1 import waits to be looked through" in text_of(client.get("/admin/"))
    client.force_login(make_writer("Desk"))
    home = client.get("/admin/").content.decode()
    assert "clinic-articles" not in home
    assert '"name": "clinic-import"' not in home


# Nothing of a file runs.

PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(1)>"
HOSTILE = (
    f"Title {PAYLOAD}\n"
    "\n"
    f"By {PAYLOAD}, LAc\n"
    "\n"
    f"An intro with {PAYLOAD} and [a link](javascript:alert(1)).\n"
    "\n"
    f"Why {PAYLOAD}?\n"
    "\n"
    f"1. Point {PAYLOAD}\n"
    f"A body with {PAYLOAD}.\n"
    "\n"
    "2. Other\n"
    f"- item {PAYLOAD}\n"
    "\n"
    f"Photo by {PAYLOAD} on Pexels\n"
    "\n"
    f"Warm feet tell the body that the day is over, and they help you to sleep {PAYLOAD}.\n"
)


def assert_harmless(response):
    soup = soup_of(response)
    assert not [tag for tag in soup.find_all("script") if "alert(1)" in tag.text]
    assert not [
        tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)
    ]
    dangerous = ("javascript:", "data:text", "vbscript:")
    for tag in soup.find_all(True):
        for name in ("href", "src", "action", "formaction", "srcdoc"):
            assert not str(tag.get(name, "")).strip().lower().startswith(dangerous)


def test_nothing_of_a_hostile_text_runs(writer, client):
    job = read(client, file("<svg onload=alert(1)>.txt", HOSTILE), file("b.txt", WRAPPED))
    item = job.items.first()
    assert "<script>" in item.title
    for url in (
        START,
        url_of(job),
        item_url(item),
        item_url(item, "preview"),
        url_of(job, "remove"),
    ):
        assert_harmless(client.get(url))
    assert make_draft(client, item).status_code == 302
    item.refresh_from_db()
    assert item.problem == ""
    page = ArticlePage.objects.get()
    assert "<script>" in page.title
    for url in (item_url(item), url_of(job), f"/admin/pages/{page.pk}/history/"):
        assert_harmless(client.get(url))
    ImportTodo.objects.create(page=page, text=PAYLOAD)
    todos = soup_of(client.get(f"/admin/pages/{page.pk}/edit/")).select_one("[data-clinic-todos]")
    assert PAYLOAD in todos.text
    assert not todos.find_all(["script", "img"])


def test_corrections_are_escaped(item, client):
    client.post(item_url(item), {"title": PAYLOAD, "author": "", "date": "", "action": "save"})
    for url in (item_url(item), item_url(item, "preview"), url_of(item.job)):
        assert_harmless(client.get(url))
    item.refresh_from_db()
    assert item.title == PAYLOAD


def test_refusals_are_escaped(writer, client):
    response = send(client, file(f"{PAYLOAD}.pdf", b"%PDF"), text=f"- {PAYLOAD}")
    assert response.status_code == 422
    assert_harmless(response)


def test_cost_of_the_list_does_not_grow_with_its_rows(
    writer, client, django_assert_max_num_queries
):
    few = read(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    names = (f"{number}.txt" for number in range(8))
    many = read(client, *(file(name, WRAPPED + name) for name in names))
    client.get(url_of(few))
    counts = []
    for job in (few, many):
        with django_assert_max_num_queries(60) as asked:
            client.get(url_of(job))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert progress.counts_of(many)["all"] == 8
