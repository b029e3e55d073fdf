"""The pages of publish webhooks, for who may change the clinic's settings."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import HeaderButton

from ..markup import referenced_id
from ..models import PublishEndpoint, PublishMessage
from ..webhooks.rotating import turn_secret
from ..webhooks.showing import log_part, secret_once
from ..webhooks.words import SECRET_TURNED, WEBHOOK_FAULTS, fault_in
from . import actions
from .forms import PublishEndpointForm

PERMISSION = "clinic_locations.change_clinicorganisation"
# The endpoint whose secret is shown on the next page, once.
SHOWN_ONCE = "clinic_publish_hook_secret"
INDEX = "clinic_publish_hooks:index"


class PublishHooksMenuItem(MenuItem):
    """Under Settings, for who may change the clinic's."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class HookView(WagtailAdminTemplateMixin, TemplateView):
    """A page about publish webhooks."""

    page_title = gettext_lazy("Publish webhooks")
    header_icon = "site"
    _show_breadcrumbs = True
    breadcrumbs_items = [{"url": reverse_lazy(INDEX), "label": page_title}]
    endpoint: PublishEndpoint

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        if "pk" in kwargs:
            self.endpoint = get_object_or_404(PublishEndpoint, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


class IndexView(HookView):
    """All endpoints."""

    template_name = "clinic_locations/admin/publish_hooks/index.html"

    def get_header_buttons(self) -> list[Any]:
        url = reverse("clinic_publish_hooks:add")
        return [HeaderButton(label=_("Add a webhook"), url=url, icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"endpoints": PublishEndpoint.objects.all()}


class FormView(HookView):
    """A new endpoint, or another address for one."""

    template_name = "clinic_locations/admin/publish_hooks/form.html"

    @cached_property
    def instance(self) -> PublishEndpoint:
        return self.endpoint if "pk" in self.kwargs else PublishEndpoint()

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = PublishEndpointForm(instance=self.instance)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = PublishEndpointForm(request.POST, instance=self.instance)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        is_new = self.instance.pk is None
        endpoint = actions.save_endpoint(endpoint=form.save(commit=False), at=timezone.now())
        if is_new:
            request.session[SHOWN_ONCE] = endpoint.pk
        messages.success(request, _("The webhook is saved."))
        return redirect("clinic_publish_hooks:detail", endpoint.pk)


class DetailView(HookView):
    """One endpoint: what was sent, and what came of it."""

    template_name = "clinic_locations/admin/publish_hooks/detail.html"

    def get_page_title(self) -> str:
        return self.endpoint.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.endpoint.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before")
        log, older = log_part(self.endpoint.messages.all(), before=before)
        return super().get_context_data(**kwargs) | {
            "endpoint": self.endpoint,
            "waiting": self.endpoint.changes.count(),
            "secret": secret_once(self.request, self.endpoint, kept_as=SHOWN_ONCE),
            "log": [_line(sent) for sent in log],
            "older": older,
        }


def _line(sent: PublishMessage) -> dict[str, Any]:
    data = sent.payload.get("data", {})
    return {
        "sent": sent,
        "type": sent.payload.get("type", ""),
        "reasons": data.get("reasons", []),
        "urls": len(data.get("urls", [])),
        "everything": data.get("everything", False),
        "why": fault_in(WEBHOOK_FAULTS, sent.last_error),
        "is_done": sent.state != PublishMessage.State.PENDING,
    }


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ActionView(HookView):
    """Something done with an endpoint, by POST."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody signed in again on the way: back to the endpoint, nothing is done."""
        return redirect("clinic_publish_hooks:detail", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        done, words = self.act()
        (messages.success if done else messages.error)(request, words)
        return self.onward()

    def act(self) -> tuple[bool, str]:
        """Do it; return whether it was done, and what is said then."""
        raise NotImplementedError

    def onward(self) -> HttpResponse:
        return redirect("clinic_publish_hooks:detail", self.endpoint.pk)


class TestView(ActionView):
    def act(self) -> tuple[bool, str]:
        if actions.send_test(endpoint=self.endpoint, at=timezone.now()):
            return True, _("A test is on its way. Look at the log in a moment.")
        return False, _("This webhook is switched off.")


class SecretView(ActionView):
    def act(self) -> tuple[bool, str]:
        own = PublishEndpoint.objects.filter(pk=self.endpoint.pk)
        turn_secret(own, at=timezone.now())
        self.request.session[SHOWN_ONCE] = self.endpoint.pk
        return True, str(SECRET_TURNED)


class ReplayView(ActionView):
    def act(self) -> tuple[bool, str]:
        pk = referenced_id(self.request.POST.get("message"))
        sent = get_object_or_404(self.endpoint.messages, pk=pk)
        if actions.replay(sent=sent, at=timezone.now()):
            return True, _("The message is sent once more.")
        return False, _("This message is about to be sent anyway.")


class RemoveView(ActionView):
    def act(self) -> tuple[bool, str]:
        actions.remove_endpoint(endpoint=self.endpoint)
        return True, _("The webhook is removed.")

    def onward(self) -> HttpResponse:
        return redirect(INDEX)
