"""What somebody searched for last lies in their session: it may be a person's name or number."""

from importlib import import_module

from django.conf import settings

SESSION_KEY = "clinic_inbox_search"


def forget_searches() -> None:
    """Take it out of everybody's session, and remove the sessions that are over.

    Only sessions in the database can be listed. In a cache or a cookie they end by themselves.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if not hasattr(store, "get_model_class"):
        return
    store.clear_expired()
    for key in store.get_model_class().objects.values_list("pk", flat=True):
        session = store(session_key=key)
        if session.pop(SESSION_KEY, None) is not None:
            session.save()
