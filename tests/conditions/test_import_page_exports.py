"""“Import articles” with an export of WordPress: in steps, resumed, with its old addresses."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from conditions.importing import exports, jobs
from conditions.models import ArticlePage, ImportItem, ImportJob

from .import_steps import (
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

pytestmark = pytest.mark.django_db

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old site</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
"""
TAIL = "</channel></rss>"


def post(number: int, title: str, text: str = "", **more: str) -> str:
    password = more.get("password", "")
    text = text or f"<p>What helps at night, number {number}.</p><script>alert(1)</script>"
    return (
        f"<item><title>{title}</title><link>https://old.example/{number}/</link>"
        f"<guid>https://old.example/?p={number}</guid><dc:creator>nora</dc:creator>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date>2024-03-0{number % 9 + 1} 10:00:00</wp:post_date>"
        f"<wp:post_name>post-{number}</wp:post_name><wp:status>publish</wp:status>"
        f"<wp:post_type>post</wp:post_type><wp:post_password>{password}</wp:post_password></item>\n"
    )


def export(*posts: str) -> str:
    return HEAD + "".join(posts) + TAIL


POSTS = [post(number, f"Night {number}") for number in range(1, 8)]


def test_export_is_read_into_its_articles(writer, client):
    job = read(client, file("old.xml", export(*POSTS)))
    assert [item.title for item in job.items.all()] == [f"Night {n}" for n in range(1, 8)]
    said = text_of(client.get(url_of(job)))
    assert "7 articles found." in said


def test_export_is_read_in_steps_and_goes_on_where_it_stopped(writer, client, monkeypatch):
    ticks = iter(range(0, 10_000_000, 10))
    for module in (jobs, exports):
        monkeypatch.setattr(module, "monotonic", ticks.__next__)
    response = send(client, file("old.xml", export(*POSTS)))
    job = ImportJob.objects.get()
    shares = []
    for _step in range(40):
        if response["Location"] != url_of(job, "progress"):
            break
        shares.append(job.files.get().share_read)
        response = client.post(url_of(job, "progress"))
    assert shares == sorted(shares)
    assert len(set(shares)) > 10
    assert [item.title for item in job.items.all()] == [f"Night {n}" for n in range(1, 8)]


def test_step_that_two_tabs_take_is_stored_once(writer, client, monkeypatch):
    job = jobs.start(by=writer, index=None)
    kept = jobs.add_file(job=job, name="a.txt", content=file("a.txt", "Title\n\nText here.\n"))
    jobs._read_part(kept, seconds=1)
    jobs._read_part(kept, seconds=1)
    assert job.items.count() == 1


def test_drafts_of_an_export_keep_address_and_date(writer, client, articles):
    job = read(client, file("old.xml", export(*POSTS)))
    write_all(client, job)
    page = ArticlePage.objects.get(slug="post-3")
    assert page.title == "Night 3"
    assert page.date.isoformat() == "2024-03-04"
    assert not page.live
    assert ArticlePage.objects.count() == 7
    redirect = Redirect.objects.get(old_path="/3")
    assert redirect.redirect_page_id == page.pk


def test_export_again_updates_and_never_doubles(writer, client):
    job = read(client, file("old.xml", export(*POSTS)))
    make_draft(client, job.items.first())
    changed = post(1, "Night one", "<p>Another text altogether.</p>")
    again = read(client, file("new.xml", export(changed, *POSTS[1:]))).items.first()
    assert "its draft will have a new version" in text_of(client.get(item_url(again)))
    make_draft(client, again)
    page = ArticlePage.objects.get()
    assert page.draft_title == "Night one"
    assert page.revisions.count() == 2


def test_post_that_cannot_be_imported_is_named_and_the_others_are_taken(writer, client):
    secret = post(8, "Secret", password="hidden")
    job = read(client, file("old.xml", export(secret, *POSTS)))
    refused = job.items.first()
    assert refused.state == ImportItem.State.UNREADABLE
    assert "password" in refused.problem
    assert "password" in text_of(client.get(url_of(job)))
    assert client.get(item_url(refused)).status_code == 200
    write_all(client, job)
    assert ArticlePage.objects.count() == 7


def test_post_that_was_refused_cannot_be_written_after_all(writer, client):
    secret = post(8, "Secret", password="hidden")
    item = read(client, file("old.xml", export(secret, *POSTS))).items.first()
    client.post(item_url(item), {"title": "Secret", "author": "", "date": "", "action": "write"})
    assert not ArticlePage.objects.exists()


def test_broken_export_is_refused_beside_its_field(writer, client):
    response = send(client, file("old.xml", export(*POSTS)[:-200]))
    assert response.status_code == 422
    assert "old.xml: " in text_of(response)
    assert not ImportJob.objects.exists()


def test_nothing_of_a_post_runs_on_the_review_screen(writer, client):
    job = read(client, file("old.xml", export(*POSTS)))
    item = job.items.first()
    for url in (item_url(item), item_url(item, "preview")):
        soup = soup_of(client.get(url))
        assert not [tag for tag in soup.find_all("script") if "alert(1)" in tag.text]
