"""Messages to staff. No visitor has any: a place for them is made for who has something to say."""

from functools import partial

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty


class LazyMessageMiddleware(MessageMiddleware):
    """Django's own, with a place for messages that is made when somebody reads or writes one."""

    def process_request(self, request: HttpRequest) -> None:
        vars(request)["_messages"] = SimpleLazyObject(partial(default_storage, request))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Nothing was read and nothing written where no place was made: then nothing is kept."""
        if getattr(vars(request).get("_messages"), "_wrapped", None) is empty:
            return response
        return super().process_response(request, response)
