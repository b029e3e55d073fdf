"""Who may be answered from the cache, and what of a request decides which page they get."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.middleware.gzip import re_accepts_gzip
from django.utils.translation import get_language_from_request

from ..conf import clinic_settings

Environ = dict[str, Any]

READING = {"GET", "HEAD"}
# By these a request says who makes it, or asks for a part of a page (Wagtail's `ajax_template`,
# htmx).
SPECIAL = {"HTTP_AUTHORIZATION", "REMOTE_USER", "HTTP_X_REQUESTED_WITH", "HTTP_HX_REQUEST"}
# What a request brings along to be made again, beside the parts of `Asked`.
SERVER = (
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.version", "wsgi.errors"),
    *("wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"),
)


class Asked(NamedTuple):
    """All in which two anonymous requests differ. Nothing in it is about a person."""

    scheme: str
    host: str
    forwarded_host: str
    port: str
    root: str
    path: str
    gzip: bool
    language: str


def asked_of(environ: Environ) -> Asked | None:
    """What is asked for; None when only Django may answer.

    That is: a form, an address with a query, a cookie, or somebody who says who they are.
    """
    if environ["REQUEST_METHOD"] not in READING or environ.get("QUERY_STRING"):
        return None
    if not environ.keys().isdisjoint(SPECIAL) or _brings_a_body(environ):
        return None
    if (cookies := environ.get("HTTP_COOKIE")) and not say_nothing(parse_cookie(cookies)):
        return None
    return Asked(
        scheme=_scheme(environ),
        host=environ.get("HTTP_HOST", ""),
        forwarded_host=_believed(environ, "USE_X_FORWARDED_HOST", "HTTP_X_FORWARDED_HOST"),
        port=_believed(environ, "USE_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PORT")
        or environ.get("SERVER_PORT", ""),
        root=environ.get("SCRIPT_NAME", ""),
        path=environ.get("PATH_INFO", ""),
        gzip=_takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")),
        language=_language(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
    )


def say_nothing(cookies: Iterable[str]) -> bool:
    """Are all of these cookies, by name, among those that the project said no page reads?"""
    ignored = tuple(clinic_settings.PAGE_CACHE_IGNORED_COOKIES)
    return all(name.startswith(ignored) for name in cookies)


def anonymous(environ: Mapping[str, Any], asked: Asked) -> Environ:
    """The request as a stranger makes it who brings nothing but what was asked.

    With it a page is made anew when nobody waits for it.
    """
    given = {name: environ[name] for name in SERVER if name in environ}
    headers = {
        "HTTP_HOST": asked.host,
        "HTTP_X_FORWARDED_HOST": asked.forwarded_host,
        "HTTP_X_FORWARDED_PORT": environ.get("HTTP_X_FORWARDED_PORT"),
        "HTTP_ACCEPT_ENCODING": "gzip" if asked.gzip else "",
        "HTTP_ACCEPT_LANGUAGE": asked.language,
    }
    if header := settings.SECURE_PROXY_SSL_HEADER:
        headers[header[0]] = environ.get(header[0])
    return {
        **given,
        **{name: value for name, value in headers.items() if value},
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": asked.root,
        "PATH_INFO": asked.path,
        "QUERY_STRING": "",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": environ["wsgi.url_scheme"],
    }


def _brings_a_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


def _scheme(environ: Environ) -> str:
    """As Django decides it (HttpRequest.scheme)."""
    if header := settings.SECURE_PROXY_SSL_HEADER:
        name, secure = header
        if (said := environ.get(name)) is not None:
            return "https" if said.split(",", 1)[0].strip() == secure else "http"
    return environ["wsgi.url_scheme"]


def _believed(environ: Environ, setting: str, header: str) -> str:
    """A header of a proxy, where the project believes it."""
    said = environ.get(header, "")
    return said if said and getattr(settings, setting) else ""


@lru_cache(maxsize=1000)
def _takes_gzip(accepted: str) -> bool:
    """As Django decides it: browsers write few such headers, and write them each time."""
    return bool(re_accepts_gzip.search(accepted))


@lru_cache(maxsize=1000)
def _language(accepted: str) -> str:
    """Which of the site's languages Django chooses: browsers write many headers for one choice."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return get_language_from_request(request)
