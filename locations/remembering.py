"""What a process remembers of the clinic as long as a generation of the content lasts.

Each page shows the locations, the announcements, the front page: reading them again and again is
most of what a page costs. So are the parts that are made of them (finished.py). They are kept
pickled, so that every request has objects of its own: it may change them, and no thread sees what
another one did.

Only who knows the generation may use this (`Directory.generation`); others read the database.
"""

import pickle
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from .caching import Begun

T = TypeVar("T")

# Seconds after which even the same generation is read anew: for rows that a program wrote without a
# signal, which begin none. Reading takes a few queries; a minute is worth them.
LONGEST = 60


class Kept(NamedTuple, Generic[T]):
    generation: "Begun"
    until: float
    value: T

    def holds_in(self, generation: "Begun") -> bool:
        return self.generation == generation and time.monotonic() < self.until


# By what it is: a handful for each Site and language.
_kept: dict[str, Kept[bytes]] = {}
# The same, and by page.
_shared: dict[str, Kept[Any]] = {}
MOST_SHARED = 200


def remembered(key: str, read: Callable[[], T], *, generation: "Begun | None") -> T:
    """Return what `read` returns, or returned in this generation. A copy, for the caller alone.

    What is read may be newer than `generation`, never older: whoever asked for it, asked before.
    """
    if generation is None:
        return read()
    if (value := recall(key, generation=generation)) is None:
        value = read()
        keep(key, value, generation=generation)
    return value


def recall(key: str, *, generation: "Begun") -> Any:
    """Return what is remembered of a generation, a copy; None if nothing is."""
    kept = _kept.get(key)
    if kept is None or not kept.holds_in(generation):
        return None
    return pickle.loads(kept.value)  # noqa: S301 (our own, and it never left this process)


def keep(key: str, value: object, *, generation: "Begun") -> None:
    """Remember what was read in a generation."""
    _kept[key] = Kept(generation, time.monotonic() + LONGEST, pickle.dumps(value))


def is_kept(key: str) -> bool:
    """Whether something is remembered, of whatever generation."""
    return key in _kept


def forget() -> None:
    """Read everything again next time. For tests: a database that is rolled back counts anew."""
    _kept.clear()
    _shared.clear()


# The very same objects, for who never changes them.


def shared(key: str, read: Callable[[], T], *, generation: "Begun | None") -> T:
    """As `remembered`, but the very same object each time: only for what nobody ever changes."""
    if generation is None:
        return read()
    known = _shared.get(key)
    if known is not None and known.holds_in(generation):
        return known.value
    value = read()
    share(key, value, generation=generation)
    return value


def share(key: str, value: object, *, generation: "Begun") -> None:
    """Remember what was read in a generation, and nobody ever changes."""
    if len(_shared) >= MOST_SHARED:
        _shared.clear()
    _shared[key] = Kept(generation, time.monotonic() + LONGEST, value)


def last_shared(key: str) -> Any:
    """Return what is shared, of whatever generation; None if nothing is, or for too long.

    For who finds out whether that generation holds still before it makes a difference.
    """
    known = _shared.get(key)
    return known.value if known is not None and time.monotonic() < known.until else None
