"""“Import articles”: the review screen, its corrections, and the drafts that come of it."""

import json

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry

from conditions.importing import history, jobs
from conditions.models import ArticleIndexPage, ArticlePage, ImportItem, ImportJob, ImportTodo
from tests.factories import (
    EDINA_PHONE,
    home_page,
    make_condition,
    make_location,
    make_page,
    make_practitioner,
    make_treatment,
    phones,
)

from .conftest import make_writer
from .import_steps import (
    errors_of,
    file,
    item_url,
    make_draft,
    read,
    send,
    soup_of,
    text_of,
    url_of,
    write_all,
)
from .importing_texts import SHOULDER, WRAPPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(articles):
    return {
        "st_paul": make_location("St. Paul"),
        "edina": make_location("Edina", phones=phones(EDINA_PHONE)),
        "author": make_practitioner(title="Nora Feld", credentials="LAc"),
        "other": make_practitioner(title="Ida Kern", credentials="LAc"),
        "condition": make_condition(title="Shoulder pain"),
        "treatment": make_treatment(title="Electroacupuncture"),
    }


@pytest.fixture
def item(clinic, writer, client) -> ImportItem:
    return read(client, text=SHOULDER).items.get()


NUMBERS = """Whom to Ask First

Insurance is a matter of its own, and each plan has other rules for acupuncture.

Ask your insurer at 612-555-0123 before your first visit, so that nobody is surprised later.
"""


# What is shown.


def test_review_says_what_was_found(item, client):
    said = text_of(client.get(item_url(item)))
    for line in (
        "Author in the text Nora Feld, LAc on the site",
        "Date in the text None",
        "651-224-6678 live St. Paul",
        "952-303-4115 live Edina",
        "What Can You Do About Shoulder Pain? 2 points",
        "Move Before It Hurts",
        "add the picture by Ines Brandt, Pexels: it is not in the file",
    ):
        assert line in said


def test_review_says_why_a_number_stays_as_typed(clinic, writer, client):
    item = read(client, text=NUMBERS).items.get()
    said = text_of(client.get(item_url(item)))
    assert "612-555-0123 stays as typed no number of the clinic" in said


def test_review_says_what_is_left_out_and_warns(clinic, writer, client):
    item = read(client, text="Title: Cold feet\n\nBy Somebody Else, MD\n\nWarm them.\n").items.get()
    said = text_of(client.get(item_url(item)))
    assert "Title: (it only says that the title follows)" in said
    assert "Somebody Else, MD not on the site" in said
    assert "is no practitioner of the site; the article has no author yet" in said


def test_source_stands_beside_the_article(item, client):
    soup = soup_of(client.get(item_url(item)))
    assert soup.select_one(".clinic-import__source").text == SHOULDER.strip().replace(
        "\u00a0", "\u00a0"
    )
    frame = soup.select_one("iframe")
    assert frame["src"] == item_url(item, "preview")
    assert frame.get_attribute_list("sandbox") == ["allow-same-origin"]


def test_preview_is_the_pages_own_rendering_with_live_numbers(item, client, clinic):
    response = client.get(item_url(item, "preview"))
    soup = soup_of(response)
    assert soup.h1.text == "4 Habits for Calmer Shoulders"
    assert soup.select_one('a.clinic-phone[href="tel:+19523034115"]')
    assert soup.select_one(".points__list")
    assert clinic["author"].title in soup.select_one(".byline").text
    assert "Shoulder pain" in text_of(response)
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert not ArticlePage.objects.exists()


def test_preview_follows_the_corrections(item, client):
    client.post(
        item_url(item), {"title": "Another Title", "author": "", "date": "2024-02-29", "topics": []}
    )
    soup = soup_of(client.get(item_url(item, "preview")))
    assert soup.h1.text == "Another Title"
    assert soup.find("time")["datetime"] == "2024-02-29"
    assert "Nora Feld" not in soup.select_one(".byline").text


# Drafts.


def test_draft_is_made_of_what_was_shown(item, client, writer, clinic):
    response = make_draft(client, item)
    assert response["Location"] == item_url(item)
    page = ArticlePage.objects.get()
    assert page.title == "4 Habits for Calmer Shoulders"
    assert not page.live
    assert page.owner == writer
    assert page.author == clinic["author"]
    assert page.latest_revision.user == writer
    assert [link.condition for link in page.condition_links.all()] == [clinic["condition"]]
    entry = PageLogEntry.objects.get(action=history.ACTION)
    assert entry.user == writer
    assert entry.data["file"] == "Pasted text: 4 Habits for Calmer Shoulders"
    shown = client.get(item_url(item))
    assert soup_of(shown).select_one(f'a[href="/admin/pages/{page.pk}/edit/"]')
    assert "The draft was made." in text_of(shown)


def test_corrections_are_in_the_draft(item, client, clinic):
    make_draft(
        client,
        item,
        title="A Better Title",
        author=clinic["other"].pk,
        date="2023-05-06",
        topics=[clinic["treatment"].pk],
    )
    page = ArticlePage.objects.get()
    assert page.title == "A Better Title"
    assert page.author == clinic["other"]
    assert page.date.isoformat() == "2023-05-06"
    assert not page.condition_links.exists()
    assert [link.treatment for link in page.treatment_links.all()] == [clinic["treatment"]]


def test_author_may_be_taken_away(item, client):
    make_draft(client, item, author="")
    assert ArticlePage.objects.get().author is None
    assert ImportTodo.objects.filter(text="the article has no author yet").exists()


@pytest.mark.parametrize(
    ("field", "typed"), [("title", ""), ("title", "x" * 256), ("date", "soon"), ("author", "99999")]
)
def test_wrong_correction_is_refused_beside_its_field(item, client, field, typed):
    response = make_draft(client, item, **{field: typed})
    assert response.status_code == 422
    assert set(errors_of(response)) == {field}
    assert not ArticlePage.objects.exists()


def test_topics_of_others_cannot_be_linked(item, client):
    stranger = make_condition(title="Never mentioned")
    assert make_draft(client, item, topics=[stranger.pk]).status_code == 422


def test_drafts_are_made_of_what_is_taken(writer, client):
    job = read(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    first, second = job.items.all()
    shown = [first.pk, second.pk]
    response = client.post(url_of(job), {"shown": shown, "take": [second.pk], "action": "write"})
    assert response["Location"] == url_of(job)
    assert ArticlePage.objects.get().title == "Sleeping Through a Cold Night"
    assert "Skipped" in text_of(client.get(url_of(job)))
    client.post(url_of(job), {"shown": [first.pk], "take": [first.pk], "action": "write"})
    assert ArticlePage.objects.count() == 2


def test_nothing_taken_makes_nothing(writer, client):
    job = read(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    client.post(url_of(job), {"action": "none"})
    response = client.post(url_of(job), {"action": "write"}, follow=True)
    assert "Nothing is chosen" in text_of(response)
    assert not ArticlePage.objects.exists()
    client.post(url_of(job), {"action": "all"})
    assert job.items.filter(take=True).count() == 2


def test_same_text_again_is_already_there(item, client):
    make_draft(client, item)
    again = read(client, text=SHOULDER).items.get()
    assert "imported before and has not changed" in text_of(client.get(item_url(again)))
    make_draft(client, again)
    again.refresh_from_db()
    assert again.state == ImportItem.State.UNCHANGED
    assert ArticlePage.objects.count() == 1


def test_changed_text_of_the_same_title_is_a_new_version(item, client):
    make_draft(client, item)
    again = read(client, text=SHOULDER.replace("one long walk", "two")).items.get()
    assert "its draft will have a new version" in text_of(client.get(item_url(again)))
    make_draft(client, again)
    page = ArticlePage.objects.get()
    assert page.revisions.count() == 2
    assert "easier to keep up than two" in json.dumps(page.latest_revision.content)


def test_two_pasted_articles_are_two(writer, client):
    """They have no file name, and many of their words in common."""
    text = "\n\nWarm feet tell the body that the day is over, and they help you to sleep.\n"
    for title in ("Warm Feet", "Warm Hands"):
        make_draft(client, read(client, text=title + text + title).items.get())
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {"Warm Feet", "Warm Hands"}


@pytest.fixture
def edited(item, client, writer) -> ImportItem:
    """A new version of a text whose draft was changed in the editor since."""
    make_draft(client, item)
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    draft.title = "My Own Title"
    draft.save_revision(user=writer)
    return read(client, text=SHOULDER.replace("one long walk", "two")).items.get()


def test_draft_that_was_edited_since_is_asked_about(edited, client):
    said = text_of(client.get(item_url(edited)))
    assert "its draft was changed in the editor since" in said
    write_all(client, edited.job)
    edited.refresh_from_db()
    assert edited.state == ImportItem.State.EDITED
    assert ArticlePage.objects.get().get_latest_revision_as_object().title == "My Own Title"
    assert soup_of(client.get(url_of(edited.job))).select_one('button[value="replace"]')


@pytest.mark.parametrize("decision", ["replace", "leave", ""])
def test_draft_that_was_edited_since_is_replaced_only_on_request(edited, client, decision):
    client.post(item_url(edited, "decide"), {"decision": decision, "back": "article"})
    page = ArticlePage.objects.get()
    title = page.get_latest_revision_as_object().title
    assert title == ("4 Habits for Calmer Shoulders" if decision == "replace" else "My Own Title")
    if decision == "replace":
        assert "My Own Title" in {revision.object_str for revision in page.revisions.all()}


def test_locked_draft_is_said_to_be_locked(item, client, writer):
    make_draft(client, item)
    ArticlePage.objects.update(locked=True, locked_by=writer)
    again = read(client, text=SHOULDER.replace("one long walk", "two")).items.get()
    assert "is locked or being reviewed" in text_of(client.get(item_url(again)))
    make_draft(client, again)
    again.refresh_from_db()
    assert again.state == ImportItem.State.REFUSED
    assert "locked" in again.problem
    ArticlePage.objects.update(locked=False)
    make_draft(client, again)
    assert ArticlePage.objects.get().revisions.count() == 2


def test_article_that_fails_does_not_stop_the_others(writer, client, monkeypatch, caplog):
    job = read(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    broken = job.items.first()
    ImportItem.objects.filter(pk=broken.pk).update(document={"is": "nonsense"})
    write_all(client, job)
    assert ArticlePage.objects.get().title == "Sleeping Through a Cold Night"
    broken.refresh_from_db()
    assert broken.state == ImportItem.State.REFUSED
    assert f"Import item {broken.pk} could not be written. builtins.ValueError" in caplog.text
    assert "storing.py" in caplog.text  # where it happened


def test_file_that_fails_is_said_in_the_log_with_where_and_without_what(
    writer, client, monkeypatch, caplog
):
    monkeypatch.setattr(jobs.sources, "read_part", lambda _file, seconds: int("Ada's letter"))
    answer = send(client, file("a.txt", SHOULDER))
    assert "this file could not be read" in answer.text
    assert "could not be read. builtins.ValueError" in caplog.text
    assert "in _read_part" in caplog.text
    assert not any("base 10" in record.getMessage() for record in caplog.records)


# Several articles in one file.

TWO = """<h1>Warm Feet</h1><p>By Ida Kern</p><p>{words}</p><h2>Why</h2><p>{words}</p>
<h1>Cold Hands</h1><p>By Nora Feld</p><p>{words}</p><h2>How</h2><p>{words}</p>""".format(
    words="Warm feet tell the body that the day is over, and they help you to sleep. " * 6
)


def test_file_with_several_articles_is_split_on_request(clinic, writer, client):
    item = read(client, file("two.html", TWO)).items.get()
    assert "This file seems to hold 2 articles:" in text_of(client.get(item_url(item)))
    assert client.get(item_url(item, "split"))["Location"] == item_url(item)
    assert client.post(item_url(item, "split"))["Location"] == url_of(item.job)
    assert [part.title for part in item.job.items.all()] == ["Warm Feet", "Cold Hands"]
    write_all(client, item.job)
    authors = {page.title: page.author.title for page in ArticlePage.objects.all()}
    assert authors == {"Warm Feet": "Ida Kern", "Cold Hands": "Nora Feld"}
    again = read(client, file("two.html", TWO)).items.get()
    client.post(item_url(again, "split"))
    write_all(client, again.job)
    assert {part.state for part in again.job.items.all()} == {ImportItem.State.UNCHANGED}
    assert ArticlePage.objects.count() == 2


def test_file_with_one_article_is_not_split(item, client):
    response = client.post(item_url(item, "split"), follow=True)
    assert "There is nothing to split here." in text_of(response)
    assert item.job.items.get() == item


# Lists and languages.


def test_list_of_articles_is_chosen_with_its_language(writer, client, articles, settings):
    spanish = Locale.objects.create(language_code="es")
    home = home_page().copy_for_translation(spanish)
    other = make_page(
        ArticleIndexPage, parent=home, title="Artículos", slug="articulos", locale=spanish
    )
    client.force_login(make_writer("Both", articles, other))
    options = soup_of(client.get("/admin/clinic/import/")).select("select[name=index] option")
    assert [option.text.strip() for option in options] == [
        "Articles (English)",
        "Artículos (Spanish)",
    ]
    send(client, text=SHOULDER, index=other.pk)
    item = ImportItem.objects.get()
    make_draft(client, item)
    page = ArticlePage.objects.get()
    assert page.get_parent().specific == other
    assert page.locale == spanish


def test_list_may_be_chosen_later(writer, client, articles):
    section = make_page(type(home_page()), parent=home_page(), title="Elsewhere", slug="elsewhere")
    other = make_page(ArticleIndexPage, parent=section, title="News", slug="news")
    client.force_login(make_writer("Both", articles, other))
    job = read(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    assert job.index == articles
    shown = [item.pk for item in job.items.all()]
    client.post(url_of(job), {"index": other.pk, "shown": shown, "take": shown, "action": "save"})
    job.refresh_from_db()
    assert job.index == other


# Steps.


def test_reading_goes_on_where_it_stopped(writer, client, monkeypatch):
    monkeypatch.setattr(jobs, "monotonic", iter(range(0, 10_000, 10)).__next__)
    response = send(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    job = ImportJob.objects.get()
    assert response["Location"] == url_of(job, "progress")
    assert client.get(url_of(job))["Location"] == url_of(job, "progress")
    page = soup_of(client.get(url_of(job, "progress")))
    assert page.select_one("progress")
    assert page.select_one("form button").text.strip() == "Continue"
    monkeypatch.undo()
    assert client.post(url_of(job, "progress"))["Location"] == url_of(job)
    assert job.items.count() == 2


def test_script_is_told_how_far_it_is(writer, client, monkeypatch):
    job = read(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    jobs.begin_writing(job=job)
    ticks = iter(range(0, 10_000, 10))
    monkeypatch.setattr(jobs, "monotonic", ticks.__next__)
    states = [
        client.post(url_of(job, "progress"), headers={"Accept": "application/json"}).json()
        for _ in range(3)
    ]
    assert [(state["percent"], state["said"]) for state in states[:2]] == [
        (50, "1 of 2 done"),
        (100, "2 of 2 done"),
    ]
    assert states[2]["url"] == url_of(job)
    assert ArticlePage.objects.count() == 2


def test_interrupted_writing_makes_no_article_twice(writer, client):
    job = read(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    jobs.begin_writing(job=job)
    jobs.write_on(job=job, index=job.index, by=writer, seconds=0)
    assert ArticlePage.objects.count() == 1
    for _ in range(2):
        jobs.write_on(job=job, index=job.index, by=writer)
    assert ArticlePage.objects.count() == 2


# To-dos.


@pytest.fixture
def draft(item, client) -> ArticlePage:
    make_draft(client, item)
    return ArticlePage.objects.get()


def edit(client, page):
    return client.get(f"/admin/pages/{page.pk}/edit/")


def test_todos_are_in_the_editor_until_they_are_done(draft, client, writer):
    todos = list(draft.import_todos.all())
    assert len(todos) > 1
    shown = soup_of(edit(client, draft)).select("[data-clinic-todo]")
    assert [button["data-clinic-todo"] for button in shown] == [
        f"/admin/clinic/import/to-do/{todo.pk}/" for todo in todos
    ]
    for todo in todos:
        assert client.post(f"/admin/clinic/import/to-do/{todo.pk}/", {"done": "1"}).json() == {
            "done": True
        }
    todos[0].refresh_from_db()
    assert todos[0].done_by == writer
    assert todos[0].done_at <= timezone.now()
    assert "Left to do after the import" not in edit(client, draft).content.decode()
    client.post(f"/admin/clinic/import/to-do/{todos[0].pk}/", {"done": "0"})
    assert len(soup_of(edit(client, draft)).select("[data-clinic-todo]")) == 1


def test_todos_of_a_new_version_take_the_place_of_the_old_ones(draft, client):
    again = read(client, text=SHOULDER.replace("Photo by Ines Brandt on Pexels", "")).items.get()
    make_draft(client, again)
    assert not draft.import_todos.filter(text__contains="Ines Brandt").exists()
    assert draft.import_todos.exists()


def test_page_that_was_never_imported_has_no_todos(writer, client, articles):
    response = client.get(f"/admin/pages/add/clinic_conditions/articlepage/{articles.pk}/")
    assert response.status_code == 200
    assert "Left to do after the import" not in response.content.decode()


def test_todo_is_ticked_only_by_who_may_edit_its_page(draft, client):
    todo = draft.import_todos.first()
    url = f"/admin/clinic/import/to-do/{todo.pk}/"
    assert client.get(url).status_code == 405
    assert client.post("/admin/clinic/import/to-do/999999/", {"done": "1"}).status_code == 404
    client.force_login(make_writer("Desk"))
    assert client.post(url, {"done": "1"}).status_code == 302
    client.logout()
    assert client.post(url, {"done": "1"}).status_code == 302
    todo.refresh_from_db()
    assert todo.done_at is None
