"""``clinic_import export.xml``: posts of WordPress become drafts, and old addresses lead there."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from conditions.importing.wxr.export import Export, Survey
from conditions.importing.wxr.importer import WxrImporter
from conditions.importing.wxr.tally import Result
from conditions.management.commands._progress import ProgressBar
from conditions.models import ArticleIndexPage, ArticlePage
from tests.factories import (
    home_page,
    index_page,
    make_condition,
    make_location,
    make_practitioner,
    make_treatment,
)

from .wxr_files import HOME, export, opened, picture, post

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "wxr"


@pytest.fixture
def articles():
    return index_page(ArticleIndexPage, title="Articles", slug="articles")


@pytest.fixture
def run(articles, tmp_path):
    """Import items with the command and return what it says."""
    path = tmp_path / "river.xml"

    def run(*items: str, **options) -> str:
        path.write_text(items[0] if "<rss" in items[0] else export(*items), encoding="utf-8")
        out = StringIO()
        call_command("clinic_import", str(path), stdout=out, no_color=True, **options)
        return out.getvalue()

    return run


def old_paths() -> dict[str, str]:
    rows = Redirect.objects.select_related("redirect_page")
    return {row.old_path: row.redirect_page and row.redirect_page.title for row in rows}


# What becomes of an item.


def test_post_becomes_a_draft_with_its_facts(run):
    nora = make_practitioner(title="Nora Feld", credentials="LAc")
    sleep = make_condition(title="Trouble sleeping", also_called="sleep")
    cupping = make_treatment(title="Cupping")
    said = run(
        post(
            "Rest helps.\n\nSo does warmth.",
            id=5,
            title="A Calm Night",
            slug="calm-night",
            excerpt="How to rest.",
            categories=["Sleep", "Uncategorized", "News"],
            tags=["cupping"],
        )
    )
    page = ArticlePage.objects.get()
    assert not page.live
    assert (page.title, page.slug, page.summary) == ("A Calm Night", "calm-night", "How to rest.")
    assert page.date.isoformat() == "2019-05-07"
    assert page.author == nora
    assert [link.condition for link in page.condition_links.all()] == [sleep]
    assert [link.treatment for link in page.treatment_links.all()] == [cupping]
    assert page.body[0].value.source == "<p>Rest helps.</p><p>So does warmth.</p>"
    assert "To do: categories and tags that are no page of the site: News" in said
    assert f"Edit: /admin/pages/{page.pk}/edit/" in said
    assert "New drafts: 1" in said


def test_author_who_is_no_practitioner_is_reported_and_not_invented(run):
    said = run(post(author="admin"), post(author="Somebody Else"))
    assert "“admin” is no practitioner of the site" in said
    assert "“Somebody Else” is no practitioner of the site" in said
    assert set(ArticlePage.objects.values_list("author", flat=True)) == {None}


def test_pictures_are_to_dos_with_what_was_said_about_them(run):
    image = '<img src="https://a.example/knee.jpg" alt="A knee">'
    caption = f"[caption]{image} Photo by Ann Example[/caption]"
    said = run(post(f"Words.\n\n{caption}"), picture(4))
    assert "https://a.example/knee.jpg" in said
    assert "A knee" in said
    assert "Ann Example" in said


def test_everything_else_is_skipped_and_counted(run):
    said = run(
        post(status="trash"),
        post(type="revision", status="inherit"),
        post(type="nav_menu_item"),
        post(type="testimonial"),
        picture(4),
        post(title="Kept", status="private", comments=["a", "b"]),
        post(title="Secret", password="x"),
    )
    assert ArticlePage.objects.get().title == "Kept"
    assert "No articles, skipped: 5 (" in said
    for kind in ("1 post/trash", "1 revision", "1 nav_menu_item", "1 testimonial", "1 attachment"):
        assert kind in said
    assert "Comments of visitors, skipped: 2" in said
    assert "Protected by a password, not imported: 1" in said
    assert "Not imported: it is protected by a password" in said


def test_one_article_that_is_refused_does_not_take_the_others_back(run, monkeypatch):
    monkeypatch.setattr("conditions.importing.wxr.scanning.MAX_ITEM", 5000)
    with pytest.raises(CommandError, match=r"1 article was not imported; all others were\."):
        run(post(title="First"), post("word " * 3000, title="Huge"), post(title="Last"))
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {"First", "Last"}


def test_broken_file_is_refused_before_anything_is_written(run):
    broken = export(post(), post(), post(title="Last")).replace("Last</title>", "Last</tittle>")
    with pytest.raises(CommandError, match=r"river\.xml: the XML is broken .* line \d+, column"):
        run(broken)
    assert not ArticlePage.objects.exists()


def test_broken_export_stops_the_text_beside_it(run, articles, tmp_path):
    text, broken = tmp_path / "a.txt", tmp_path / "b.xml"
    text.write_text("A Title\n\nSome text.\n")
    broken.write_text("<rss><channel>")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("clinic_import", str(text), str(broken), stdout=StringIO())
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("name", ["missing.xml", "folder.xml"])
def test_what_is_no_file_is_refused(articles, tmp_path, name):
    (tmp_path / "folder.xml").mkdir()
    with pytest.raises(CommandError, match=name):
        call_command("clinic_import", str(tmp_path / name), stdout=StringIO())


def test_dry_run_shows_everything_and_writes_nothing(run, tmp_path):
    said = run(post(title="Seen", author="admin"), dry_run=True, json=tmp_path / "found")
    assert "Title: Seen" in said
    assert "Note: “admin” is no practitioner" in said
    assert "Articles: 1" in said
    assert "Nothing was written" in said
    assert not ArticlePage.objects.exists()
    assert not Redirect.objects.exists()
    assert len(list((tmp_path / "found").glob("*.json"))) == 1


def test_numbers_of_the_clinic_are_live_in_imported_posts(run):
    make_location("St. Paul")
    run(post("Ring us at 651-224-6678 about it.\n\nOr ask your insurer at 612-555-0123 first."))
    stored = str(ArticlePage.objects.get().body.get_prep_value())
    assert 'linktype=\\"clinic-phone\\"' in stored or 'linktype="clinic-phone"' in stored
    assert "612-555-0123" in stored


def test_links_within_the_old_site_lead_to_pages_or_stay(run):
    condition = make_condition(title="Hip pain", slug="hip-pain")
    run(post(f'See <a href="{HOME}/hip-pain/">hips</a> and <a href="/2018/knees/">knees</a>.'))
    source = ArticlePage.objects.get().body[0].value.source
    assert 'linktype="page"' in source
    assert f'id="{condition.pk}"' in source
    assert f'href="{HOME}/2018/knees/"' in source


# The same export again.


def test_unchanged_posts_are_skipped_quickly(run, django_assert_max_num_queries):
    text = export(*(post(f"Text {number}.", id=number + 1) for number in range(3)))
    run(text)
    importer = WxrImporter(export_ := Export(opened(text)), ArticleIndexPage.objects.get())
    items = list(export_.items())
    with django_assert_max_num_queries(3):  # one for each
        results = [importer.import_item(item).result for item in items]
    assert results == [Result.UNCHANGED] * 3
    assert "Unchanged since the last import: 3" in run(text)
    assert ArticlePage.objects.count() == 3


def test_changed_post_is_a_new_version_whatever_changed(run):
    run(post("Old words entirely.", id=5, title="Before", slug="one"))
    said = run(post("Nothing alike now.", id=5, title="After", slug="two"))
    page = ArticlePage.objects.get()
    assert page.draft_title == "After"
    assert page.revisions.count() == 2
    assert "New versions of drafts: 1" in said


def test_changed_reusable_block_changes_the_posts_that_show_it(run):
    text = '<!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph --><!-- wp:block {"ref":9} /-->'
    run(post(text, id=5), post("<p>Shared.</p>", id=9, type="wp_block"))
    said = run(post(text, id=5), post("<p>Changed.</p>", id=9, type="wp_block"))
    assert "New versions of drafts: 1" in said


def test_posts_that_share_a_guid_are_two(run):
    guid = f"{HOME}/?p=5"
    run(post("One.", id=5, guid=guid), post("Two.", id=6, guid=guid))
    assert ArticlePage.objects.count() == 2


def test_same_post_in_a_file_of_another_name_is_the_same(run, tmp_path):
    text = export(post(id=5))
    run(text)
    other = tmp_path / "other.wxr"
    other.write_text(text)
    out = StringIO()
    call_command("clinic_import", str(other), stdout=out)
    assert "Unchanged since the last import: 1" in out.getvalue()


def test_what_was_changed_in_the_editor_is_not_written_over(run, admin_user):
    run(post("Old.", id=5, title="Before"), post("Other.", id=6))
    draft = ArticlePage.objects.get(title="Before").get_latest_revision_as_object()
    draft.title = "My Own"
    draft.save_revision(user=admin_user)
    changed = post("New.", id=5, title="After"), post("Other one.", id=6)
    with pytest.raises(CommandError, match="1 article was not imported"):
        run(*changed)
    titles = ArticlePage.objects.values_list("draft_title", flat=True)
    assert "My Own" in titles
    said = run(*changed, replace=True)
    assert "After" in ArticlePage.objects.values_list("draft_title", flat=True)
    assert "Unchanged since the last import: 1" in said


def test_import_can_stop_after_any_item_and_go_on(articles):
    text = export(*(post(f"Text {number}.", id=number) for number in range(1, 5)), picture(9))
    export_ = Export(opened(text))
    kept = export_.survey().as_json()
    importer = WxrImporter(export_, articles)
    first = next(export_.items())
    assert importer.import_item(first).result is Result.CREATED
    later = Export(opened(text), Survey.from_json(kept))
    importer = WxrImporter(later, articles)
    results = [importer.import_item(item).result for item in later.items(start=first.end)]
    assert results == [Result.CREATED] * 3 + [Result.SKIPPED]
    assert ArticlePage.objects.count() == 4


# Redirects.


def test_old_addresses_lead_to_the_article(run, client):
    run(post(id=5, title="Here", slug="here"))
    assert old_paths() == {"/2019/05/here": "Here", "/?p=5": "Here"}
    page = ArticlePage.objects.get()
    page.latest_revision.publish()
    response = client.get("/2019/05/here/?utm_source=x")
    assert (response.status_code, response["Location"]) == (301, page.get_url())
    assert client.get(page.get_url()).status_code == 200


@pytest.mark.parametrize("query", ["?p=5", "?p=5&utm_source=x", "?page_id=6"])
def test_short_links_lead_to_published_articles_only(run, client, query):
    run(post(id=5, slug="a"), post(id=6, type="page", slug="b"))
    assert client.get(f"/{query}").status_code == 200  # the front page, while it is a draft
    for page in ArticlePage.objects.all():
        page.latest_revision.publish()
    slug = "b" if "page_id" in query else "a"
    response = client.get(f"/{query}")
    assert response.status_code == 301
    assert response["Location"].endswith(f"/articles/{slug}/")


@pytest.mark.parametrize("query", ["?p=99", "?p=x", "?p=", "?p=²", f"?p={'9' * 5000}", "?q=5"])
def test_other_queries_show_the_page(run, client, query):
    run(post(id=5))
    assert client.get(f"/{query}").status_code == 200


@pytest.mark.parametrize("status", ["draft", "private", "pending", "future"])
def test_what_nobody_could_read_is_not_redirected(run, status):
    run(post(status=status))
    assert old_paths() == {}


def test_redirect_that_leads_elsewhere_stays(run):
    other = make_condition(title="Elsewhere")
    Redirect.add_redirect("/2019/05/here", other, site=Site.objects.get())
    said = run(post(id=5, slug="here"))
    assert old_paths()["/2019/05/here"] == "Elsewhere"
    assert "“/2019/05/here” is redirected elsewhere already" in said


def test_page_of_the_site_at_the_old_address_stays(run):
    make_condition(title="Here", slug="here", parent=home_page())
    said = run(post(id=5, slug="here", link=f"{HOME}/here/"))
    assert "no redirect from “/here”: the site has a page there" in said
    assert set(old_paths()) == {"/?p=5"}


def test_article_at_its_old_address_needs_no_redirect(run):
    run(post(id=5, slug="here", link=f"{HOME}/articles/here/"))
    assert set(old_paths()) == {"/?p=5"}


def test_redirects_never_go_in_circles(run):
    Redirect.add_redirect("/articles/here", "/old/here", site=Site.objects.get())
    said = run(post(id=5, slug="here", link=f"{HOME}/old/here/"))
    assert "it would lead in a circle" in said
    assert "/old/here" not in old_paths()


def test_new_address_of_the_old_post_is_added(run):
    run(post(id=5, slug="one", link=f"{HOME}/one/", title="It"))
    run(post(id=5, slug="one", link=f"{HOME}/two/", title="It"))
    assert old_paths() == {"/one": "It", "/two": "It", "/?p=5": "It"}
    run(post(id=5, slug="one", link=f"{HOME}/two/", title="It"))
    assert Redirect.objects.count() == 3


def test_addresses_of_other_scripts_are_found(run, client):
    run(post(id=5, slug="%cf%80", link=f"{HOME}//%cf%80%cf%8c/", title="Pi"))
    assert old_paths() == {"/πό": "Pi", "/?p=5": "Pi"}
    ArticlePage.objects.get().latest_revision.publish()
    assert client.get("/%cf%80%cf%8c/").status_code == 301


def test_site_in_a_folder_keeps_its_short_links_there(run):
    text = export(post(id=5, slug="a", link=f"{HOME}/blog/a/", guid="urn:5"), home=f"{HOME}/blog")
    run(text)
    assert set(old_paths()) == {"/blog/a", "/blog?p=5"}


def test_address_that_is_too_long_is_reported(run):
    said = run(post(id=5, slug="a", link=f"{HOME}/{'x' * 300}/"))
    assert "the address is too long" in said


def test_import_works_without_the_redirects_app(run, monkeypatch):
    monkeypatch.setattr("conditions.importing.wxr.redirects.APP", "not.installed")
    said = run(post(id=5))
    assert "no redirect from the old address: not.installed is not installed" in said
    assert ArticlePage.objects.count() == 1


# The bar.


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_bar_shows_bytes_and_is_taken_away():
    stream = Terminal()
    bar = ProgressBar(stream, "Importing", 2_000_000)
    bar.show(1_000_000, "7 articles")
    assert (
        "Importing [###############               ]  50% 1.0/2.0 MB 7 articles" in stream.getvalue()
    )
    bar.show(2_000_000)
    assert "100% 2.0/2.0 MB" in stream.getvalue()
    bar.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_progress_bar_is_silent_in_a_log():
    stream = StringIO()
    ProgressBar(stream, "Importing", 0).show(0)
    assert stream.getvalue() == ""


# Exports that others made, where they are at hand.


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample exports at {SAMPLES}")
@pytest.mark.parametrize(
    ("name", "articles_in_it"),
    [("wptt-theme-preview.xml", 7), ("wptt-themeunittestdata.wordpress.xml", 71)],
)
def test_theme_unit_tests_are_imported_without_a_lost_word(articles, name, articles_in_it):
    """An item that would lose a word is refused, so none may be."""
    out = StringIO()
    call_command("clinic_import", str(SAMPLES / name), stdout=out, no_color=True, dry_run=True)
    assert f"Articles: {articles_in_it}" in out.getvalue()
    assert "Refused" not in out.getvalue()
    assert Page.objects.type(ArticlePage).count() == 0
