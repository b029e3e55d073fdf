"""How a test's browser is somebody's: with a session, and without the form where that is no matter.

The form, and the page behind it, would take each test two seconds. tests/browser/test_access.py and
the first test of test_chain.py type in it.
"""

from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext


def give_session(context: BrowserContext, address: str, user: Any) -> Client:
    """Sign `user` in; return a client of Django's that has the same session."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
    return client
