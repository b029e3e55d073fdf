"""Webhooks in the admin: addresses, secrets, and what came of it.

Those of a location are for who manages it. A colleague's own is theirs alone: who manages their
location sees that it is there and how it does, not its secret and not its whole address.
"""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import HeaderButton

from locations.webhooks.showing import log_part, secret_once
from locations.webhooks.words import SECRET_TURNED

from .. import actions
from ..about import id_in
from ..actions.changing import name_of
from ..models import (
    Delivery,
    Right,
    WebhookEndpoint,
    WebhookQuerySet,
    locations_with_right,
)
from ..permissions import may_anywhere
from .outgoing import messages_of
from .pages import InboxPage
from .webhook_form import form_for, label_of

# The endpoint whose secret is shown on the next page, once.
SHOWN_ONCE = "clinic_webhook_secret"


class WebhookView(InboxPage):
    """A page about one endpoint that the user may change; there is no other."""

    header_icon = "link-external"
    trail: ClassVar = [
        {"url": reverse_lazy("clinic_inbox:webhooks"), "label": gettext_lazy("Webhooks")}
    ]

    endpoint: WebhookEndpoint

    def prepare(self) -> None:
        found = self.endpoints().select_related("location", "owner")
        self.endpoint = get_object_or_404(found, pk=self.kwargs["pk"])

    def endpoints(self) -> WebhookQuerySet:
        return WebhookEndpoint.objects.usable_by(self.request.user)

    @cached_property
    def is_usable(self) -> bool:
        usable = WebhookEndpoint.objects.usable_by(self.request.user)
        return usable.filter(pk=self.endpoint.pk).exists()

    def own(self) -> QuerySet[Delivery]:
        """What went to the endpoint about leads that the user sees: it may have been another's.

        Of a colleague's endpoint: about leads of locations that the user manages.
        """
        right = Right.SEE if self.is_usable else Right.MANAGE
        everywhere, location_ids = locations_with_right(self.request.user, right)
        if everywhere:
            return self.endpoint.deliveries.all()
        here = Q(lead__location__in=location_ids)
        return self.endpoint.deliveries.filter(Q(lead=None) | here)


class WebhooksView(InboxPage):
    """Those of the locations that the user manages, and their own; colleagues' to look at."""

    page_title = gettext_lazy("Webhooks")
    header_icon = "link-external"
    template_name = "clinic_leads/inbox/webhooks/index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_header_buttons(self) -> list[Any]:
        own = reverse("clinic_inbox:webhook_own")
        buttons = [HeaderButton(label=_("My own webhook"), url=own, icon_name="user")]
        if may_anywhere(self.request.user, Right.MANAGE):
            url = reverse("clinic_inbox:webhook_add")
            buttons.insert(0, HeaderButton(label=_("Add a webhook"), url=url, icon_name="plus"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = WebhookEndpoint.objects.visible_to(self.request.user)
        endpoints = found.select_related("location", "owner").order_by("name", "pk")
        return super().get_context_data(**kwargs) | {
            "rows": [(endpoint, told_by(endpoint)) for endpoint in endpoints]
        }


def told_by(endpoint: WebhookEndpoint) -> str:
    """Of which leads it is told: of a location's, or of those that a colleague is told of."""
    if endpoint.owner is not None:
        return _("Own webhook of %(name)s") % {"name": name_of(endpoint.owner)}
    return endpoint.location.title if endpoint.location else str(_("Every location"))


class WebhookFormView(WebhookView):
    """Another address for an endpoint."""

    template_name = "clinic_leads/inbox/webhooks/form.html"
    page_title = gettext_lazy("Webhook")

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self._shown(form_for(self.endpoint, user=request.user))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = form_for(self.endpoint, request.POST, user=request.user)
        if not form.is_valid():
            return self._shown(form, status=422)
        is_new = self.endpoint.pk is None
        endpoint = actions.save_endpoint(endpoint=form.save(commit=False))
        if is_new:
            request.session[SHOWN_ONCE] = endpoint.pk
        messages.success(request, _("The webhook is saved."))
        return redirect("clinic_inbox:webhook", endpoint.pk)

    def _shown(self, form: forms.ModelForm, *, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


class WebhookAddView(WebhookFormView):
    """A new endpoint of a location."""

    right = Right.MANAGE

    def prepare(self) -> None:
        self.endpoint = WebhookEndpoint()


class WebhookOwnView(WebhookFormView):
    """The user's own endpoint: a new one, or the way to the one that is there."""

    page_title = gettext_lazy("My own webhook")
    template_name = "clinic_leads/inbox/webhooks/own.html"

    def prepare(self) -> None:
        user: Any = self.request.user
        own = WebhookEndpoint.objects.filter(owner=user).first()
        self.endpoint = own or WebhookEndpoint(owner=user)

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self._there() or super().get(request)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        try:
            with transaction.atomic():
                return self._there() or super().post(request)
        except IntegrityError:  # twice in one instant
            return redirect("clinic_inbox:webhook_own")

    def _there(self) -> HttpResponse | None:
        """Also who sends the form twice comes to the endpoint that the first one made."""
        return redirect("clinic_inbox:webhook", self.endpoint.pk) if self.endpoint.pk else None


class WebhookDetailView(WebhookView):
    """One endpoint: what it is told, what was sent, and what came of it. Others' to look at."""

    template_name = "clinic_leads/inbox/webhooks/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def endpoints(self) -> WebhookQuerySet:
        return WebhookEndpoint.objects.visible_to(self.request.user)

    def get_page_title(self) -> str:
        return self.endpoint.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        log, older = self._log()
        return super().get_context_data(**kwargs) | {
            "endpoint": self.endpoint,
            "is_usable": self.is_usable,
            # A path or a query is often a key by itself.
            "address": self.endpoint.url if self.is_usable else _host_of(self.endpoint),
            "told_by": told_by(self.endpoint),
            "occasions": [str(label_of(each)) for each in self.endpoint.occasions],
            "secret": self.is_usable
            and secret_once(self.request, self.endpoint, kept_as=SHOWN_ONCE),
            "log": log,
            "older": older,
        }

    def _log(self) -> tuple[list[dict[str, Any]], int | None]:
        page, older = log_part(self.own(), before=self.request.GET.get("before"))
        messages = messages_of(page, at=timezone.now())
        lines = [
            {
                "message": message,
                "type": delivery.payload.get("type", ""),
                "reference": delivery.payload.get("data", {}).get("reference", ""),
                "http_status": delivery.http_status,
            }
            for delivery, message in zip(page, messages, strict=True)
        ]
        return lines, older


def _host_of(endpoint: WebhookEndpoint) -> str:
    return f"{urlsplit(endpoint.url).hostname}/…"


class WebhookActionView(WebhookView):
    """Something done with an endpoint, by POST."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody signed in again on the way: back to the endpoint, nothing is done."""
        return redirect("clinic_inbox:webhook", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            done = self.act()
        except actions.NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return self.onward()

    def act(self) -> str:
        """Do it; return what is said then."""
        raise NotImplementedError

    def onward(self) -> HttpResponse:
        return redirect("clinic_inbox:webhook", self.endpoint.pk)


class WebhookTestView(WebhookActionView):
    def act(self) -> str:
        actions.send_test(endpoint=self.endpoint, at=timezone.now())
        return _("A test is on its way. Look at the log in a moment.")


class WebhookSecretView(WebhookActionView):
    def act(self) -> str:
        actions.turn_secret(endpoint=self.endpoint, at=timezone.now())
        self.request.session[SHOWN_ONCE] = self.endpoint.pk
        return str(SECRET_TURNED)


class WebhookReplayView(WebhookActionView):
    def act(self) -> str:
        pk = id_in(self.request.POST.get("delivery"))
        delivery = get_object_or_404(self.own(), pk=pk)
        actions.replay(delivery=delivery, at=timezone.now())
        return _("The message is sent once more.")


class WebhookRemoveView(WebhookActionView):
    def act(self) -> str:
        actions.remove_endpoint(endpoint=self.endpoint)
        return _("The webhook is removed.")

    def onward(self) -> HttpResponse:
        return redirect("clinic_inbox:webhooks")
