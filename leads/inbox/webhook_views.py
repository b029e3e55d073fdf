"""Webhooks in the admin, for who manages a location: addresses, secrets, and what came of it."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import HeaderButton

from locations.webhooks.showing import log_part, secret_once
from locations.webhooks.words import SECRET_TURNED

from .. import actions
from ..about import id_in
from ..models import Delivery, Right, WebhookEndpoint, locations_with_right
from .outgoing import messages_of
from .pages import ManagerPage
from .webhook_form import EndpointForm, label_of

# The endpoint whose secret is shown on the next page, once.
SHOWN_ONCE = "clinic_webhook_secret"


class WebhookView(ManagerPage):
    """A page about one endpoint of a location that the user manages; there is no other."""

    header_icon = "link-external"
    trail: ClassVar = [
        {"url": reverse_lazy("clinic_inbox:webhooks"), "label": gettext_lazy("Webhooks")}
    ]

    endpoint: WebhookEndpoint

    def prepare(self) -> None:
        own = WebhookEndpoint.objects.manageable_by(self.request.user)
        self.endpoint = get_object_or_404(own.select_related("location"), pk=self.kwargs["pk"])

    def own(self) -> QuerySet[Delivery]:
        """What went to the endpoint about leads that the user sees: it may have been another's."""
        everywhere, location_ids = locations_with_right(self.request.user, Right.SEE)
        if everywhere:
            return self.endpoint.deliveries.all()
        here = Q(lead__location__in=location_ids)
        return self.endpoint.deliveries.filter(Q(lead=None) | here)


class WebhooksView(ManagerPage):
    """The endpoints of the locations that the user manages."""

    page_title = gettext_lazy("Webhooks")
    header_icon = "link-external"
    template_name = "clinic_leads/inbox/webhooks/index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_header_buttons(self) -> list[Any]:
        url = reverse("clinic_inbox:webhook_add")
        return [HeaderButton(label=_("Add a webhook"), url=url, icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = WebhookEndpoint.objects.manageable_by(self.request.user)
        endpoints = own.select_related("location").order_by("name", "pk")
        return super().get_context_data(**kwargs) | {"endpoints": endpoints}


class WebhookFormView(WebhookView):
    """Another address for an endpoint."""

    template_name = "clinic_leads/inbox/webhooks/form.html"
    page_title = gettext_lazy("Webhook")

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self._shown(EndpointForm(instance=self.endpoint, user=request.user))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = EndpointForm(request.POST, instance=self.endpoint, user=request.user)
        if not form.is_valid():
            return self._shown(form, status=422)
        is_new = self.endpoint.pk is None
        endpoint = actions.save_endpoint(endpoint=form.save(commit=False))
        if is_new:
            request.session[SHOWN_ONCE] = endpoint.pk
        messages.success(request, _("The webhook is saved."))
        return redirect("clinic_inbox:webhook", endpoint.pk)

    def _shown(self, form: EndpointForm, *, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


class WebhookAddView(WebhookFormView):
    """A new endpoint."""

    def prepare(self) -> None:
        self.endpoint = WebhookEndpoint()


class WebhookDetailView(WebhookView):
    """One endpoint: what it is told, what was sent, and what came of it."""

    template_name = "clinic_leads/inbox/webhooks/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return self.endpoint.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        log, older = self._log()
        return super().get_context_data(**kwargs) | {
            "endpoint": self.endpoint,
            "occasions": [str(label_of(each)) for each in self.endpoint.occasions],
            "secret": secret_once(self.request, self.endpoint, kept_as=SHOWN_ONCE),
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
