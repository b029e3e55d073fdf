"""What a person does on the page “Import articles”, in the tests of it."""

from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conditions.importing import jobs
from conditions.models import ImportItem, ImportJob

START = "/admin/clinic/import/"


def file(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def send(client: Client, *files: SimpleUploadedFile, text: str = "", url: str = START, **more: Any):
    """Paste `text`, choose `files`, and press “Read”."""
    return client.post(url, {"text": text, "uploads": list(files), **more})


def read(client: Client, *files: SimpleUploadedFile, text: str = "") -> ImportJob:
    """Send, and go on until all is read."""
    response = send(client, *files, text=text)
    assert response.status_code == 302, errors_of(response)
    return ImportJob.objects.latest("pk")


def write_all(client: Client, job: ImportJob) -> None:
    """Make all drafts, in as many steps as it takes."""
    jobs.begin_writing(job=job)
    while job.stage == ImportJob.Stage.WRITING:
        assert client.post(url_of(job, "progress")).status_code == 302
        job.refresh_from_db()


def url_of(job: ImportJob, *parts: object) -> str:
    return "/".join([f"{START}{job.pk}", *map(str, parts)]) + "/"


def item_url(item: ImportItem, *parts: object) -> str:
    return url_of(item.job, item.pk, *parts)


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text_of(response) -> str:
    return " ".join(soup_of(response).get_text(" ").split())


def errors_of(response) -> dict[str, str]:
    """The messages beside the fields, by the field's name."""
    found = {}
    for error in soup_of(response).select(".w-field__errors .error-message"):
        field = error.find_parent(class_="w-field").select_one("[name]")
        found[field["name"]] = " ".join(error.get_text(" ").split())
    return found


def make_draft(client: Client, item: ImportItem, **corrections: Any):
    """Press “Make the draft” with the form as it was shown, but for `corrections`."""
    form = soup_of(client.get(item_url(item))).select_one(".clinic-import__form")
    data: dict[str, Any] = {"topics": []}
    for field in form.select("input[name], select[name], textarea[name]"):
        name = field["name"]
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data[name] = chosen["value"] if chosen else ""
        elif field.get("type") == "checkbox":
            data["topics"] += [field["value"]] if field.has_attr("checked") else []
        else:
            data[name] = field.get("value", "")
    return client.post(item_url(item), {**data, "action": "write", **corrections})
