"""What the rest of the admin shows of importing: menu, dashboard, the article's editor."""

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from ..importing.progress import waiting_for
from ..models import ArticleIndexPage, ArticlePage
from .rights import lists_for


class ImportMenuItem(MenuItem):
    """“Import articles”, for who may add an article."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(lists_for(request.user))


def import_menu_item() -> MenuItem:
    return ImportMenuItem(
        _("Import articles"),
        reverse("clinic_import:start"),
        name="clinic-import",
        icon_name="upload",
        order=150,
    )


class ArticlesPanel(Component):
    """The dashboard's panel for those who write: a new article, or one from a file."""

    name = "clinic_articles"
    template_name = "clinic_conditions/import_page/home_panel.html"
    order = 60

    def __init__(self, lists: list[ArticleIndexPage]) -> None:
        self.lists = lists

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        model = ContentType.objects.get_for_model(ArticlePage).model
        several = len({page.locale_id for page in self.lists}) > 1
        return {
            "lists": [
                {
                    "title": page.get_admin_display_title(),
                    "language": page.locale.get_display_name() if several else "",
                    "url": reverse(
                        "wagtailadmin_pages:add", args=["clinic_conditions", model, page.pk]
                    ),
                }
                for page in self.lists
            ],
            "import_url": reverse("clinic_import:start"),
            "waiting": waiting_for(parent_context["request"].user),
        }
