"""One signed POST to another system. Of its answer only the status is read."""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from ..conf import clinic_settings
from .contract import PermanentFailure, TemporaryFailure
from .guard import Refused, Target, check, resolve
from .signing import signatures

OK = range(200, 300)
GONE = 410
SWITCHED_OFF = "switched off"
# The type of a message that somebody sends to see whether it arrives.
TEST = "webhook.test"


def message(kind: str, *, data: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Return what is sent, in the form of the Standard Webhooks specification."""
    timestamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"type": kind, "timestamp": timestamp, "data": data}


def post(payload: Mapping[str, Any], *, url: str, secrets: Sequence[str], message_id: str) -> int:
    """Send a payload and return the status of the answer; redirects are not followed.

    It is signed with each of the secrets: a receiver takes it who knows one of them.

    Raises PermanentFailure for an address that we do not connect to, TemporaryFailure when there
    was no answer. What a status means `refuse_unless_taken` says.
    """
    try:
        return _post(body_of(payload), url=url, secrets=secrets, message_id=message_id)
    except Refused as refusal:
        raise PermanentFailure(refusal.reason) from refusal
    except (OSError, http.client.HTTPException) as error:
        raise TemporaryFailure(type(error).__name__) from error


def refuse_unless_taken(status: int) -> None:
    """Raise for a status that does not say that the message was taken."""
    if status == GONE:
        raise PermanentFailure(f"HTTP {status}")
    if status not in OK:
        raise TemporaryFailure(f"HTTP {status}")


def body_of(payload: Mapping[str, Any]) -> bytes:
    """The same bytes at every attempt: what is signed is what is sent."""
    return json.dumps(payload, separators=(",", ":"), sort_keys=True).encode()


def headers_of(*, message_id: str, secrets: Sequence[str], body: bytes, at: int) -> dict[str, str]:
    """`message_id` is the same at every attempt, so that a second copy is known to be one."""
    message_id = f"msg_{message_id}"
    return {
        "Content-Type": "application/json",
        "User-Agent": "wagtail-clinic",
        "Connection": "close",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signatures(secrets, message_id=message_id, timestamp=at, body=body),
    }


def _post(body: bytes, *, url: str, secrets: Sequence[str], message_id: str) -> int:
    timeout = clinic_settings.WEBHOOK_TIMEOUT_SECONDS
    deadline = time.monotonic() + timeout
    target = check(url)
    address = resolve(target, timeout=timeout)
    headers = headers_of(message_id=message_id, secrets=secrets, body=body, at=int(time.time()))
    left = max(0.1, deadline - time.monotonic())
    connection = _PinnedConnection(target, address=address, timeout=left)
    with _cut_off(connection, at=deadline):
        connection.request("POST", target.path, body, headers | {"Host": target.host_header})
        # Status and headers; http.client bounds both. The body is never read.
        with connection.getresponse() as response:
            return response.status


@contextmanager
def _cut_off(connection: "_PinnedConnection", *, at: float) -> Iterator[None]:
    """End the exchange at a moment. A socket's own timeout begins anew with every byte."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        connection.cut()

    timer = threading.Timer(max(0.0, at - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, ValueError, http.client.HTTPException) as error:
        if over.is_set():
            raise TimeoutError from error
        if isinstance(error, ValueError):
            raise http.client.HTTPException from error
        raise
    else:
        if over.is_set():  # cut headers look like a whole answer
            raise TimeoutError
    finally:
        timer.cancel()
        connection.close()


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to an address that was checked; the name is for TLS and for the other server."""

    def __init__(self, target: Target, *, address: str, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._target, self._address = target, address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._target.scheme != "https":
            return
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(
            self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()

    def cut(self) -> None:
        """Wake up whoever waits on the socket, from another thread."""
        sock = self.sock
        if sock is not None:
            try:
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself
