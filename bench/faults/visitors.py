"""People who send the form again and again until it is acknowledged, as a reload does."""

import http.client
import threading
import time
import uuid
from typing import Self
from urllib.parse import urlencode

from .form import Form, form_in
from .history import History, Request
from .ports import HOST
from .post_office import VISITORS

PATIENCE = 90  # seconds a visitor goes on trying
ANSWER_SECONDS = 45  # and waits for one answer
FORM = "/request/"
PHONE = "651-224-6678"  # of the demo clinic's first location


class Visitors:
    """A crowd that asks until it is told to stop; each insists on what it has begun."""

    def __init__(
        self,
        port: int,
        *,
        number: int = 3,
        pause: float = 0.05,
        new_keys: bool = False,
        keeps_connection: bool = False,
    ) -> None:
        self.port, self.number, self.pause = port, number, pause
        self.new_keys = new_keys  # a form that forgets under which key it was sent before
        # As browsers do; otherwise each attempt begins with a connection of its own.
        self.keeps_connection, self.kept = keeps_connection, threading.local()
        self.history = History()
        self.stopping = threading.Event()

    def __enter__(self) -> Self:
        self.form = read_form(self.port)
        self.threads = [threading.Thread(target=self._work) for _one in range(self.number)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, more: int, *, seconds: float = 60) -> None:
        """Wait until `more` requests than now are acknowledged; TimeoutError if that takes long."""
        enough = len(self.history.acknowledged()) + more
        until = time.monotonic() + seconds
        while len(self.history.acknowledged()) < enough:
            if time.monotonic() > until:
                raise TimeoutError(f"no {more} more acknowledgements in {seconds} s")
            time.sleep(0.02)

    def _work(self) -> None:
        while not self.stopping.is_set():
            self._insist(uuid.uuid4().hex)
            time.sleep(self.pause)

    def _insist(self, key: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            request, sent = self.history.sent(key), self._filled(key)
            try:
                status, location, text = self._send(sent)
            except (OSError, http.client.HTTPException):
                request.broken += 1
            else:
                judge(request, sent, status, location, text)
                if request.acknowledged_at:
                    return
            time.sleep(0.2)

    def send_once(self, key: str) -> None:
        """Send one request, which must be acknowledged; RuntimeError otherwise."""
        request, sent = Request(key), self._filled(key)
        judge(request, sent, *self._send(sent))
        if not request.acknowledged_at:
            raise RuntimeError(f"a request was not acknowledged: {request.wrong}")

    def _filled(self, key: str) -> dict[str, str]:
        return self.form.filled(answers_of(key), key=uuid.uuid4().hex if self.new_keys else key)

    def _send(self, sent: dict[str, str]) -> tuple[int, str, str]:
        body = urlencode(sent)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
        connection = self._connection()
        try:
            connection.request("POST", self.form.action, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read().decode()
        except (OSError, http.client.HTTPException):
            connection.close()  # it waits for an answer still, and would send nothing else
            raise
        finally:
            if not self.keeps_connection:
                connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        """A connection, or this thread's own; one that was closed opens itself again."""
        if not self.keeps_connection:
            return http.client.HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        if not hasattr(self.kept, "connection"):
            self.kept.connection = http.client.HTTPConnection(
                HOST, self.port, timeout=ANSWER_SECONDS
            )
        return self.kept.connection


def answers_of(key: str) -> dict[str, str]:
    """What a visitor types and ticks, and must find again when we are at fault.

    Nothing is as the form has it before, and some of it must be escaped in a page.
    """
    return {
        "name": f"Visitor {key[:8]}",
        "phone": phone_of(int(key[-12:], 16)),
        "email": f"{key}{VISITORS}",
        "preferred_contact": "email",
        "preferred_times": "afternoon",
        "topic": 'Knee & hip, the "old" ones',
        "message": f"In the afternoon, {key[-12:]}",
        "acquaintance": "returning",
        "language": "es",
        "postcode": "55101",
    }


def phone_of(number: int) -> str:
    """One of ten thousand. Who has the same has another name, and stays another person."""
    return f"612-555-{number % 10_000:04}"


def judge(request: Request, sent: dict[str, str], status: int, location: str, text: str) -> None:
    """Write down what the visitor was answered who sent this."""
    if status == http.HTTPStatus.SEE_OTHER and location:
        request.acknowledged_at = time.monotonic()
    elif status != http.HTTPStatus.SERVICE_UNAVAILABLE:
        request.wrong.append(f"status {status}")
    elif PHONE not in text:
        request.wrong.append("503 without a number to ring")
    elif lost := lost_in(text, sent):
        request.wrong.append(f"503 without what was typed: {', '.join(lost)}")
    else:
        request.turned_away += 1


def lost_in(page: str, sent: dict[str, str]) -> list[str]:
    """The fields that would not be sent again as they were, from the form on this page."""
    form = form_in(page)
    values = form.values if form else {}
    return [name for name, value in sent.items() if values.get(name) != [value]]


def read_form(port: int) -> Form:
    """Return the form as a browser sees it; RuntimeError when it is not there."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", FORM, headers={"Host": "localhost"})
    page = connection.getresponse().read().decode()
    connection.close()
    if form := form_in(page):
        return form
    raise RuntimeError("the form was not found on the request page")
