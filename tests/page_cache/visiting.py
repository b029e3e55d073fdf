"""Visitors of the page cache: they ask as web servers do. Behind it is Django as tests ask it."""

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.test.client import ClientHandler

from locations.page_cache.generation import KnownGeneration
from locations.page_cache.layer import PageCache

HOST = "localhost"


@dataclass(frozen=True)
class Answer:
    """What a visitor gets; `from_django` says whether Django was asked for it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    from_django: bool

    def __getitem__(self, name: str) -> str:
        return {key.lower(): value for key, value in self.headers}[name.lower()]

    def __contains__(self, name: str) -> bool:
        return name.lower() in {key.lower() for key, _value in self.headers}

    @property
    def text(self) -> str:
        is_packed = "content-encoding" in self
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


class Visitors:
    """Anybody with a browser. Before each visit is a look for a new generation."""

    def __init__(self) -> None:
        self.known = KnownGeneration()
        self.cache = PageCache(self._django, known=self.known)
        self.django = ClientHandler(enforce_csrf_checks=True)
        self.asked: list[str] = []

    def _django(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        response = self.django(environ)
        cookies = [("Set-Cookie", one.OutputString()) for one in response.cookies.values()]
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, [*response.items(), *cookies])
        return [b"".join(response) if response.streaming else response.content]

    def get(self, path: str, *, look: bool = True, **how: Any) -> Answer:
        """Ask for an address; `how` as in `environ_of`."""
        if look:
            self.known.look()
        told: list[Any] = []
        before = len(self.asked)
        environ = environ_of(path, **how)
        body = b"".join(self.cache(environ, lambda *started: told.append(started)))
        status, headers = told[0][:2]
        return Answer(int(status[:3]), headers, body, len(self.asked) > before)


def environ_of(
    path: str,
    *,
    method: str = "GET",
    query: str = "",
    body: bytes = b"",
    scheme: str = "http",
    **headers: str,
) -> dict[str, Any]:
    """A request as a web server hands it on; `headers` in small letters: ``if_none_match=…``."""
    named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)) if body else "",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "HTTP_HOST": HOST,
    } | named
