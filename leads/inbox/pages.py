"""What all pages of the inbox have in common: who may come in, and what stands above them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from locations.typed import lost_texts

from ..models import Right
from ..permissions import may_anywhere

Answer = Callable[..., HttpResponseBase]
Crumb = dict[str, Any]
INBOX: Crumb = {"url": reverse_lazy("clinic_inbox:index"), "label": _("Inbox")}


REFUSED = _("You may not do this here, or may no longer: a right can end while somebody writes.")


def giving_back(view: Answer, *, missing: Any) -> Answer:
    """Return the view, with what was written given back to who is refused or finds nothing there.

    Wagtail would send the one away to its first page, and its text would be gone. `missing` is said
    to the other; whether there ever was such a thing, nobody is told.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (Http404, PermissionDenied) as refusal:
            texts = lost_texts(request)
            if not texts:
                raise
            status, said = (404, missing) if isinstance(refusal, Http404) else (403, REFUSED)
            context = {"texts": texts, "said": said}
            return render(request, "clinic_leads/inbox/gone.html", context, status=status)

    return answer


class DiscreetView(View):
    """A view that may show people: only for who has `right` somewhere; no address leaks out."""

    right: str = Right.SEE
    missing: ClassVar[Any] = _(
        "There is no such thing at your location: a colleague may have removed it while you were "
        "writing."
    )

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view as it is for the addresses: nothing that somebody wrote is thrown away."""
        return giving_back(super().as_view(**initkwargs), missing=cls.missing)

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
