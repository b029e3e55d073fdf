"""Requests in the admin that no browser sends: an answer of 400 where Django or Wagtail fall over.

Their forms take much on trust once somebody is signed in: a count of blocks is left out, a page's
id is a word, a number is larger than any database holds. None of it changes anything, and none of
it is a fault of ours to wake somebody for (docs/decisions/0029).
"""

import logging
from collections.abc import Callable
from traceback import extract_tb

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import bad_request

from locations.faults import log_fault

from .addresses import is_of_admin

logger = logging.getLogger(__name__)

# In which a widget reads what was sent for it; whatever goes wrong there is about what was sent.
READING = "value_from_datadict"
# Where the value of a request is made one of the database, and turns out to be none: the exception
# and the function in which it is raised.
NO_VALUE = {
    (ValueError, "get_prep_value"),  # a word for a number
    (TypeError, "get_prep_value"),
    (OverflowError, "execute"),  # a number that SQLite cannot hold
}


# Wagtail's search puts each word around the condition of those before it, and a pasted text has
# more of them than Python puts into one another. So many find what there is to find.
SEARCH, SEARCH_WORDS = "q", 50


class UnreadableInputMiddleware:
    """Answers 400 in the admin for what cannot be read, and logs where that happened.

    A search for a pasted text is one for its first words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_of_admin(request):
            _shorten_search(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_of_admin(request) or not _is_unreadable(error):
            return None
        log_fault(logger, "A request in the admin could not be read.", error)
        return bad_request(request, BadRequest())


def _shorten_search(request: HttpRequest) -> None:
    words = request.GET.get(SEARCH, "").split()
    if len(words) > SEARCH_WORDS:
        asked = request.GET.copy()
        asked[SEARCH] = " ".join(words[:SEARCH_WORDS])
        vars(request)["GET"] = asked  # the query of the address, as read from here on


def _is_unreadable(error: Exception) -> bool:
    """Is this about what was sent? Asked of where it was raised: its message says personal things.

    A field that is not there is always that: only what comes in is kept in a MultiValueDict.
    """
    if isinstance(error, MultiValueDictKeyError):
        return True
    passed = [frame.name for frame in extract_tb(error.__traceback__)]
    return READING in passed or (type(error), passed[-1]) in NO_VALUE
