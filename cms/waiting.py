"""For how long an answer waits for the database, by who waits for it."""

from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse

from locations.patience import AWAY, patient

from .addresses import is_of_admin

# Seconds for one question: of somebody who reads, who sends a form, who works in the admin. What
# was typed is worth a wait; a report may take its time, but not longer than the web server waits.
READING, SENDING, WORKING = 2.0, 3.0, 60.0
# While it is known that the database does not answer. It may be back, but no thread is to be held:
# others wait for what needs no database.
WHILE_AWAY = 0.5
# For a connection nobody waits longer than this.
CONNECTING = 3.0


class PatienceMiddleware:
    """Lets nobody wait for a database that does not answer (PostgreSQL: cms/patient.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seconds = seconds_for(request)
        _wait_for_connections(min(seconds, CONNECTING))
        with patient(seconds):
            return self.get_response(request)


def seconds_for(request: HttpRequest) -> float:
    if AWAY in request.META:
        return WHILE_AWAY
    if is_of_admin(request):
        return WORKING
    return READING if request.method in {"GET", "HEAD", "OPTIONS"} else SENDING


def _wait_for_connections(seconds: float) -> None:
    """All threads of a process share the pool; each says so before it asks for one."""
    pool = getattr(connections[DEFAULT_DB_ALIAS], "pool", None)
    if pool is not None:
        pool.timeout = seconds
