"""What somebody searched for lately lies in their session: it may be a person's name or number."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone

SESSION_KEY = "clinic_inbox_search"


def forget_searches() -> None:
    """Take it out of everybody's session, and remove the sessions that are over.

    All of them are read with one query, because their text says nothing to the database; only those
    of colleagues who searched are written. A hundred thousand take seconds: it belongs after a
    transaction, not into it.

    Only sessions in the database can be listed. In a cache or a cookie they end by themselves.
    """
    store = _store_in_database()
    if store is None:
        return
    store.clear_expired()
    for key in list(_that_searched(store)):
        session = store(session_key=key)
        if session.pop(SESSION_KEY, None) is not None:
            with suppress(UpdateError):  # they signed out just now
                session.save()


def remove_old_sessions(*, at: datetime) -> None:
    """Remove the sessions that are over by Django's clock, as ``clearsessions`` does.

    They hold what was searched for, and Django removes them only when it is told to.
    """
    store = _store_in_database()
    if store is not None:
        store.clear_expired()


def _store_in_database() -> Any:
    """How sessions are kept; None if they are not in the database."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return store if hasattr(store, "get_model_class") else None


def _that_searched(store: Any) -> Iterator[str]:
    """The keys of the sessions in which there is a search."""
    reader = store()
    sessions = store.get_model_class().objects.filter(expire_date__gt=timezone.now())
    for key, content in sessions.values_list("pk", "session_data").iterator():
        if SESSION_KEY in reader.decode(content):
            yield key
