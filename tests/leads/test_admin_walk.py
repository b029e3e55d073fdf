"""Every other address of the admin, Wagtail's own and ours about other things: no lead is behind
any of them.

Read from the URL resolver, as in test_inbox_walk.py: an address that comes with a new version of
Wagtail, or with a new app, is tried from then on. Whatever asks for a model is asked for leads, and
whatever asks for a number for a lead's. Nobody is told the canary's words, nothing of a lead is
changed, and nothing breaks. What everybody who may sign in can open is said below; an address that
lets them in and is not there fails.
"""

import re
import types
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, path, reverse

from cms import urls as site_urls
from tests.leads.test_inbox_walk import (
    CANARY,
    METHODS,
    MISSING,
    OURS,
    PEOPLE,
    THINGS,
    answer_to,
    changed_unseen,
    everything_in,
    generic_views,  # noqa: F401
    permissive,  # noqa: F401
    world,  # noqa: F401
)

pytestmark = pytest.mark.django_db

# Addresses that are not tried, and why not.
OUT = {"wagtailadmin_error_test": "it is there to fail, for whoever tries the page of errors"}

# Who asked is signed out by these; whoever asks next is signed in again, as for every address.
ENDS = {"account_logout", "wagtailadmin_logout"}

# What of Wagtail's own answers 500, and why; no browser sends what these are sent here. One that
# breaks no longer fails the superuser's walk.
NO_FORM = "Wagtail's choosers ask for a form's validity where they offer none to add a thing by"
BREAKS = {
    "POST wagtailadmin_choose_page_external_link": "Wagtail's field wants its value to be sent",
    "POST wagtailredirects:process_import": "Wagtail's form wants the name of a file to be sent",
    "POST clinic_announcement_chooser:create": NO_FORM,
    "POST clinic_disclaimers_chooser:create": NO_FORM,
    "POST clinic_glossary_chooser:create": NO_FORM,
    "POST clinic_series_chooser:create": NO_FORM,
}

# wagtail-localize pages through translations that it does not order, which is an error in tests
# alone: its report is drawn all the same, and what is in it searched.
UNORDERED = (
    "ignore:Pagination may yield inconsistent results.*wagtail_localize.models.Translation"
    ":django.core.paginator.UnorderedObjectListWarning"
)

REDIRECTS = "wagtail.contrib.redirects.middleware.RedirectMiddleware"

# What a stranger opens: the way in, and what its pages are drawn with.
PUBLIC = {
    "account_login",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_sprite",
}

# What everybody who may sign in opens, whatever else they may: their own account, what they may
# choose from, and lists that show nothing of what they may not see.
OPEN = PUBLIC | {
    "None",  # the page of what is not found, to look at
    "clinic_announcement_chooser:choose",
    "clinic_announcement_chooser:choose_results",
    "clinic_announcement_chooser:chosen_multiple",
    "clinic_citation_chooser:choose",
    "clinic_citation_chooser:choose_results",
    "clinic_citation_chooser:chosen_multiple",
    "clinic_disclaimers_chooser:choose",
    "clinic_disclaimers_chooser:choose_results",
    "clinic_disclaimers_chooser:chosen_multiple",
    "clinic_glossary_chooser:choose",
    "clinic_glossary_chooser:choose_results",
    "clinic_glossary_chooser:chosen_multiple",
    "clinic_series_chooser:choose",
    "clinic_series_chooser:choose_results",
    "clinic_series_chooser:chosen_multiple",
    "clinic_session",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "wagtail_localize:javascript_catalog",
    "wagtail_localize:translations_report",
    "wagtail_localize:translations_report_results",
    "wagtailadmin_account",
    "wagtailadmin_api:documents:listing",
    "wagtailadmin_api:images:listing",
    "wagtailadmin_api:pages:listing",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions:release",
    "wagtailadmin_home",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_workflows:task_chooser",
    "wagtailadmin_workflows:task_chooser_create",
    "wagtailadmin_workflows:task_chooser_results",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtaildocs_chooser:chosen_multiple",
    "wagtailembeds:chooser",
    "wagtailembeds:chooser_upload",
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results",
    "wagtailimages_chooser:chosen_multiple",
}


Address = tuple[str, str]  # its name, and its whole pattern


def addresses() -> Iterator[Address]:
    """Yield each address below the admin but for those of `OURS`, which have rows of their own."""

    def below(patterns: Any, spaces: tuple[str, ...], route: str) -> Iterator[Address]:
        for pattern in patterns:
            whole = route + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLPattern):
                yield ":".join([*spaces, str(pattern.name)]), whole
            else:
                own = [pattern.namespace] if pattern.namespace else []
                yield from below(pattern.url_patterns, (*spaces, *own), whole)

    for name, route in below(get_resolver().url_patterns, (), ""):
        if route.startswith("admin/") and name.partition(":")[0] not in OURS:
            yield name, route


# What stands in an address for a parameter, unless it is a number.
SAID = {
    "app_label": "clinic_leads",
    "app_name": "clinic_leads",
    "content_type_app_name": "clinic_leads",
    "model_name": "lead",
    "content_type_model_name": "lead",
    "action": "delete",
    "action_name": "approve",
    "mode": "lead",
    "filter_spec": "original",
    "uidb64": "MQ",
    "token": "set-password",
    "kind": "phone",
    "rest": "nothing-of-this-name",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def url_of(route: str, number: int) -> str:
    def said(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return str(number) if name.endswith(("id", "pk")) else SAID[name]

    url = PARAMETER.sub(said, route)
    return "/" + url.replace("\\.", ".").replace("^", "").removesuffix("$")


def test_every_address_can_be_asked_for():
    """One with a parameter that is not known here fails; so does a reason that is not needed."""
    names = {name for name, route in addresses() if url_of(route, 1)}
    assert len(names) > 300
    assert set(OUT) <= names
    assert names >= OPEN | PUBLIC


@pytest.mark.filterwarnings(UNORDERED)
@pytest.mark.parametrize("who", PEOPLE)
def test_walk(client, world, who, settings):  # noqa: F811
    # The public site's redirects cost each address that is not found two queries more.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != REDIRECTS]
    if world.people[who]:
        client.force_login(world.people[who])
    client.raise_request_exception = False
    wrong, opened, broken = [], set(), set()
    for name, method, thing, status, found in tour(client, world, who):
        if status >= 500 and f"{method} {name}" in BREAKS:
            broken.add(f"{method} {name}")
            found.remove(f"{status}")
        wrong += [f"{method} {name} on {thing}: {what}" for what in found]
        opened |= {name} if status == 200 else set()
    assert not wrong
    if who == "superuser":
        assert broken == set(BREAKS)
    else:
        assert opened == (PUBLIC if who == "anonymous" else OPEN)


Door = tuple[str, str, str, int, list[str]]  # name, method, whose number, status, what was wrong


def tour(client, world, who) -> Iterator[Door]:  # noqa: F811
    """Try every address with every method, and with every number if there is one in it.

    Where neither lead's number is found, a missing one has been tried already; and where no number
    is asked for with this method, it would be no news: it is left out. HEAD tells what GET told
    there, or nothing. PUT is for a view that looks at who asks with GET and POST only: the other
    clinic's number is enough for it.
    """
    body = world.body(world.own.pk)
    numbers = {"own": world.own.pk, "other": world.other.pk, "missing": MISSING}
    for name, route in addresses():
        if name in OUT:
            continue
        things = THINGS if PARAMETER.search(route) else ("own",)
        shown = set()
        for method in METHODS:
            statuses = set()
            for thing in things:
                no_news = (
                    (thing == "missing" and statuses in ({404}, {405}))
                    or (method == "HEAD" and thing not in shown)
                    or (method == "PUT" and thing == "own" and "other" in things)
                )
                if no_news:
                    continue
                url = url_of(route, numbers[thing])
                status, wrong = tried(client, world, who, url, method, body, ends=name in ENDS)
                statuses.add(status)
                if (method, status) == ("GET", 200):
                    shown.add(thing)
                yield name, method, thing, status, wrong


def tried(client, world, who, url, method, body=None, *, ends=False) -> tuple[int, list[str]]:  # noqa: F811
    """Try one door and undo what it did; return the answer's status and what was wrong.

    Its cookies are undone, too: an address that takes the session's away (as Wagtail's logout does
    even of a GET) would leave a stranger to try all that come after it.
    """
    cookies = copy(client.cookies)
    with transaction.atomic():
        response = answer_to(client, method, url, body or world.body(world.own.pk))
        told = everything_in(response).replace("atlantic/canary", "")  # a time zone
        wrong = [f"{response.status_code}"] if response.status_code >= 500 else []
        # A superuser looks at all locations, whose titles and desks are no secret.
        if CANARY in told and who != "superuser":
            wrong.append("the canary sings")
        if not ends and response.wsgi_request.user.pk != getattr(world.people[who], "pk", None):
            wrong.append("somebody else asked")
        if method == "POST":
            wrong += [f"{what} changed" for what in changed_unseen(world, who)]
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, wrong


# The control: what must never be registered, the admin's generic views over leads.


@pytest.mark.usefixtures("permissive")
def test_control_generic_views_fail_the_walk(client, world, generic_views):  # noqa: F811
    """Told to the desk of the other clinic, and changed by it: the walk notices both."""
    client.force_login(world.people["St. Paul desk"])
    heard = {
        (method, name): tried(client, world, "St. Paul desk", url, method)[1]
        for name in ("index", "inspect", "edit")
        for url in [reverse(f"generic_leads:{name}", args=[world.other.pk][: name != "index"])]
        for method in ("GET", "POST")
    }
    for name in ("index", "inspect", "edit"):
        assert "the canary sings" in heard["GET", name]
    assert f"{world.other.reference} changed" in heard["POST", "edit"]


def test_generic_views_that_somebody_registers_pass_it(client, world, generic_views):  # noqa: F811
    """With our policy, which is the reason that nothing above is told."""
    client.force_login(world.people["manager"])
    for name in ("index", "inspect", "edit", "delete"):
        url = reverse(f"generic_leads:{name}", args=[world.other.pk][: name != "index"])
        for method in METHODS:
            status, wrong = tried(client, world, "manager", url, method)
            assert (status, wrong) == (302, [])


def test_address_that_nobody_knows_fails_the_walk(client, world, settings):  # noqa: F811
    """Another app's page that anybody may open is found by the resolver, and is not expected."""
    urls = types.ModuleType("urls_with_a_stranger")
    stranger = path("admin/stranger/", lambda request: HttpResponse("Hello."), name="stranger")
    urls.urlpatterns = [stranger, *site_urls.urlpatterns]
    settings.ROOT_URLCONF = urls
    client.force_login(world.people["practitioner"])
    (route,) = (route for name, route in addresses() if name == "stranger")
    assert tried(client, world, "practitioner", url_of(route, 1), "GET")[0] == 200
    assert "stranger" not in OPEN
