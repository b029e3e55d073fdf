"""Who may import: whoever may add an article below a list of articles."""

from typing import Any

from wagtail.permissions import page_permission_policy

from ..models import ArticleIndexPage


def lists_for(user: Any) -> list[ArticleIndexPage]:
    """Return the lists of articles below which `user` may add one, in tree order."""
    allowed = page_permission_policy.instances_user_has_permission_for(user, "add")
    lists = ArticleIndexPage.objects.filter(alias_of__isnull=True, pk__in=allowed.values("pk"))
    return list(lists.select_related("locale").order_by("path"))
