"""What is done in the list: to several leads at once, and to how the list looks."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ..models import Right
from ..permissions import may_anywhere
from . import discretion
from .bulk import BULK_FORMS, BulkForm, NoteForm, do_to_all, selection
from .views import InboxView


class ListActionView(InboxView):
    """By POST to the address of the list; afterwards the same list is shown."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody signed in again on the way: nothing is done."""
        return redirect(self.address.here)


class BulkView(ListActionView):
    """One action on the selected leads. If it asks for something, the selection stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not may_anywhere(request.user, Right.TRIAGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        values = request.POST.getlist("lead")
        self.selected = frozenset(values)
        self.written = request.POST.dict()
        versions = selection(values)
        form = self.failed = self.form()
        if form is None or not versions:
            return self.again(_("Select leads first."))
        if not form.is_valid():
            return self.again(*(str(error) for line in form.errors.values() for error in line))
        if form.name != NoteForm.name and self.note:
            self.failed = NoteForm(request.POST, user=request.user)
            return self.again(_("Your note is not saved by this: save it first, or empty its box."))
        try:
            outcome = do_to_all(form, versions, at=self.at)
        except ValidationError as error:
            return self.again(*error.messages)
        if self.note and not outcome.done:
            return self.again(outcome.left_alone)
        if outcome.success:
            messages.success(request, outcome.success)
        for warning in filter(None, [outcome.left_alone, *form.warnings()]):
            messages.warning(request, warning)
        return redirect(self.address.here)

    @property
    def note(self) -> str:
        """What is written in the box of “Save as a note”: it comes with every action."""
        return self.written.get("text", "").strip()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where nobody is listed, no form is there to put the note back into."""
        context = super().get_context_data(**kwargs)
        return context | {"texts": [self.note] if self.note and not context["bulk"] else []}

    def form(self) -> BulkForm | None:
        name = self.request.POST.get("action", "")
        form_class = BULK_FORMS.get(name)
        if form_class is None or not form_class.fits(self.queue):
            return None
        return form_class(self.request.POST, user=self.request.user)


class NamesView(ListActionView):
    """How much of a person the list shows from now on, in this session."""

    def post(self, request: HttpRequest) -> HttpResponse:
        names = request.POST.get("names", "")
        if names in discretion.Names.values:
            discretion.choose(request, names)
        return redirect(self.address.here)
