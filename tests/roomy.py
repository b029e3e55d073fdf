"""Room on Python's stack, so that no loop calls across the edge of a piece of it.

Python 3.11 and 3.12 keep the frames of calls in pieces of 16 kB. One is fetched from the system
when the last is full, and given back when the first call in it ends. A loop whose calls begin just
below such an edge fetches and gives back a piece for each call, and below pytest and Django some
loop always does: it took a quarter of the tests' time. Newer versions keep a piece
(https://github.com/python/cpython/issues/142183).
"""

from collections.abc import Callable
from typing import Any

# As many values as make a frame of half a megabyte: pieces grow by doubling, so the one that is
# fetched for it has as much again, for all calls below.
VALUES = 66_000


def roomy(call: Callable[..., Any], *args: Any) -> Any:
    """Call it with room below for as many calls as Python allows."""
    return call(*args)


roomy.__code__ = roomy.__code__.replace(co_stacksize=VALUES)
