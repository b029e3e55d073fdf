"""Every address that is ours, read from the URL resolver, and every form that it shows.

Nobody keeps a list: a new view is tried as soon as it has an address, a new field as soon as it is
in a form.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("leads", "conditions", "locations", "home", "cms")
# Wagtail's own views in which our models are listed, edited and shown.
WAGTAIL_OF_OURS = {
    "wagtailadmin_home",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_explore_root",
}
WAGTAIL_NAMESPACES = {"wagtailadmin_pages", "wagtailimages"}
# No input of anybody: they only say how far something is, or end the visit.
LEFT_OUT = {"wagtailadmin_logout"}
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its route, with the arguments still in it, and its name."""

    route: str
    name: str
    app: str  # whose view it is

    def with_arguments(self, value_of: Callable[[str], Any]) -> str:
        """The path, each argument filled in by its name."""
        filled = ARGUMENT.sub(lambda found: str(value_of(found[2] or found[3])), self.route)
        return "/" + re.sub(r"[\^$]|\\(?=[.])", "", filled)

    @property
    def arguments(self) -> list[str]:
        return [found[2] or found[3] for found in ARGUMENT.finditer(self.route)]


def addresses(*, admin: bool) -> list[Address]:
    """Our addresses under the admin's path, or all the others."""
    found = [
        Address(route, f"{namespace}:{name}".lstrip(":"), _app_of(view))
        for route, namespace, name, view in _below(get_resolver().url_patterns, "", "")
        if _is_ours(namespace, name, view) and name not in LEFT_OUT
    ]
    return [one for one in found if one.route.lstrip("^").startswith("admin/") == admin]


def _below(
    patterns: Iterable[Any], prefix: str, namespace: str
) -> Iterator[tuple[str, str, str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, namespace, pattern.name or "", pattern.callback
        elif isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, route, pattern.namespace or namespace)


def _app_of(view: Any) -> str:
    return getattr(view, "view_class", view).__module__.partition(".")[0]


def _is_ours(namespace: str, name: str, view: Any) -> bool:
    whole = f"{namespace} {name}"
    return (
        _app_of(view) in OURS
        or "clinic" in whole
        or name in WAGTAIL_OF_OURS
        or namespace in WAGTAIL_NAMESPACES
    )


def soup_of(html: str) -> BeautifulSoup:
    """A page to look through; large ones take longer to read than to make."""
    return BeautifulSoup(html, "html.parser")


@dataclass
class Form:
    """A form on a page: where it is sent, and for each of its names the values a browser has."""

    action: str
    method: str
    controls: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """Forms that differ in the number of their row only are one and the same."""
        path = re.sub(r"[0-9]+", "0", urlsplit(self.action).path)
        return self.method, path, tuple(sorted(self.controls))


def forms_in(soup: BeautifulSoup, url: str) -> list[Form]:
    """The forms of a page, filled in with what a person might write."""
    return [form for tag in soup.find_all("form") for form in _forms(tag, soup, url)]


def _forms(tag: Tag, soup: BeautifulSoup, url: str) -> Iterator[Form]:
    """A form, once for each address that one of its buttons sends it to."""
    controls = tag.find_all(["input", "select", "textarea", "button"])
    if tag.get("id"):
        controls += soup.find_all(attrs={"form": tag["id"]})
    named: dict[str, list[str]] = {}
    for control in controls:
        name = str(control.get("name") or "")
        if name and name != "csrfmiddlewaretoken":
            named.setdefault(name, []).extend(_values(control))
    elsewhere = {str(control["formaction"]) for control in controls if control.get("formaction")}
    for action in [str(tag.get("action") or url), *sorted(elsewhere)]:
        yield Form(urljoin(url, action), str(tag.get("method", "get")).upper(), named)


# What a person would write into an empty field of this type.
WRITTEN = {
    "email": "ana@example.com",
    "tel": "612-555-0114",
    "number": "1",
    "date": "2026-03-05",
    "time": "10:00",
    "datetime-local": "2026-03-05T10:00",
    "url": "https://hooks.example.com/",
    "text": "Tried",
    "checkbox": "on",
}


def _values(control: Tag) -> list[str]:
    if control.name == "select":
        return [str(option.get("value", option.text)) for option in control.find_all("option")]
    if control.name == "textarea":
        return [control.text or "Tried"]
    kind = str(control.get("type", "text"))
    return [str(control.get("value") or WRITTEN.get(kind, ""))]


def query_names(soup: BeautifulSoup) -> set[str]:
    """The parameters of the links on a page."""
    links = soup.find_all("a", href=True)
    return {name for link in links for name, _value in parse_qsl(urlsplit(link["href"]).query)}


def names_read_in_code() -> set[str]:
    """Every parameter that our code reads from an address: the words in ``GET.get("…")``."""
    reading = re.compile(r"""\.GET(?:\.get(?:list)?\(|\[)\s*["']([\w-]+)["']""")
    files = (file for app in OURS for file in (Path(settings.BASE_DIR) / app).rglob("*.py"))
    return {name for file in files for name in reading.findall(file.read_text(encoding="utf-8"))}
