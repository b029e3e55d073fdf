"""“Import articles”: what is pasted and uploaded, what is refused, and where it is kept."""

import os
import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from conditions.importing import private, removal
from conditions.models import ImportFile, ImportItem, ImportJob
from locations.private import storage

from .import_steps import START, errors_of, file, item_url, read, send, soup_of, text_of, url_of
from .importing_texts import SHOULDER, WRAPPED

pytestmark = pytest.mark.django_db

SENTENCE = "One sentence that is much too long for a title. And two."


def kept_files() -> list[str]:
    try:
        return storage().listdir(private.name)[1]
    except FileNotFoundError:
        return []


# What is taken.


def test_pasted_text_leads_to_its_review(writer, client):
    response = send(client, text=SHOULDER)
    item = ImportItem.objects.get()
    assert response["Location"] == item_url(item)
    assert item.title == "4 Habits for Calmer Shoulders"
    assert item.job.owner == writer


def test_several_files_lead_to_the_list_of_their_articles(writer, client):
    response = send(client, file("a.txt", SHOULDER), file("b.txt", WRAPPED))
    job = ImportJob.objects.get()
    assert response["Location"] == url_of(job)
    assert [item.title for item in job.items.all()] == [
        "4 Habits for Calmer Shoulders",
        "Sleeping Through a Cold Night",
    ]


def test_text_and_files_may_come_together(writer, client):
    job = read(client, file("b.txt", WRAPPED), text=SHOULDER)
    assert job.items.count() == 2


def test_more_is_added_to_the_same_import(writer, client):
    job = read(client, text=SHOULDER)
    send(client, file("b.txt", WRAPPED), url=url_of(job, "more"))
    assert ImportJob.objects.get() == job
    assert job.items.count() == 2


# What is refused.


def test_nothing_at_all_is_asked_for_again(writer, client):
    response = send(client, text="  \n ")
    assert response.status_code == 422
    assert errors_of(response) == {"text": "Paste a text here, or choose a file below."}
    assert not ImportJob.objects.exists()


def test_refused_text_is_kept_in_its_field_with_the_reason(writer, client):
    response = send(client, text=SENTENCE)
    assert response.status_code == 422
    assert "there is no title" in errors_of(response)["text"]
    assert SENTENCE in soup_of(response).select_one("textarea").text
    assert not ImportJob.objects.exists()
    assert kept_files() == []


def test_refused_file_is_named_and_the_others_are_kept(writer, client):
    response = send(
        client, file("good.txt", SHOULDER), file("bad.pdf", b"%PDF"), file("e.txt", b"")
    )
    assert response.status_code == 422
    said = errors_of(response)["uploads"]
    assert "bad.pdf: files of this kind cannot be imported" in said
    job = ImportJob.objects.get()
    assert [kept.name for kept in job.files.all()] == ["good.txt"]
    assert len(kept_files()) == 1
    assert soup_of(response).select_one(f'a[href="{url_of(job)}"]')
    assert soup_of(response).select_one(f'form[action="{url_of(job, "more")}"]')


def test_refused_file_keeps_what_was_pasted_once(writer, client):
    """The text is in the import already; in the field it would be imported twice."""
    response = send(client, file("bad.pdf", b"%PDF"), text=SHOULDER)
    assert response.status_code == 422
    assert soup_of(response).select_one("textarea").text.strip() == ""
    assert ImportItem.objects.get().title == "4 Habits for Calmer Shoulders"


def test_two_files_of_one_name_are_refused(writer, client):
    response = send(client, file("a.txt", SHOULDER), file("a.txt", WRAPPED))
    assert "another file has the same name" in errors_of(response)["uploads"]
    assert ImportItem.objects.count() == 1


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "..\\..\\boot.txt", "a\u202egnp.txt", "😀.txt", "x" * 300 + ".txt"],
)
def test_hostile_names_are_only_names(writer, client, name):
    job = read(client, file(name, SHOULDER), file("other.txt", WRAPPED))
    kept = job.files.first()
    assert kept.name.endswith(".txt")
    assert "/" not in kept.name
    assert "\u202e" not in kept.name
    assert Path(kept.stored).name.isalnum()
    assert client.get(url_of(job)).status_code == 200
    assert client.get(START).status_code == 200


def test_markup_in_a_name_is_shown_as_text(writer, client):
    job = read(client, file("<img src=x onerror=alert(1)>.txt", SHOULDER), file("o.txt", WRAPPED))
    for url in (url_of(job), START):
        response = client.get(url)
        assert not soup_of(response).select("img[onerror]")
        assert "<img src=x" in text_of(response)


# Limits.


def test_more_than_the_limit_is_refused_before_it_is_read(writer, client, settings):
    settings.CLINIC = {"IMPORT_MAX_MEGABYTES": 1}
    response = send(client, file("a.txt", b"x" * 5_200_000))
    assert response.status_code == 413
    assert errors_of(response)["uploads"].startswith("More than 1 MB were sent at once")
    assert not ImportJob.objects.exists()


def test_text_over_djangos_own_limit_is_refused_in_the_form(writer, client):
    response = send(client, text="word " * 600_000)
    assert response.status_code == 413
    assert "longer than any article" in errors_of(response)["uploads"]


def test_text_over_an_articles_length_is_refused_and_kept(writer, client):
    response = send(client, text="Title\n\n" + "word " * 80_000)
    assert response.status_code == 422
    assert "longer than any article" in errors_of(response)["text"]
    assert "word word" in soup_of(response).select_one("textarea").text


def test_too_many_files_are_refused_in_the_form(writer, client):
    response = send(client, *(file(f"{n}.txt", b"x") for n in range(101)))
    assert response.status_code == 413
    assert "too many files" in errors_of(response)["uploads"]


def test_file_that_no_article_can_be_is_refused(writer, client):
    response = send(client, file("huge.txt", b"word " * 300_000))
    assert "huge.txt: " in errors_of(response)["uploads"]
    assert "larger than" in errors_of(response)["uploads"]


# Where it is kept.


def test_upload_lies_outside_of_what_is_served(writer, client, settings):
    job = read(client, text=SHOULDER)
    stored = job.files.get().stored
    path = Path(storage().path(stored))
    assert path.read_text() == SHOULDER.strip()
    assert not path.is_relative_to(Path(settings.MEDIA_ROOT))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for address in (f"/media/{stored}", f"/media/../clinic-private/{stored}"):
        assert client.get(address).status_code in {400, 404}


def test_no_text_and_no_file_name_is_logged(writer, client, caplog):
    caplog.set_level("DEBUG")
    job = read(client, file("canary-name.txt", SHOULDER), file("b.txt", WRAPPED))
    send(client, file("canary-name.pdf", b"%PDF"), text=SENTENCE)
    client.get(url_of(job))
    logged = "".join(record.getMessage() for record in caplog.records if record.name != "faker")
    assert "canary-name" not in logged
    assert "Shoulders" not in logged


def test_removed_import_takes_its_files_along(writer, client):
    job = read(client, text=SHOULDER)
    assert client.get(url_of(job, "remove")).status_code == 200
    assert ImportJob.objects.exists()
    client.post(url_of(job, "remove"))
    assert not ImportJob.objects.exists()
    assert kept_files() == []


def age(job: ImportJob, *, days: int) -> None:
    ImportJob.objects.filter(pk=job.pk).update(
        touched_at=timezone.now() - timezone.timedelta(days=days)
    )


@pytest.mark.parametrize("by", ["visit", "command"])
def test_old_import_is_removed_with_its_files(writer, client, by):
    old, young = read(client, text=SHOULDER), read(client, text=WRAPPED)
    age(old, days=31)
    age(young, days=29)
    if by == "visit":
        client.get(START)
    else:
        call_command("clinic_forget_imports", verbosity=0)
    assert ImportJob.objects.get() == young
    assert len(kept_files()) == 1


def test_file_of_a_deleted_user_is_removed_by_the_command(writer, client):
    read(client, text=SHOULDER)
    writer.delete()
    assert not ImportFile.objects.exists()
    assert removal.remove_strays(at=timezone.now()) == 0  # it could be one that is just being kept
    (name,) = kept_files()
    os.utime(storage().path(f"{private.name}/{name}"), (0, 0))
    call_command("clinic_forget_imports", verbosity=0)
    assert kept_files() == []
