"""Whether an answer may be kept, and how one that is kept is given."""

import gzip
import hashlib
import re
import time
from collections.abc import Iterable
from typing import Any

from django.utils.http import parse_etags

from ..caching import Begun
from .asking import Environ
from .noting import Note, shared_cache_control
from .store import Kept

Headers = list[tuple[str, str]]

# What `Asked` tells apart. An answer that varies by anything else is Django's.
VARIES_BY = {"accept-encoding", "accept-language"}
PERSONAL = re.compile(r"\b(?:private|no-store|no-cache)\b")
ENCODINGS = {"", "gzip"}
# Of what Django says, this is said by `answer`.
SAID_ANEW = {"cache-control", "etag", "x-request-id"}
# What a 304 says (RFC 9110, 15.4.5); the browser has the rest. Its security headers hold.
NOT_IN_304 = {"content-length", "content-type", "content-encoding"}


def kept_of(
    status: str,
    headers: Headers,
    body: bytes,
    *,
    note: Note,
    generation: Begun,
    again: dict[str, Any],
) -> Kept | None:
    """The answer as it is kept; None when it is for one visitor, or not a page."""
    named = _named(headers)
    if not _may_be_kept(status, named) or note.until.timestamp() <= time.time():
        return None
    etag = named.get("etag") or _etag(body, named.get("content-encoding", ""))
    rest = ((name, value) for name, value in headers if name.lower() not in SAID_ANEW)
    return Kept(
        headers=(*rest, ("ETag", etag)),
        body=body,
        etag=etag,
        generation=generation,
        until=note.until.timestamp(),
        changes=note.changes.timestamp(),
        shared=note.shared,
        again=again,
        made_at=note.made_at.timestamp(),
    )


def answer(
    kept: Kept, environ: Environ, start_response: Any, *, is_away: bool = False
) -> list[bytes]:
    """Give an answer: to HEAD without the body, to who has it already with 304.

    While the database `is_away` the answer says so, and no cache before us gives it to anybody
    else without asking.
    """
    left = int(kept.until - time.time())
    control = [("Cache-Control", shared_cache_control(max(0, min(left, kept.shared))))]
    if is_away:
        control = [("Cache-Control", "public, no-cache"), ("Cache-Status", _away(left))]
    if _has(environ, kept.etag):
        headers = [(name, value) for name, value in kept.headers if name.lower() not in NOT_IN_304]
        start_response("304 Not Modified", [*headers, *control])
        return [b""]
    start_response("200 OK", [*kept.headers, *control])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else kept.body]


def unshared_if_personal(headers: Headers) -> Headers:
    """The headers; those of a page to which a cookie was added later let no cache keep it."""
    named = _named(headers)
    is_shared = "s-maxage" in named.get("cache-control", "")
    is_personal = "set-cookie" in named or "cookie" in _words(named.get("vary", ""))
    if not (is_shared and is_personal):
        return headers
    rest = [one for one in headers if one[0].lower() not in {"cache-control", "surrogate-key"}]
    return [*rest, ("Cache-Control", "private, no-cache")]


def _away(left: int) -> str:
    """As RFC 9211 has it: `ttl` is below zero when a page is older than we would let it become."""
    return f"Clinic; hit; ttl={left}; detail=database-away"


def _may_be_kept(status: str, named: dict[str, str]) -> bool:
    return (
        status.startswith("200 ")
        and named.get("content-type", "").startswith("text/html")
        and "set-cookie" not in named
        and not PERSONAL.search(named.get("cache-control", "").lower())
        and _words(named.get("vary", "")) <= VARIES_BY
        and named.get("content-encoding", "") in ENCODINGS
        and "'nonce-" not in named.get("content-security-policy", "")
    )


def _named(headers: Headers) -> dict[str, str]:
    """The headers by name; of those that are there twice, all values."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",") if word.strip()}


def _etag(body: bytes, encoding: str) -> str:
    """Of the text itself: compressed twice, the same text is not the same bytes."""
    text = gzip.decompress(body) if encoding == "gzip" else body
    return f'W/"{hashlib.sha256(text).hexdigest()[:32]}"'


def _has(environ: Environ, etag: str) -> bool:
    """Does whoever asks have this page? If it is compressed or not makes no difference."""
    if not (asked := environ.get("HTTP_IF_NONE_MATCH")):
        return False
    return asked.strip() == "*" or etag.removeprefix("W/") in _opaque(parse_etags(asked))


def _opaque(etags: Iterable[str]) -> set[str]:
    return {etag.removeprefix("W/") for etag in etags}
