"""The control of kill_web.py: a server that says yes first and stores later, as none should."""

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

STORED_AFTER_SECONDS = 0.2
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
