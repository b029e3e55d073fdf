"""From the addresses of the old site to the new pages, with Wagtail's own redirects.

A redirect is written for the path of the old link and for its short form (“/?p=12”). One that leads
elsewhere is somebody's decision and stays.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from .items import PUBLIC_STATUSES, Channel, WxrItem

APP = "wagtail.contrib.redirects"
_SHORT_FORM = re.compile(r"\?(?:p|page_id)=\d+$")
_LONGEST_PATH = 255
_LONGEST_CHAIN = 20


def write_redirects(item: WxrItem, page: Page, *, channel: Channel) -> list[str]:
    """Lead the old addresses of `item` to `page`; return what could not be done.

    Nothing is written for what the old site never showed to everybody.
    """
    if item.status not in PUBLIC_STATUSES:
        return []
    if not apps.is_installed(APP):
        return [_("no redirect from the old address: %(app)s is not installed") % {"app": APP}]
    site = page.get_site()
    if site is None:
        return [_("no redirect from the old address: the page belongs to no site")]
    return [remark for path in old_paths(item, channel) if (remark := _write(path, page, site))]


def old_paths(item: WxrItem, channel: Channel) -> list[str]:
    """Return the paths of `item` on the old site in the form in which redirects are kept."""
    found = [_path_of(item.link)]
    if _SHORT_FORM.search(item.guid) and _host(item.guid) in {_host(item.link), _host(channel.url)}:
        found.append(_path_of(item.guid))
    if item.id:
        home = urlsplit(channel.url).path.rstrip("/")
        found.append(f"{home}/?{'page_id' if item.type == 'page' else 'p'}={item.id}")
    paths = (_model().normalise_path(path) for path in found if path)
    return [path for path in dict.fromkeys(paths) if path != "/"]


def _host(address: str) -> str:
    return urlsplit(address).netloc


def _path_of(link: str) -> str:
    parts = urlsplit(link)
    path = unquote(parts.path) if "%" in parts.path else parts.path
    # WordPress writes “//about/” when its own address ends with a slash.
    path = "/" + path.strip("/") if path else ""
    return f"{path or '/'}?{parts.query}" if parts.query else path


def _write(path: str, page: Page, site: Site) -> str:
    """Write one redirect; return why not, "" when it is there."""
    redirect = _model()
    if len(path) > _LONGEST_PATH:
        return _("no redirect from “%(path)s”: the address is too long") % {"path": path[:80]}
    own = _own_path(page, site)
    if path == own:
        return ""  # the new page has the old address
    existing = redirect.get_for_site(site).filter(old_path=path).order_by("site").first()
    if existing is not None:
        if existing.redirect_page_id == page.pk:
            return ""
        return _("“%(path)s” is redirected elsewhere already; that was left as it is") % {
            "path": path
        }
    if _is_taken(path, site):
        return _("no redirect from “%(path)s”: the site has a page there") % {"path": path}
    if _leads_to(own, path, site):
        return _("no redirect from “%(path)s”: it would lead in a circle") % {"path": path}
    redirect.add_redirect(path, page, site=site)
    return ""


def _model() -> Any:
    return apps.get_model("wagtailredirects", "Redirect")


def _own_path(page: Page, site: Site) -> str:
    parts = page.get_url_parts()
    return _model().normalise_path(parts[2]) if parts and parts[2] else ""


def _is_taken(path: str, site: Site) -> bool:
    """Say whether a published page of the site has this path: it would be shown, not redirected."""
    if "?" in path:
        return False
    url_path = f"{site.root_page.url_path.rstrip('/')}{path}/"
    return Page.objects.live().filter(url_path=url_path).exists()


def _leads_to(path: str, goal: str, site: Site) -> bool:
    """Say whether the redirects that exist lead from `path` to `goal`."""
    for _step in range(_LONGEST_CHAIN):
        found = _model().get_for_site(site).filter(old_path=path).first()
        target = found.link if found else None
        if not target:
            return False
        path = _model().normalise_path(urlsplit(target)._replace(scheme="", netloc="").geturl())
        if path == goal:
            return True
    return True
