"""Makes what a desk has after some weeks beside its requests, so that no screen of it is empty.

By the same actions as the admin's, as its accounts would have done it; without accounts, nothing.
"""

import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from leads import actions
from leads.importing.decoding import decoded
from leads.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    DeskSettings,
    ExportState,
    Lead,
    RetentionRun,
    WebhookEndpoint,
)
from leads.notifications import occasions
from locations.conf import clinic_settings
from locations.webhooks.attempts import ENOUGH

from .content import desk as content

PORT = 8000
ANSWERED_AFTER = timedelta(seconds=2)
SWITCHED_OFF = timedelta(hours=3)
DAY = timedelta(days=1)


def make_webhooks(pages: Mapping[str, Page], *, url: str) -> None:
    """Make the webhooks, before there is anything to tell. They go to this machine, to `home.sink`.

    `url` is where the demo is, for its port.
    """
    port = urlsplit(url).port or PORT
    for path, place, name, told in content.WEBHOOKS:
        endpoint = WebhookEndpoint(
            name=name,
            url=f"http://localhost:{port}/dev/webhooks/{path}/",
            location_id=pages[place].pk if place else None,
            occasions=told,
        )
        actions.save_endpoint(endpoint=endpoint)


def settle_webhooks(*, at: datetime) -> None:
    """Say what came of the messages to them: one took them, the other one was switched off."""
    log = Delivery.objects.filter(kind=DeliveryKind.WEBHOOK)
    taken = {"state": DeliveryState.SENT, "attempts": 1, "http_status": 204}
    log.update(**taken, sent_at=F("created_at") + ANSWERED_AFTER)
    for endpoint in WebhookEndpoint.objects.filter(url__endswith=f"/{content.AWAY}/"):
        away = {"state": DeliveryState.FAILED, "http_status": 503, "last_error": "HTTP 503"}
        log.filter(endpoint=endpoint).update(**away, sent_at=None, attempts=9)
        _switch_off(endpoint, given_up=ENOUGH, at=at - SWITCHED_OFF)
        occasions.switched_off(endpoint, at=at - SWITCHED_OFF)
    if not clinic_settings.WEBHOOK_ALLOW_LOOPBACK:  # to this machine nothing would be sent
        for endpoint in WebhookEndpoint.objects.filter(active=True):
            _switch_off(endpoint, given_up=0, at=at)
    # The mail about it was read long ago; no sender takes it up.
    told = Delivery.objects.filter(lead=None, state=DeliveryState.PENDING)
    told.update(state=DeliveryState.SENT, attempts=1, sent_at=F("created_at"))


def _switch_off(endpoint: WebhookEndpoint, *, given_up: int, at: datetime) -> None:
    endpoint.active, endpoint.given_up, endpoint.switched_off_at = False, given_up, at
    endpoint.save(update_fields=["active", "given_up", "switched_off_at"])


def make_desk(pages: Mapping[str, Page], *, at: datetime) -> None:
    """Make views, absences, a fail-over, exports, days of retention, an import to look through."""
    users = {user.username: user for user in get_user_model().objects.all()}
    manager = users["manager"]
    for name, query, who, place in content.VIEWS:
        by, location = users.get(who, manager), pages[place] if place else None
        actions.save_view(name=name, query=query, location=location, by=by, at=at)
    today = timezone.localdate(at)
    for who, days, length in content.ABSENCES:
        first = today + days * DAY
        last = first + (length - 1) * DAY
        actions.add_absence(
            user=users[who], first_date=first, last_date=last, by=manager, at=at - DAY
        )
    desk = DeskSettings(location=pages["edina"], fail_over_location=pages["st-paul"])
    actions.save_desk(desk=desk, by=manager, at=at - DAY)
    _export(pages, by=manager, at=at)
    for days, removed in content.RETENTION_RUNS:
        then = at - days * DAY
        RetentionRun.objects.create(
            day=timezone.localdate(then), started_at=then, finished_at=then, forgotten=removed
        )
    _begin_import(pages["st-paul"], by=manager, at=at)


def _export(pages: Mapping[str, Page], *, by: Any, at: datetime) -> None:
    """The list of exports; the files themselves were taken away."""
    total = Lead.objects.count()
    for format, hours, reason, is_done in content.EXPORTS:
        run = actions.begin_export(
            by=by,
            at=at - timedelta(hours=hours),
            format=format,
            columns=content.COLUMNS,
            filters={},
            reason=reason,
            locations=[pages["st-paul"], pages["edina"]],
            total=total,
        )
        run.done, run.state = total, ExportState.DONE
        if not is_done:
            run.done, run.state = total // 3, ExportState.BROKEN_OFF
        run.save(update_fields=["done", "state"])


def _begin_import(place: Page, *, by: Any, at: datetime) -> None:
    """An old list that is checked and waits for somebody to look it through."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(content.IMPORT_HEADER)
    for days, cells in content.IMPORT_LINES:
        lines.writerow([timezone.localdate(at - days * DAY).isoformat(), *cells])
    job = actions.start_import(
        by=by,
        at=at,
        location=place,
        name=content.IMPORT_NAME,
        decoded=decoded(out.getvalue().encode()),
        no_header="",
    )
    actions.begin_check(
        job=job, at=at, mapping=content.IMPORT_MAPPING, date_order="mdy", status="closed"
    )
    actions.check_on(job=job, at=at)
