"""Making a link: who may, for which version, and what the page's history says of it."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import Page, Revision

from ..addresses import default_root_url
from .tokens import make_token

ACTION = "clinic_locations.share_preview"


def register_sharing(actions: LogActionRegistry) -> None:
    """Make the action known: the hook ``register_log_actions`` calls this."""
    actions.register_action(ACTION, _("Share a preview"), _("Shared a preview of a version"))


def may_share(user: Any, page: Page) -> bool:
    """Who may edit a page may show it around, also when the public may not see it.

    An alias has no versions of its own: its original has them.
    """
    has_versions = page.is_previewable() and not page.alias_of_id
    return bool(has_versions) and page.permissions_for_user(user).can_edit()


def is_mounted() -> bool:
    """Does the project show shared versions? It does if it has our addresses."""
    try:
        reverse("clinic_previews:shared", args=["-"])
    except NoReverseMatch:
        return False
    return True


def share(*, page: Page, by: Any) -> str:
    """Return the token of the version that was saved last, and note in its history who made it."""
    revision = page.latest_revision or _first_version(page, by=by)
    log(page, ACTION, user=by, revision=revision)
    return make_token(revision.pk)


def address_of(token: str, page: Page) -> str:
    """Return the address of a shared version, on the Site that the page belongs to."""
    site = page.get_site()
    root = site.root_url if site else default_root_url()
    return root + reverse("clinic_previews:shared", args=[token])


def _first_version(page: Page, *, by: Any) -> Revision:
    """A page that a script has made has no version yet: it is what is published."""
    return page.specific.save_revision(user=by, changed=False, log_action=False)
