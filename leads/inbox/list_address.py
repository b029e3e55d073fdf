"""The address of a list: the tab, the filter in words, the search, the page; and the drawer's own.

What was searched for is never said in it, only under which key it is remembered.
"""

from dataclasses import dataclass

from django.http import QueryDict

from . import searching
from .queues import ALL_OPEN, FILTERED, FOUND, Queue
from .words import Asked

AFTER = "after"
STATED = ("tab", "filter", searching.IN_ADDRESS, AFTER, "_w_filter_fragment")


@dataclass(frozen=True, slots=True)
class ListAddress:
    """The list that is shown, and the way from it to others with the same filters."""

    start: str  # the address of the inbox
    query: QueryDict
    queue: Queue
    asked: Asked

    @property
    def search_key(self) -> str:
        """What stands in the address for the search; there it is never said itself."""
        return self.query.get(searching.IN_ADDRESS, "")

    @property
    def here(self) -> str:
        """The address of the list that is shown, on the page that is shown."""
        return self.of(self.queue, after=self.query.get(AFTER, ""))

    @property
    def state(self) -> str:
        """The part of the address that says which list it is, for the forms in it."""
        return self.here.removeprefix(self.start)

    def of(
        self, queue: Queue, *, after: str = "", asked: Asked | None = None, search_key: str = ""
    ) -> str:
        """The address of a queue with the filters as they are, or with another one in words."""
        asked = asked or self.asked
        query = self.query.copy()
        for name in STATED:
            query.pop(name, None)
        keeps_is = queue in {FOUND, FILTERED}
        if words := str(asked if keeps_is else Asked(asked.others)):
            query["filter"] = words
        if tab := tab_of(queue):
            query["tab"] = tab
        if queue is FOUND:
            query[searching.IN_ADDRESS] = search_key or self.search_key
        if after:
            query[AFTER] = after
        return f"{self.start}?{query.urlencode()}" if query else self.start


def tab_of(queue: Queue) -> str:
    """What stands for the queue in an address; nothing for the first one."""
    return "" if queue in {ALL_OPEN, FILTERED} else queue.name
