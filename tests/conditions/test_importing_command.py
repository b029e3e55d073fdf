"""``clinic_import``: files become drafts, once, whole, or not at all."""

import json
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Locale, PageLogEntry, ReferenceIndex
from wagtail.rich_text import expand_db_html

from conditions.importing import history, writer
from conditions.models import ArticleIndexPage, ArticlePage
from locations.blocks import TEXT_FEATURES
from tests.factories import (
    EDINA_PHONE,
    home_page,
    index_page,
    make_condition,
    make_location,
    make_page,
    make_practitioner,
    make_treatment,
    phones,
)

from .importing_texts import SHOULDER, WRAPPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles():
    return index_page(ArticleIndexPage, title="Articles", slug="articles")


@pytest.fixture
def clinic(articles):
    """Two locations, the author, and pages for some of what the text is about."""
    return {
        "st_paul": make_location("St. Paul"),
        "edina": make_location("Edina", phones=phones(EDINA_PHONE)),
        "author": make_practitioner(title="Nora Feld", credentials="LAc"),
        "condition": make_condition(title="Shoulder pain"),
        "treatment": make_treatment(title="Electroacupuncture"),
        "other": make_condition(title="Migraine"),
    }


@pytest.fixture
def path(tmp_path) -> Path:
    file = tmp_path / "shoulders.txt"
    file.write_text(SHOULDER, encoding="utf-8")
    return file


def run(*paths: Path, **options) -> str:
    out = StringIO()
    call_command("clinic_import", *map(str, paths), stdout=out, no_color=True, **options)
    return out.getvalue()


def body_html(page: ArticlePage) -> str:
    """All rich text of a page as a visitor gets it."""
    return " ".join(
        expand_db_html(text) for text in _strings(page.body.get_prep_value()) if "<" in text
    )


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


# What an import makes.


def test_import_makes_one_draft_with_one_revision(clinic, path, articles):
    run(path)
    page = ArticlePage.objects.get()
    assert page.title == "4 Habits for Calmer Shoulders"
    assert not page.live
    assert page.has_unpublished_changes
    assert page.get_parent().specific == articles
    assert page.revisions.count() == 1
    assert page.latest_revision.as_object().body.get_prep_value() == page.body.get_prep_value()


def test_import_keeps_order_and_puts_the_call_to_action_last(clinic, path):
    run(path)
    body = ArticlePage.objects.get().body
    assert [block.block_type for block in body] == ["text", "points", "text", "consultation"]
    assert body[1].value["heading"] == "What Can You Do About Shoulder Pain?"
    headings = [point["heading"] for point in body[1].value["points"]]
    assert headings == ["Move Before It Hurts", "Sleep With Support"]
    assert body[2].value.source.startswith("<h2>Come and Be Treated</h2><p>We look")


def test_imported_body_is_what_the_editor_would_accept(clinic, path):
    run(path)
    page = ArticlePage.objects.get()
    page.body.stream_block.clean(page.body)
    page.full_clean()


def test_known_numbers_are_live_and_rendered_from_the_record(clinic, path):
    run(path)
    page = ArticlePage.objects.get()
    stored = json.dumps(page.body.get_prep_value())
    assert "651-224-6678" not in stored
    assert "952-303-4115" not in stored
    html = body_html(page)
    assert 'href="tel:+16512246678"' in html
    assert 'href="tel:+19523034115"' in html


def test_live_numbers_follow_their_location(clinic, path):
    run(path)
    clinic["edina"].phones = phones("+19525550101")
    clinic["edina"].save()
    html = body_html(ArticlePage.objects.get())
    assert 'href="tel:+19525550101"' in html
    assert EDINA_PHONE not in html


def test_locations_know_that_the_article_shows_them(clinic, path):
    run(path)
    page = ArticlePage.objects.get()
    shown = ReferenceIndex.get_references_for_object(page).values_list("to_object_id", flat=True)
    assert {str(clinic["st_paul"].pk), str(clinic["edina"].pk)} <= set(shown)


def test_author_topics_and_credit_are_set(clinic, path):
    run(path)
    page = ArticlePage.objects.get()
    assert page.author == clinic["author"]
    assert [link.condition for link in page.condition_links.all()] == [clinic["condition"]]
    assert [link.treatment for link in page.treatment_links.all()] == [clinic["treatment"]]
    assert page.image_credit == "Ines Brandt, Pexels"


def test_date_of_the_file_is_the_date_of_the_article(articles, tmp_path):
    file = tmp_path / "cold.txt"
    file.write_text(WRAPPED)
    run(file)
    assert ArticlePage.objects.get().date.isoformat() == "2024-03-03"


def test_text_is_escaped(articles, tmp_path):
    file = tmp_path / "odd.txt"
    file.write_text('A & B\n\nIs 1 < 2 & <script>alert(1)</script> "so"?\n')
    run(file)
    page = ArticlePage.objects.get()
    assert page.title == "A & B"
    assert "<script" not in page.body[0].value.source
    assert "1 &lt; 2 &amp; &lt;script&gt;" in page.body[0].value.source


def test_output_says_what_was_found_and_what_is_left_to_do(clinic, path):
    said = run(path)
    page = ArticlePage.objects.get()
    for line in (
        "Title: 4 Habits for Calmer Shoulders",
        "Author: Nora Feld, LAc (a practitioner of the site)",
        "1. Move Before It Hurts: 1 paragraph",
        "Phone 952-303-4115: Edina (main)",
        "Conditions: Shoulder pain",
        "Saved as a new draft.",
        "To do: the file has no date, so the article has today's",
        "To do: add the picture by Ines Brandt, Pexels: it is not in the file",
        f"Edit: /admin/pages/{page.pk}/edit/",
    ):
        assert line in said


def test_body_survives_the_editor(clinic, path):
    """Opening a draft and saving it loses no word, no number and no list."""
    path.write_text(SHOULDER.replace("Most of us", "- one\n  - **two**\n- three\n\nMost of us"))
    run(path)
    body = ArticlePage.objects.get().body.get_prep_value()
    converter = ContentstateConverter(features=TEXT_FEATURES)
    for html in [text for text in _strings(body) if "<p>" in text or "<ul>" in text]:
        saved = converter.to_database_format(converter.from_database_format(html))
        assert _words(saved) == _words(html)
        assert saved.count("linktype") == html.count("linktype")


def _words(html: str) -> list[str]:
    return re.sub(r"<[^>]+>", " ", html).split()


# What it does not make.


def test_unknown_author_is_reported_and_kept_in_the_history(clinic, path, client, admin_user):
    clinic["author"].delete()
    said = run(path)
    page = ArticlePage.objects.get()
    assert page.author is None
    assert "“Nora Feld LAc” is no practitioner of the site" in said
    client.force_login(admin_user)
    shown = client.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert "Imported from shoulders.txt" in shown
    assert "Nora Feld LAc" in shown


def test_strangers_number_is_left_as_typed_and_reported(clinic, tmp_path):
    file = tmp_path / "numbers.txt"
    file.write_text("Numbers\n\nAsk your insurer at 612-555-0123, not us at 651-224-6679.\n")
    said = run(file)
    assert "612-555-0123, not us at 651-224-6679" in ArticlePage.objects.get().body[0].value.source
    assert "612-555-0123 was left as typed: no number of the clinic" in said
    assert "651-224-6679 was left as typed: no number of the clinic, but one digit away" in said


def test_numbers_of_unpublished_locations_are_left_as_typed(clinic, path):
    clinic["edina"].unpublish()
    run(path)
    html = body_html(ArticlePage.objects.get())
    assert "952-303-4115" in html
    assert "+19523034115" not in html


def test_dry_run_shows_the_structure_and_writes_nothing(clinic, path):
    said = run(path, dry_run=True)
    assert "## What Can You Do About Shoulder Pain?: 2 points" in said
    assert "Nothing was written" in said
    assert not ArticlePage.objects.exists()
    assert not PageLogEntry.objects.filter(action=history.ACTION).exists()


def test_dry_run_writes_the_neutral_shape_where_it_is_told(clinic, path, tmp_path):
    run(path, dry_run=True, json=tmp_path / "found")
    found = json.loads((tmp_path / "found" / "shoulders.json").read_text())
    assert found["author"] == {"name": "Nora Feld", "credentials": ["LAc"]}
    assert found["phones"] == [
        {"e164": "+16512246678", "location": "St. Paul"},
        {"e164": "+19523034115", "location": "Edina"},
    ]
    assert found["cta"]["text"].startswith("If you want to know more")


def test_json_without_dry_run_is_refused(articles, path, tmp_path):
    with pytest.raises(CommandError, match="--dry-run"):
        run(path, json=tmp_path)
    assert not ArticlePage.objects.exists()


def test_point_without_a_text_is_reported(articles, tmp_path):
    file = tmp_path / "points.txt"
    file.write_text("Three Ways\n\nIn short.\n\n1. Sit\n\nOn it.\n\n2. Lie\n\n3. Stand\n\nUp.\n")
    assert "point “Lie” has no text" in run(file)


# The same file again.


def test_unchanged_file_is_not_imported_again(clinic, path):
    run(path)
    said = run(path)
    assert "already imported, unchanged: “4 Habits for Calmer Shoulders”" in said
    assert ArticlePage.objects.get().revisions.count() == 1


def test_unchanged_file_of_another_name_is_recognised(clinic, path):
    run(path)
    assert "already imported" in run(path.rename(path.with_name("renamed.txt")))
    assert ArticlePage.objects.count() == 1


def test_changed_file_is_a_new_version_of_its_draft(clinic, path):
    run(path)
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    assert "Saved as a new version of its draft." in run(path)
    page = ArticlePage.objects.get()
    assert page.draft_title == "4 Habits for Softer Shoulders"
    assert page.revisions.count() == 2
    assert "already imported" in run(path)


def test_changed_file_does_not_double_the_links(clinic, path):
    run(path)
    path.write_text(SHOULDER.replace("Calmer", "Softer") + "\n")
    run(path)
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert [link.condition for link in draft.condition_links.all()] == [clinic["condition"]]


def test_published_page_stays_as_it_is_until_somebody_publishes(clinic, path):
    run(path)
    ArticlePage.objects.get().latest_revision.publish()
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    run(path)
    page = ArticlePage.objects.get()
    assert page.live
    assert page.title == "4 Habits for Calmer Shoulders"
    assert page.draft_title == "4 Habits for Softer Shoulders"
    assert page.has_unpublished_changes


def _edit(page: ArticlePage, user) -> None:
    draft = page.get_latest_revision_as_object()
    draft.title = "My Own Title"
    draft.save_revision(user=user)


def test_what_was_changed_in_the_editor_is_not_written_over(clinic, path, admin_user):
    run(path)
    _edit(ArticlePage.objects.get(), admin_user)
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    with pytest.raises(CommandError, match="changed in the editor since"):
        run(path)
    page = ArticlePage.objects.get()
    assert page.draft_title == "My Own Title"
    assert page.revisions.count() == 2


def test_replace_writes_over_it_and_keeps_it_in_the_history(clinic, path, admin_user):
    run(path)
    _edit(ArticlePage.objects.get(), admin_user)
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    run(path, replace=True)
    page = ArticlePage.objects.get()
    assert page.draft_title == "4 Habits for Softer Shoulders"
    assert "My Own Title" in {revision.object_str for revision in page.revisions.all()}


def test_editor_who_saved_without_a_change_is_no_obstacle(clinic, path, admin_user):
    run(path)
    ArticlePage.objects.get().get_latest_revision_as_object().save_revision(user=admin_user)
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    assert "new version" in run(path)


def test_locked_page_is_not_changed(clinic, path, admin_user):
    run(path)
    ArticlePage.objects.update(locked=True, locked_by=admin_user)
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    with pytest.raises(CommandError, match="locked"):
        run(path)
    assert ArticlePage.objects.get().revisions.count() == 1


def test_other_article_in_a_file_of_the_same_name_is_another_page(clinic, path):
    run(path)
    path.write_text(WRAPPED)
    assert "Saved as a new draft." in run(path)
    assert ArticlePage.objects.count() == 2


def test_deleted_page_may_be_imported_again(clinic, path):
    run(path)
    ArticlePage.objects.get().delete()
    run(path)
    assert ArticlePage.objects.count() == 1


def test_second_article_of_one_title_gets_a_slug_of_its_own(clinic, path):
    run(path)
    other = path.with_name("other.txt")
    other.write_text(SHOULDER + "\n")
    run(other)
    assert len(set(ArticlePage.objects.values_list("slug", flat=True))) == 2


def test_copy_made_in_the_editor_is_left_alone(clinic, path):
    run(path)
    original = ArticlePage.objects.get()
    copy = original.copy(update_attrs={"title": "A Copy", "slug": "copy"})
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    run(path)
    copy.refresh_from_db()
    assert copy.draft_title == "A Copy"
    assert ArticlePage.objects.get(pk=original.pk).draft_title == "4 Habits for Softer Shoulders"


def test_two_articles_that_shared_a_file_name_stay_two(clinic, path):
    run(path)
    path.write_text(WRAPPED)
    run(path)
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    assert "new version" in run(path)
    assert ArticlePage.objects.count() == 2


# Files that hold more than text has: links, several articles.

LINKED = """---
title: Calm Shoulders
---
See [our page](/conditions/shoulder-pain/), [a study](https://example.org/?a=1&b=2),
[nothing](/gone/) and [a script](javascript:alert(1)). [Call us](tel:+16512246678) or
[them](tel:+16125550123) at [952-303-4115](tel:+19523034115).

> Said *by* somebody.
"""


def test_links_lead_to_pages_numbers_are_live_and_scripts_are_gone(clinic, articles, tmp_path):
    file = tmp_path / "linked.md"
    file.write_text(LINKED)
    said = run(file)
    page = ArticlePage.objects.get()
    stored = json.dumps(page.body.get_prep_value())
    html = body_html(page)
    assert f'<a href="{clinic["condition"].get_url()}">our page</a>' in html
    assert '<a href="https://example.org/?a=1&amp;b=2">a study</a>' in html
    assert 'href="tel:+16512246678"' in html
    assert 'href="tel:+19523034115"' in html
    assert "6512246678" not in stored
    assert '<a href="tel:+16125550123">them</a>' in html
    assert "javascript" not in html
    assert "/gone/" not in html
    assert "this site has no page for /gone/" in said
    assert "“a script” was dropped" in said
    page.body.stream_block.clean(page.body)
    page.full_clean()


def test_linked_body_survives_the_editor(clinic, articles, tmp_path):
    file = tmp_path / "linked.md"
    file.write_text(LINKED)
    run(file)
    body = ArticlePage.objects.get().body.get_prep_value()
    converter = ContentstateConverter(features=TEXT_FEATURES)
    for html in [text for text in _strings(body) if "<p>" in text]:
        saved = converter.to_database_format(converter.from_database_format(html))
        assert _words(saved) == _words(html)
        assert saved.count("<a ") == html.count("<a ")


def _two_articles(folder: Path) -> Path:
    words = "Most of us sit for too long, and our shoulders tell us so every day. " * 6
    file = folder / "both.md"
    file.write_text(
        f"# Calm Shoulders\n\n{words}\n\n## Rest\n\nRest.\n\n"
        f"# Quiet Knees\n\n{words}\n\n## Walk\n\nWalk.\n"
    )
    return file


def test_file_with_two_articles_is_one_draft_and_says_so(articles, tmp_path):
    said = run(_two_articles(tmp_path))
    assert ArticlePage.objects.count() == 1
    assert "hold 2 articles: “Calm Shoulders”, “Quiet Knees”" in said


def test_split_makes_a_draft_of_each_article_once(articles, tmp_path):
    file = _two_articles(tmp_path)
    run(file, split=True)
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {
        "Calm Shoulders",
        "Quiet Knees",
    }
    assert run(file, split=True).count("already imported") == 2
    file.write_text(file.read_text().replace("Walk.", "Walk slowly."))
    assert run(file, split=True).count("new version of its draft") == 2
    assert ArticlePage.objects.count() == 2


# Bad input.


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("spaces.txt", b" \n\t\n", "empty"),
        ("binary.txt", bytes(range(256)), "not a text file"),
        ("huge.txt", b"word " * 300_000, "larger than"),
        ("latin.txt", "Привет, мир".encode("cp1251"), "encoding is not known"),
        ("wide.txt", "A Title\n\nText.".encode("utf-16-le"), "UTF-16"),
        ("untitled.txt", b"One sentence that is much too long for a title. Two.", "no title"),
        ("title.txt", b"A Title", "no text below"),
        ("page.pdf", b"%PDF-1.7", "cannot be imported"),
        ("noname", b"A Title\n\nText.", "cannot be imported"),
    ],
)
def test_bad_file_is_named_and_nothing_is_written(articles, path, tmp_path, name, data, said):
    bad = tmp_path / name
    bad.write_bytes(data)
    with pytest.raises(CommandError) as refusal:
        run(path, bad)
    assert f"{bad}: " in str(refusal.value)
    assert said in str(refusal.value)
    assert refusal.value.returncode == 1
    assert not ArticlePage.objects.exists()


def test_all_bad_files_are_named_at_once(articles, path, tmp_path):
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "missing.txt", path, tmp_path)
    assert "missing.txt: there is no such file" in str(refusal.value)
    assert f"{tmp_path}: this is a folder" in str(refusal.value)
    assert not ArticlePage.objects.exists()


def test_two_files_of_one_name_are_refused(articles, path, tmp_path):
    other = tmp_path / "copy" / path.name
    other.parent.mkdir()
    other.write_text(WRAPPED)
    with pytest.raises(CommandError, match="the same name"):
        run(path, other)
    assert not ArticlePage.objects.exists()


def test_file_name_that_is_no_text_is_no_obstacle(clinic, path):
    odd = path.rename(Path(os.fsdecode(os.fsencode(path.parent) + b"/odd\xff.txt")))
    assert "odd\ufffd.txt" in run(odd)
    assert "already imported" in run(odd)


def test_path_given_twice_is_imported_once(clinic, path):
    run(path, path)
    assert ArticlePage.objects.count() == 1


def test_refusal_of_one_file_takes_back_the_others(clinic, path, tmp_path, admin_user):
    run(path)
    _edit(ArticlePage.objects.get(), admin_user)
    path.write_text(SHOULDER.replace("Calmer", "Softer"))
    fresh = tmp_path / "fresh.txt"
    fresh.write_text(WRAPPED)
    with pytest.raises(CommandError, match="changed in the editor since"):
        run(fresh, path)
    assert ArticlePage.objects.count() == 1


def test_word_that_would_not_arrive_stops_the_import(clinic, path, monkeypatch):
    body_of = writer.body_of
    monkeypatch.setattr(writer, "body_of", lambda document: body_of(document)[:-1])
    with pytest.raises(CommandError, match="would not arrive") as refusal:
        run(path)
    assert "consultation" in str(refusal.value)
    assert not ArticlePage.objects.exists()


def test_live_number_of_the_wrong_location_stops_the_import(clinic, path, monkeypatch):
    body_of = writer.body_of
    wrong = (f'id="{clinic["edina"].pk}"', f'id="{clinic["st_paul"].pk}"')

    def mixed_up(document):
        *parts, (kind, value) = body_of(document)
        return [*parts, (kind, {**value, "text": value["text"].replace(*wrong)})]

    monkeypatch.setattr(writer, "body_of", mixed_up)
    with pytest.raises(CommandError, match="19523034115"):
        run(path)


# Where articles go.


def test_site_without_a_list_of_articles_says_what_to_do(path):
    home_page()
    with pytest.raises(CommandError, match="no list of articles"):
        run(path)


def test_several_lists_ask_for_one(articles, path):
    other = make_page(ArticleIndexPage, parent=make_page(type(home_page())), slug="news")
    with pytest.raises(CommandError, match="articles, news"):
        run(path)
    run(path, into="news")
    assert ArticlePage.objects.get().get_parent().specific == other


def test_unknown_list_is_refused(articles, path):
    with pytest.raises(CommandError, match="no list of articles called nothing"):
        run(path, into="nothing")


def test_list_in_the_default_language_is_taken(articles, path):
    french = Locale.objects.create(language_code="fr")
    make_page(ArticleIndexPage, parent=make_page(type(home_page()), locale=french), locale=french)
    run(path)
    assert ArticlePage.objects.get().get_parent().specific == articles
