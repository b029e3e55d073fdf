"""Messages to staff: a place for them is made for who has something to say or to hear."""

from django.contrib import messages
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.functional import empty

from cms.messages import LazyMessageMiddleware


def answered(view, cookies=None):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {})
    request.session = {}
    return request, LazyMessageMiddleware(view)(request)


def say(request):
    messages.success(request, "Saved.")
    return HttpResponse()


def hear(request):
    return HttpResponse("|".join(map(str, messages.get_messages(request))))


def test_what_is_said_is_heard_with_the_next_answer_and_once():
    _request, first = answered(say)
    cookies = {name: cookie.value for name, cookie in first.cookies.items()}
    assert cookies
    _request, second = answered(hear, cookies)
    assert second.content == b"Saved."
    assert second.cookies["messages"].value == ""


def test_nobody_s_answer_has_a_place_for_messages_or_a_cookie():
    request, answer = answered(lambda request: HttpResponse())
    assert request._messages._wrapped is empty
    assert not answer.cookies


def test_message_that_nobody_looked_at_waits():
    _request, first = answered(say)
    cookies = {name: cookie.value for name, cookie in first.cookies.items()}
    _request, second = answered(lambda request: HttpResponse(), cookies)
    assert not second.cookies
