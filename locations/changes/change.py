"""Change: one thing that the public sees anew, and what it is called."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: ids of pages, ids of the original locations whose facts it is, and why.

    `urls` are addresses from which something has gone. `on_every_page` is for what is in header,
    footer and menu; `everything` for what may be anywhere.
    """

    kind: str
    reason: str
    pages: tuple[int, ...] = ()
    locations: tuple[int, ...] = ()
    urls: tuple[str, ...] = ()
    on_every_page: bool = False
    everything: bool = False
