"""Redirects as visitors' doors answer with them."""

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """303: the answer to a POST is somewhere else, to be fetched with GET."""

    status_code = 303
