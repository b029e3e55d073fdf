"""The admin's doors: walked once by their links, then each form and each address is tried."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import strategies as st

from .cases import Case, answers, argument_numbers, argument_texts, headers, posted, queries
from .doors import Address, Form, addresses, forms_in, names_read_in_code, query_names, soup_of
from .trying import send

# Pages of one address that are looked at: of most one, of the editor one of each page type.
ENOUGH = {"wagtailadmin_pages:edit": 9, "wagtailadmin_pages:add": 9, "clinic_inbox:detail": 9}
# What the admin's scripts send; no link or form of a page without them shows it.
SENT_BY_SCRIPTS = {
    "_w_filter_fragment",
    "is_creating",
    "in_preview_panel",
    "mode",
    "next",
    "p",
    "q",
}


@dataclass
class Walked:
    """What was found: pages that answer, the forms on them, the parameters they are asked with."""

    pages: dict[str, str] = field(default_factory=dict)  # the HTML of each path
    files: dict[str, Any] = field(default_factory=dict)  # the answers that are something else
    forms: list[Form] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    @property
    def paths(self) -> list[str]:
        return list(self.pages)


def walk(client: Client, *, also: Iterable[str] = (), only: str = "", app: str = "") -> Walked:
    """Follow the links of the admin through all addresses of ours.

    `only` some, by a part of their paths, or those of an `app`.
    """
    ours = [one for one in addresses(admin=True) if app in {"", one.app}]
    names = {one.name for one in ours}
    waiting = [*also, *(one.with_arguments(str) for one in ours if not one.arguments)]
    found, often = Walked(), Counter[str]()
    forms: dict[Any, Form] = {}
    parameters = names_read_in_code() | SENT_BY_SCRIPTS
    for url in waiting:
        name = _name_of(url)
        if name not in names or only not in url:
            continue
        if url in found.pages or often[name] >= ENOUGH.get(name, 1):
            continue
        answer = send(client, Case("GET", url))
        if answer.status_code != 200:
            continue
        if "html" not in answer["Content-Type"]:
            found.files[url] = answer
            continue
        often[name] += 1
        found.pages[url] = html = answer.content.decode()
        soup = soup_of(html)
        forms |= {form.key: form for form in forms_in(soup, url)}
        parameters |= query_names(soup)
        waiting += _links(soup, url)
    found.seen = set(often) | {str(_name_of(form.action)) for form in forms.values()}
    found.forms = [form for form in forms.values() if form.action.startswith("/admin/")]
    found.forms = [form for form in found.forms if "logout" not in form.action]
    found.parameters = sorted(
        {*parameters, *(name for form in found.forms for name in form.controls)}
    )
    return found


def _links(soup: BeautifulSoup, url: str) -> list[str]:
    """Where the links and the scripted buttons of a page lead, without their parameters."""
    targets = [tag["href"] for tag in soup.find_all("a", href=True)]
    targets += [tag["data-chooser-url"] for tag in soup.find_all(attrs={"data-chooser-url": True})]
    return [urlsplit(urljoin(url, target)).path for target in targets if target[:1] in "/.?"]


def _name_of(url: str) -> str | None:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def cases(found: Walked) -> st.SearchStrategy[Case]:
    """Requests of somebody who may do everything in the admin."""
    posts = [form for form in found.forms if form.method == "POST"]
    gets = [form for form in found.forms if form.method != "POST"]
    sent = st.sampled_from(posts).flatmap(_posted)
    asked = st.builds(
        Case,
        st.sampled_from(["GET", "GET", "GET", "HEAD"]),
        st.sampled_from(found.paths),
        queries(found.parameters),
        headers=headers,
    )
    searched = st.sampled_from(gets).flatmap(_searched) if gets else asked
    return sent | asked | searched | anywhere(addresses(admin=True), found.parameters)


def _posted(form: Form) -> st.SearchStrategy[Case]:
    path, _mark, query = form.action.partition("?")
    return answers(form.controls).flatmap(lambda pairs: posted(path, query, pairs))


def _searched(form: Form) -> st.SearchStrategy[Case]:
    names = sorted(form.controls) or ["q"]
    return queries(names).map(lambda query: Case("GET", form.action.partition("?")[0], query))


def anywhere(known: Iterable[Address], parameters: list[str]) -> st.SearchStrategy[Case]:
    """Any of these addresses, with arguments that may be no row of anything."""

    @st.composite
    def one(draw: Any) -> Case:
        address = draw(st.sampled_from(list(known)))
        path = address.with_arguments(lambda name: draw(_argument(name)))
        method = draw(st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]))
        body = draw(queries(parameters)).encode()
        return Case(method, path, draw(queries(parameters)), body, headers=draw(headers))

    return one()


def _argument(name: str) -> st.SearchStrategy[Any]:
    return argument_texts if name in TEXTS else argument_numbers


TEXTS = {"path", "rest", "token", "key", "kind", "html_path", "digest"}
