"""People for the tests of the page “Import articles”."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from conditions.models import ArticleIndexPage
from tests.factories import index_page, make_user


def make_writer(
    name: str, *pages: Page, rights: tuple[str, ...] = ("add_page", "change_page")
) -> Any:
    """A user of the admin who has these `rights` on what is below `pages`, and publishes none."""
    user = make_user(name)
    group = Group.objects.create(name=f"Writers {user.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for page in pages:
        for codename in rights:
            permission = Permission.objects.get(codename=codename)
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user.groups.add(group)
    return user


@pytest.fixture
def articles():
    return index_page(ArticleIndexPage, title="Articles", slug="articles")


@pytest.fixture
def writer(articles, client):
    """Somebody who writes articles, signed in."""
    user = make_writer("Nora Feld", articles)
    client.force_login(user)
    return user
