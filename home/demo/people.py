"""Who works at the demo clinic: groups with their rights, and accounts."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from leads.models import GroupLocationPermission, Right
from locations.models import LocationPage

from .accounts import ACCOUNTS, DESK_EDINA, DESK_ST_PAUL, MANAGERS, PRACTITIONERS, Account

WRITING = ("add_page", "change_page", "publish_page")
MANAGING = (*WRITING, "bulk_delete_page", "lock_page", "unlock_page")
LIBRARY = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
# What managers set beside pages: the clinic's texts, what each site shows, sources, redirects.
SETTINGS = (
    ("clinic_locations", "change_clinicorganisation"),
    ("clinic_locations", "change_clinicsitesettings"),
    ("clinic_conditions", "add_citation"),
    ("clinic_conditions", "change_citation"),
    ("clinic_conditions", "delete_citation"),
    ("clinic_conditions", "view_citation"),
    ("wagtailredirects", "add_redirect"),
    ("wagtailredirects", "change_redirect"),
    ("wagtailredirects", "delete_redirect"),
)
# What belongs to no page, and who looks after it. Disclaimers are the managers' alone.
EXPLAINING = tuple(
    ("clinic_conditions", f"{act}_{model}")
    for model in ("glossaryterm", "articleseries")
    for act in ("add", "change", "delete", "view")
)
# Whoever writes also says what is new, and hands it to translators.
TELLING = (
    *(
        ("clinic_locations", f"{act}_announcement")
        for act in ("add", "change", "delete", "publish", "view")
    ),
    ("wagtail_localize", "submit_translation"),
)
DISCLAIMING = tuple(
    ("clinic_conditions", f"{act}_disclaimer") for act in ("add", "change", "delete", "view")
)
DESK_RIGHTS = (Right.SEE, Right.TRIAGE, Right.REPLY)


def make_groups(
    *, homes: Iterable[Page], written: Iterable[Page], desks: dict[str, LocationPage]
) -> None:
    """Make the demo's groups; one that is there already keeps the rights it has.

    `written` are the lists whose pages practitioners write; `desks` maps a location's key to it.
    """
    practitioners = _group(PRACTITIONERS)
    if practitioners:
        for index in written:
            _allow_pages(practitioners, index, WRITING)
        _allow_library(practitioners)
        for codename in ("add_citation", "change_citation", "view_citation"):
            practitioners.permissions.add(_permission("clinic_conditions", codename))
        _allow_models(practitioners, (*EXPLAINING, *TELLING))
    for name, key in ((DESK_ST_PAUL, "st-paul"), (DESK_EDINA, "edina")):
        if group := _group(name):
            _allow_leads(group, desks[key], DESK_RIGHTS)
    managers = _group(MANAGERS)
    if managers:
        for home in homes:
            _allow_pages(managers, home, MANAGING)
        _allow_library(managers)
        _allow_leads(managers, None, Right.values)
        _allow_models(managers, (*SETTINGS, *EXPLAINING, *TELLING, *DISCLAIMING))


def make_accounts() -> list[str]:
    """Make the demo's accounts and return their names; a name that is taken is left alone."""
    taken = set(get_user_model().objects.values_list("username", flat=True))
    new = [account for account in ACCOUNTS if account.username not in taken]
    for account in new:
        _make_account(account)
    return [account.username for account in new]


def _make_account(account: Account) -> None:
    user = get_user_model().objects.create_user(
        account.username,
        account.email,
        account.password,
        first_name=account.first_name,
        last_name=account.last_name,
        is_superuser=account.is_superuser,
        is_staff=account.is_superuser,
    )
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))


def _group(name: str) -> Group | None:
    """Return a new group that may enter the admin, None if the name is taken."""
    group, is_new = Group.objects.get_or_create(name=name)
    if not is_new:
        return None
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    return group


def _allow_pages(group: Group, page: Page, codenames: Iterable[str]) -> None:
    for codename in codenames:
        permission = _permission("wagtailcore", codename)
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)


def _allow_models(group: Group, permissions: Iterable[tuple[str, str]]) -> None:
    for app_label, codename in permissions:
        group.permissions.add(_permission(app_label, codename))


def _allow_library(group: Group) -> None:
    root = Collection.get_first_root_node()
    for codename in LIBRARY:
        app_label = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
        GroupCollectionPermission.objects.create(
            group=group, collection=root, permission=_permission(app_label, codename)
        )


def _allow_leads(group: Group, location: LocationPage | None, rights: Iterable[str]) -> None:
    for right in rights:
        GroupLocationPermission.objects.create(group=group, location=location, right=right)


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
