"""Sharing a preview in the admin: the button in the menus of a page, and the page behind it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from .headless import client_url
from .sharing import address_of, is_mounted, may_share, share
from .tokens import read_token


class ShareButton(PageMenuItem):
    """“Share a preview”, for who may edit the page."""

    label = _("Share a preview")
    icon_name = "link"
    url_name = "clinic_locations_share_preview"

    def is_shown(self, user: Any) -> bool:
        return is_mounted() and may_share(user, self.page)


def share_buttons(page: Page, user: Any, next_url: str = "", **_more: Any) -> Iterator[ShareButton]:
    """What the hooks of the editor's menu and of lists of pages ask for."""
    yield ShareButton(page=page, priority=25)


class ShareView(WagtailAdminTemplateMixin, TemplateView):
    """Makes a link to the version that was saved last, by POST, and shows it."""

    template_name = "clinic_locations/admin/share_preview.html"
    page_title = _("Share a preview")
    header_icon = "link"
    _show_breadcrumbs = True
    page: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        if not may_share(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        token = share(page=self.page, by=request.user)
        links = [address_of(token, self.page), client_url(self.page, token)]
        shown = {"links": [link for link in links if link], "until": read_token(token).until}
        response = self.render_to_response(self.get_context_data(**shown))
        response["Cache-Control"] = "private, no-store"
        return response

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        title = self.page.get_admin_display_title()
        return [{"url": editor, "label": title}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"page": self.page}
