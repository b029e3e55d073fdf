"""The WSGI application around Django: strangers get finished pages from memory.

A page is served only in the generation of the content in which Django began to make it, and until
time changes it. Whenever that is not known for sure, Django answers; but while the database does
not answer, Django cannot, and the page that was known last is given, which says so.
"""

import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from ..caching import Begun, drop_with, tell_of_advances
from ..conf import clinic_settings
from ..patience import AWAY
from .asking import Asked, Environ, anonymous, asked_of
from .generation import KnownGeneration
from .keeping import Headers, answer, kept_of, unshared_if_personal
from .noting import NOTE
from .remaking import Remaking
from .store import Kept, Store

Application = Callable[[Environ, Any], Iterable[bytes]]


def with_page_cache(application: Application) -> Application:
    """Wrap a project's WSGI application, unless its settings switch the cache off."""
    if not clinic_settings.PAGE_CACHE_SECONDS:
        return application
    cache = PageCache(application)
    remaking = Remaking(cache.known, cache.store, cache.make_again)
    tell_of_advances(remaking.hear)
    drop_with(cache.store.clear)
    cache.begin = remaking.begin
    return cache


class PageCache:
    """One for each process. `begin` is called with each request, to start what runs beside it."""

    def __init__(self, application: Application, *, known: KnownGeneration | None = None) -> None:
        self.application = application
        self.known = known or KnownGeneration()
        self.store = Store(most_bytes=clinic_settings.PAGE_CACHE_MEGABYTES * 1_000_000)
        self.begin: Callable[[], None] = _nothing

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        self.begin()
        generation = self.known.now()
        if generation is None:
            return self._unsure(environ, start_response)
        asked = asked_of(environ)
        if asked is None:
            return self.application(environ, start_response)
        kept = self.store.get(asked, generation=generation, at=time.time())
        if kept is not None:
            return answer(kept, environ, start_response)
        started = _Started()
        body = self.application(environ, started)
        if environ["REQUEST_METHOD"] != "GET" or not _may_be_kept(environ):
            start_response(*started.as_said())
            return body
        content = _whole(body)
        kept = self._keep(asked, environ, started, content, generation=generation)
        if kept is None:
            start_response(*started.as_said())
            return [content]
        return answer(kept, environ, start_response)

    def _unsure(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Nothing is known for sure. Is that because the database is away?"""
        if self.known.fails:
            environ[AWAY] = True
        if self.known.is_away:
            asked, last = asked_of(environ), self.known.last()
            if asked is not None and last is not None:
                kept = self.store.get(asked, generation=last, at=time.time(), is_away=True)
                if kept is not None:
                    return answer(kept, environ, start_response, is_away=True)
        return self.application(environ, start_response)

    def make_again(self, asked: Asked, again: Environ) -> None:
        """Make a page when nobody waits for it."""
        if (generation := self.known.now()) is None:
            return
        environ, started = again | {"wsgi.input": BytesIO()}, _Started()
        content = _whole(self.application(environ, started))
        if _may_be_kept(environ):
            self._keep(asked, environ, started, content, generation=generation)

    def _keep(
        self,
        asked: Asked,
        environ: Environ,
        started: "_Started",
        content: bytes,
        *,
        generation: Begun,
    ) -> Kept | None:
        """Keep an answer; None when it is for one visitor. `generation` held before it was made."""
        status, headers = started.with_[:2]
        kept = kept_of(
            status,
            headers,
            content,
            note=environ[NOTE],
            generation=generation,
            again=anonymous(environ, asked),
        )
        if kept is not None:
            self.store.put(asked, kept)
        return kept


class _Started:
    """What Django calls instead of the server's `start_response`: headers may be added yet."""

    with_: tuple[str, Headers, Any]

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.with_ = status, headers, exc_info

    def as_said(self) -> tuple[str, Headers, Any]:
        """As Django said it. A page to which a cookie was added later is no cache's any more."""
        status, headers, exc_info = self.with_
        return status, unshared_if_personal(headers), exc_info


def _may_be_kept(environ: Environ) -> bool:
    """Did the page say so, and was no token against forged requests made for this visitor?"""
    return NOTE in environ and "CSRF_COOKIE" not in environ


def _whole(body: Any) -> bytes:
    """All of an answer; closing it ends the request for Django."""
    try:
        return b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()


def _nothing() -> None:
    """There is nothing to start."""
