"""Where saved views are made, renamed and deleted."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from .. import actions
from ..models import SavedView
from . import saved
from .pages import DiscreetView
from .views import InboxView

LONGEST_QUERY = SavedView._meta.get_field("query").max_length or 0


class SaveView(InboxView):
    """Keep the list that is shown under a name."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address.here)

    def post(self, request: HttpRequest) -> HttpResponse:
        places = saved.may_share(request.user, self.locations)
        form = saved.SaveForm(request.POST, places=places)
        if not form.is_valid():
            return self.again(*(str(error) for line in form.errors.values() for error in line))
        if self.not_understood or len(self.saved_words) > LONGEST_QUERY:
            return self.again(_("This filter cannot be saved."))
        actions.save_view(
            **form.cleaned_data, query=self.saved_words, by=request.user, at=timezone.now()
        )
        messages.success(request, _("The view is saved."))
        return redirect(self.address.here)


class SavedViewView(DiscreetView):
    """One saved view by POST: another clinic's and a colleague's is “not found”."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.saved_view = get_object_or_404(saved.visible_to(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("clinic_inbox:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not saved.may_change(request.user, self.saved_view):
            raise PermissionDenied
        self.change(request)
        return redirect("clinic_inbox:index")

    def change(self, request: HttpRequest) -> None:
        raise NotImplementedError


class RenameView(SavedViewView):
    def change(self, request: HttpRequest) -> None:
        form = saved.NameForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["name"][0])
            return
        actions.rename_view(view=self.saved_view, name=form.cleaned_data["name"])
        messages.success(request, _("The view is renamed."))


class DeleteView(SavedViewView):
    def change(self, request: HttpRequest) -> None:
        actions.delete_view(view=self.saved_view)
        messages.success(request, _("The view is deleted."))
