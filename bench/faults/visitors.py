"""People who send the form again and again until it is acknowledged, as a reload does."""

import http.client
import re
import threading
import time
import uuid
from typing import Self
from urllib.parse import urlencode

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
        self.action, self.stamp = read_form(self.port)
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
            request = self.history.sent(key)
            try:
                status, location, text = self._send(key)
            except (OSError, http.client.HTTPException):
                request.broken += 1
            else:
                judge(request, status, location, text)
                if request.acknowledged_at:
                    return
            time.sleep(0.2)

    def send_once(self, key: str) -> None:
        """Send one request, which must be acknowledged; RuntimeError otherwise."""
        request = Request(key)
        judge(request, *self._send(key))
        if not request.acknowledged_at:
            raise RuntimeError(f"a request was not acknowledged: {request.wrong}")

    def _send(self, key: str) -> tuple[int, str, str]:
        form_key = uuid.uuid4().hex if self.new_keys else key
        body = urlencode(answers_of(key) | {"key": form_key, "stamp": self.stamp})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
        connection = self._connection()
        try:
            connection.request("POST", self.action, body, headers)
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
    return {
        "name": f"Visitor {key[:8]}",
        "email": f"{key}{VISITORS}",
        "message": words_of(key),
        "location": "any",
    }


def words_of(key: str) -> str:
    """What a visitor typed, and must find again when we are at fault."""
    return f"In the afternoon, {key[-12:]}"


def judge(request: Request, status: int, location: str, text: str) -> None:
    """Write down what the visitor was answered."""
    if status == http.HTTPStatus.SEE_OTHER and location:
        request.acknowledged_at = time.monotonic()
    elif status != http.HTTPStatus.SERVICE_UNAVAILABLE:
        request.wrong.append(f"status {status}")
    elif PHONE not in text:
        request.wrong.append("503 without a number to ring")
    elif words_of(request.key) not in text:
        request.wrong.append("503 without what was typed")
    else:
        request.turned_away += 1


def read_form(port: int) -> tuple[str, str]:
    """Return the form's action and its signed stamp, as a browser sees them."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", FORM, headers={"Host": "localhost"})
    page = connection.getresponse().read().decode()
    connection.close()
    return form_in(page)


def form_in(page: str) -> tuple[str, str]:
    action = re.search(r'<form[^>]*action="([^"]+)"', page)
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    if not (action and stamp):
        raise RuntimeError("the form was not found on the request page")
    return action.group(1), stamp.group(1)
