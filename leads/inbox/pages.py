"""What all pages of the inbox have in common: who may come in, and what stands above them."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..models import Right
from ..permissions import may_anywhere

Crumb = dict[str, Any]
INBOX: Crumb = {"url": reverse_lazy("clinic_inbox:index"), "label": _("Inbox")}


class DiscreetView(View):
    """A view that may show people: only for who has `right` somewhere; no address leaks out."""

    right: str = Right.SEE

    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_anywhere(request.user, self.right):
            raise PermissionDenied
        self.prepare()
        response = super().dispatch(request, *args, **kwargs)
        # That nothing is stored, Wagtail says for the whole admin.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def prepare(self) -> None:
        """Find what the address names, for every method. Raises Http404."""


class InboxPage(DiscreetView, WagtailAdminTemplateMixin):
    """A page below the inbox: the way there, and its own name at the end."""

    trail: ClassVar[list[Crumb]] = []  # the pages between the inbox and this one

    def get_breadcrumbs_items(self) -> list[Crumb]:
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, INBOX, *self.trail, here]


class ManagerPage(InboxPage):
    """A page for who manages some location."""

    right = Right.MANAGE
