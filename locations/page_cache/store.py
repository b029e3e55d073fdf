"""Where finished pages are kept: in the memory of one process, and never more than is allowed."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from ..caching import Begun
from .asking import Asked

# What a page takes beside its body: headers, the request to make it again, Python's objects.
BESIDE = 4_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as Django finished it, middleware and all.

    `until` is when it must be made anew, and `changes` when time alone makes it wrong, in seconds
    since 1970; `shared` for how many seconds at most caches before us may keep it. `again` is the
    request that makes it anew.
    """

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    generation: Begun
    until: float
    changes: float
    shared: int
    again: dict[str, Any]
    # When it was begun. Before that nobody can ask for it, unless a clock was put back: then it
    # says what is true later.
    made_at: float = 0.0

    @property
    def size(self) -> int:
        return len(self.body) + BESIDE


class Store:
    """The pages that were asked for last. Threads share it."""

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Asked, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, asked: Asked) -> bool:
        return asked in self._pages

    def get(
        self, asked: Asked, *, generation: Begun, at: float, is_away: bool = False
    ) -> Kept | None:
        """The page that holds, at `at` seconds since 1970.

        While the database `is_away` and it cannot be made anew, it may be older, but not wrong.
        """
        with self._lock:
            kept = self._pages.get(asked)
            if kept is None or kept.generation != generation:
                return None
            if (kept.changes if is_away else kept.until) <= at:
                return None
            if at < kept.made_at:
                return None
            self._pages.move_to_end(asked)
            return kept

    def put(self, asked: Asked, kept: Kept) -> None:
        """Keep a page, unless it is too large; those that nobody asked for longest go."""
        with self._lock:
            self._drop(asked)
            if kept.size > self.most_bytes:
                return
            self._pages[asked] = kept
            self.bytes += kept.size
            while self.bytes > self.most_bytes:
                self._drop(next(iter(self._pages)))

    def last_asked(self, number: int) -> list[tuple[Asked, dict[str, Any]]]:
        """What was asked for last, with the requests that make it again, the latest first."""
        with self._lock:
            latest = list(reversed(self._pages.items()))[:number]
        return [(asked, kept.again) for asked, kept in latest]

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _drop(self, asked: Asked) -> None:
        if (gone := self._pages.pop(asked, None)) is not None:
            self.bytes -= gone.size
