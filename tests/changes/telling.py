"""What tests of publish webhooks share: an endpoint, and what it would be told."""

from datetime import timedelta

from locations.changes.joining import join_due
from locations.models import PublishChange, PublishEndpoint, PublishMessage
from locations.webhooks.signing import new_secret
from tests.factories import WEDNESDAY

NOW = WEDNESDAY
ROOT = "http://localhost"


def listen(url="https://front.example.com/", **facts):
    defaults = {"name": "Front end", "secret": new_secret(), "clock_told_to": NOW}
    return PublishEndpoint.objects.create(url=url, **(defaults | facts))


def told(seconds=5):
    """What the only message says, after so many quiet seconds; None for none."""
    join_due(at=NOW + timedelta(seconds=seconds))
    message = PublishMessage.objects.order_by("pk").last()
    PublishMessage.objects.all().delete()
    return message.payload["data"] if message else None


def forget():
    PublishChange.objects.all().delete()


def publish(page, **facts):
    """Publish a page with other facts, as the editor does: by a version."""
    draft = page.get_latest_revision_as_object()
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    page.refresh_from_db()
    return page


def path_of(url):
    return url.removeprefix(ROOT)


def paths(data):
    return {path_of(url) for url in data["urls"]}
