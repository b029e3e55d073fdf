"""What no site should do. The controls do it, so that the checker is known to see its harm."""

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leads.models import Delivery
from leads.notifications.contract import TemporaryFailure
from leads.notifications.email import EmailChannel

STORED_AFTER_SECONDS = 0.2
RECORDED_BEFORE_SECONDS = 1  # so that most kills fall in between
# About as long as storing takes, so that the visitors come as quickly as they do to a safe server.
ANSWERED_AFTER_SECONDS = 0.05


class AcknowledgeFirst:
    """Middleware that sends the visitor to the thanks and lets a thread do the storing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        request.body  # noqa: B018  read now: the connection is gone later
        threading.Thread(target=self._store, args=[request], daemon=True).start()
        time.sleep(ANSWERED_AFTER_SECONDS)
        return HttpResponse(status=303, headers={"Location": "/"})

    def _store(self, request: HttpRequest) -> None:
        time.sleep(STORED_AFTER_SECONDS)
        self.get_response(request)


class BareErrors:
    """Middleware that answers a fault of ours as Django does: 500, and what was typed is gone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        return HttpResponse("Server Error", status=500) if answer.status_code == 503 else answer


class RecordFirst(EmailChannel):
    """Writes “sent” before it has sent."""

    def send(self, delivery: Delivery) -> None:
        sent = {"state": "sent", "sent_at": timezone.now()}
        Delivery.objects.filter(pk=delivery.pk).update(**sent)
        time.sleep(RECORDED_BEFORE_SECONDS)
        super().send(delivery)


class NewMessageId(EmailChannel):
    """Gives each attempt a Message-ID of its own."""

    def send(self, delivery: Delivery) -> None:
        delivery.message_id = f"{delivery.message_id[:16]}{time.monotonic_ns()}"
        super().send(delivery)


class SilentChannel(EmailChannel):
    """Takes every failure of the mail server for a success, as `fail_silently` does."""

    def send(self, delivery: Delivery) -> None:
        try:
            super().send(delivery)
        except TemporaryFailure:
            return
