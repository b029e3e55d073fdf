"""The webhook channel: one signed POST to another system. Of its answer only the status is read."""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils import timezone

from locations.conf import clinic_settings

from ..models import Delivery
from .contract import PermanentFailure, TemporaryFailure
from .guard import Refused, Target, check, resolve
from .signing import signatures

OK = range(200, 300)
GONE = 410
SWITCHED_OFF = "switched off"


class WebhookChannel:
    """Sends to the endpoint of a delivery; redirects are not followed."""

    def send(self, delivery: Delivery) -> None:
        endpoint = delivery.endpoint
        if endpoint is None or not endpoint.active:
            raise PermanentFailure(SWITCHED_OFF)
        delivery.http_status = None
        try:
            status = _post(delivery, url=endpoint.url, secrets=endpoint.secrets(at=timezone.now()))
        except Refused as refusal:
            raise PermanentFailure(refusal.reason) from refusal
        except (OSError, http.client.HTTPException) as error:
            raise TemporaryFailure(type(error).__name__) from error
        delivery.http_status = status
        if status == GONE:
            raise PermanentFailure(f"HTTP {status}")
        if status not in OK:
            raise TemporaryFailure(f"HTTP {status}")


def body_of(delivery: Delivery) -> bytes:
    """The same bytes at every attempt: what is signed is what is sent."""
    return json.dumps(delivery.payload, separators=(",", ":"), sort_keys=True).encode()


def headers_of(
    delivery: Delivery, *, secrets: Sequence[str], body: bytes, at: int
) -> dict[str, str]:
    message_id = f"msg_{delivery.message_id}"  # the same at every attempt, too
    return {
        "Content-Type": "application/json",
        "User-Agent": "wagtail-clinic",
        "Connection": "close",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signatures(secrets, message_id=message_id, timestamp=at, body=body),
    }


def _post(delivery: Delivery, *, url: str, secrets: Sequence[str]) -> int:
    timeout = clinic_settings.WEBHOOK_TIMEOUT_SECONDS
    deadline = time.monotonic() + timeout
    target = check(url)
    address = resolve(target, timeout=timeout)
    body = body_of(delivery)
    headers = headers_of(delivery, secrets=secrets, body=body, at=int(time.time()))
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
