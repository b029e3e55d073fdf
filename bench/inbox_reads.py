"""What is read of the inbox, in a process with one database; see bench/inbox.py, which asks for it.

“All” is who sees every location, “one” who sees one of five.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ADMIN = "/admin/clinic/inbox/"
Read = Callable[[], object]


def set_up() -> None:
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)


def fill(leads: int) -> None:
    set_up()
    from bench import inbox_fill

    inbox_fill.fill(leads)


def answer() -> None:
    set_up()
    from django.conf import settings
    from django.test import override_settings

    from leads.models import Lead

    reads = dict(all_reads())
    print(json.dumps([Lead.objects.count(), list(reads)]), flush=True)
    answers = {"length": length_of, "time": time_of}
    for line in sys.stdin:
        what, name, size = json.loads(line)
        with override_settings(CLINIC=settings.CLINIC | {"INBOX_PAGE_SIZE": size}):
            print(answers[what](reads, name), flush=True)


def length_of(reads: dict[str, Read], name: str) -> object:
    rows = reads.get(name.rpartition(", ")[0] + ", rows", int)
    return rows()


def time_of(reads: dict[str, Read], name: str) -> float:
    started = time.process_time() + server_seconds()
    reads[name]()
    return (time.process_time() + server_seconds() - started) * 1000


def server_seconds() -> float:
    """The processor's seconds of the one process in which PostgreSQL works for us."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # others would not be counted
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    return int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9


def all_reads() -> Iterator[tuple[str, Read]]:
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    here = {"groups__clinic_location_permissions__location__title": "St. Paul"}
    for who, found in [("all", {"username__startswith": "max"}), ("one", here)]:
        user = users.filter(**found).order_by("pk")[0]
        for name, read in reads_of(user):
            yield f"{who}: {name}", read


def reads_of(user: Any) -> Iterator[tuple[str, Read]]:
    from django.test import Client

    client = Client()
    client.force_login(user)
    for name, (query, text) in cases(user).items():
        listing = Listing(user, query, text)
        yield f"{name}, page", lambda query=query, text=text: page(client, query, text)
        yield f"{name}, rows", listing.rows
        if not text:
            yield f"{name}, numbers", listing.numbers
    yield "stamp, whole", lambda: client.get(f"{ADMIN}stamp/")


def page(client: Any, query: str, text: str) -> None:
    """Ask for the list as a browser does."""
    session = client.session
    if session.get("clinic_inbox_search") != {"key": text}:
        session["clinic_inbox_search"] = {"key": text}
        session.save()
    assert client.get(ADMIN + query).status_code == 200, query  # noqa: S101


class Listing:
    """The queries of one list, without drawing it."""

    def __init__(self, user: Any, query: str, text: str) -> None:
        from django.test import RequestFactory

        self.request = RequestFactory().get(ADMIN + query)
        self.request.user, self.request.session = user, {"clinic_inbox_search": {"key": text}}

    def view(self) -> tuple[Any, Any]:
        from leads.inbox.views import InboxView

        view = InboxView()
        view.setup(self.request)
        return view, view.filter_queryset(view.get_base_queryset())

    def rows(self) -> int:
        from leads.inbox.paging import page_of
        from leads.inbox.views import dressed
        from locations.conf import clinic_settings

        view, leads = self.view()
        after = self.request.GET.get("after", "")
        size = clinic_settings.INBOX_PAGE_SIZE
        return len(page_of(view.rows(leads), after=after, size=size, dressed=dressed).leads)

    def numbers(self) -> None:
        from leads.inbox.queues import count

        view, leads = self.view()
        count(leads, at=view.at, desks=view.reader.now.desks)


def cases(user: Any) -> dict[str, tuple[str, str]]:
    """What is listed: (the list's address, what was searched for) by what it is called."""
    from django.utils import timezone

    from bench.inbox_fill import FREQUENT, MIDDLING, OLDEST
    from leads.inbox.queues import QUEUES
    from leads.models import Lead

    known = Lead.objects.visible_to(user).order_by("-pk")[7]
    colleague = Lead.objects.visible_to(user).filter(assigned_to__gt=0)[0].assigned_to_id
    month = timezone.localdate() - timedelta(days=30)
    tabs = {f"tab {queue.name}": (f"?tab={queue.name}", "") for queue in QUEUES}
    deep = {f"tab {name}, deep": (f"?tab={name}&after={mark(user, name)}", "") for name in DEEP}
    filters = {
        "assigned to a colleague": f"?filter=assigned:%23{colleague}",
        "assigned to nobody": "?filter=assigned:nobody",
        "language": "?filter=language:es",
        "came by phone (nobody)": "?filter=source:phone",
        "received since": f"?filter=received:>{month}",
        "closed, a colleague's": f"?tab=closed&filter=assigned:%23{colleague}",
        "closed, language": "?tab=closed&filter=language:es",
        "closed, received before": f"?tab=closed&filter=received:<{month}",
        "is:open,booked": "?filter=is:open,booked",
    }
    searches = {
        "a name": known.name,
        "end of a number": known.phone[-6:],
        "a number": known.phone,
        "an e-mail address": known.email,
        "a reference, in part": known.reference[:7],
        "nobody": "Zzyzx",
        "in half of all": FREQUENT,
        "in one of a hundred": MIDDLING,
        "in the oldest 1,000": OLDEST,
        "two words": f"{FREQUENT} {MIDDLING}",
        "topic:": "topic:knee",
    }
    return (
        tabs
        | deep
        | {f"filter {name}": (query, "") for name, query in filters.items()}
        | {f"search {name}": ("?tab=found&search=key", text) for name, text in searches.items()}
    )


DEEP = ("open", "closed", "booked")


def mark(user: Any, name: str) -> str:
    """Where the page in the middle of a list starts."""
    from django.utils import timezone

    from leads.inbox.paging import page_of
    from leads.inbox.queues import BY_NAME
    from leads.models import Lead

    leads = BY_NAME[name].of(Lead.objects.visible_to(user), at=timezone.now())
    middle = leads.values_list("pk", flat=True)[leads.count() // 2]
    both = leads.filter(pk__in=[middle, leads.values_list("pk", flat=True).reverse()[0]])
    return page_of(both, after="", size=1).after


if __name__ == "__main__":
    answer()
