"""Canned replies in the admin: made and changed by who manages the location they are for.

A reply for every location is managed by who manages every location. Nothing here is about a real
person: the preview shows a lead that was made up.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, Table, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.coreutils import get_content_languages

from .. import actions
from ..canned import filled, replies_managed_by
from ..models import CannedReply, Lead, Right
from ..permissions import EVERY_LOCATION, ManagedLocationField, locations_of
from ..tags import TAGS, unknown_tags
from .pages import ManagerPage

INDEX = "clinic_inbox:canned"


class CannedReplyForm(forms.ModelForm):
    """Offers the locations that the user manages; refuses what stands in braces and is no tag."""

    class Meta:
        model = CannedReply
        fields = ["name", "location", "language", "subject", "body", "active"]
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"] = ManagedLocationField(user=user)
        languages = [("", gettext_lazy("Any")), *get_content_languages().items()]
        self.fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language"), choices=languages, required=False
        )

    def clean_subject(self) -> str:
        return _checked(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        return _checked(self.cleaned_data["body"])


def _checked(text: str) -> str:
    unknown = ", ".join(f"{{{name}}}" for name in unknown_tags(text))
    if unknown:
        raise ValidationError(_("There is no such tag: %(tags)s"), params={"tags": unknown})
    return text


class CannedReplyView(ManagerPage):
    """One canned reply, or a new one."""

    header_icon = "comment"
    page_title = gettext_lazy("Canned reply")
    trail: ClassVar = [{"url": reverse_lazy(INDEX), "label": gettext_lazy("Canned replies")}]

    def find(self) -> CannedReply:
        """Return the reply if the user manages it; otherwise there is none."""
        return get_object_or_404(replies_managed_by(self.request.user), pk=self.kwargs["pk"])


class CannedRepliesView(ManagerPage):
    """The list of the replies that the user manages."""

    template_name = "clinic_leads/inbox/canned/index.html"
    header_icon = "comment"
    page_title = gettext_lazy("Canned replies")

    def get(self, request: HttpRequest) -> HttpResponse:
        replies = replies_managed_by(request.user).select_related("location")
        context = self.get_context_data(table=_table(list(replies)))
        return self.render_to_response(context)

    def get_header_buttons(self) -> list[Any]:
        url = reverse("clinic_inbox:canned_add")
        return [HeaderButton(label=_("Add a canned reply"), url=url, icon_name="plus")]


def _table(replies: list[CannedReply]) -> Table:
    languages = get_content_languages()
    columns = [
        TitleColumn(
            "name",
            label=_("Name"),
            get_url=lambda reply: reverse("clinic_inbox:canned_edit", args=[reply.pk]),
        ),
        Column(
            "location",
            label=_("Location"),
            accessor=lambda reply: reply.location.title if reply.location else EVERY_LOCATION,
        ),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda reply: languages.get(reply.language, reply.language) or _("Any"),
        ),
        BooleanColumn("active", label=_("In use")),
    ]
    return Table(columns, replies, caption=_("Canned replies"))


class CannedReplyAddView(CannedReplyView):
    """Make a reply. “Preview” shows what is typed, filled in for a made-up lead."""

    template_name = "clinic_leads/inbox/canned/form.html"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self.show(CannedReplyForm(instance=self.instance(), user=request.user))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = CannedReplyForm(request.POST, instance=self.instance(), user=request.user)
        if not form.is_valid():
            return self.show(form, status=422)
        if "preview" in request.POST:
            return self.show(form)
        actions.save_canned_reply(reply=form.save(commit=False), by=request.user, at=timezone.now())
        messages.success(request, _("The canned reply is saved."))
        return redirect(INDEX)

    def instance(self) -> CannedReply:
        return CannedReply()

    def show(self, form: CannedReplyForm, *, status: int = 200) -> HttpResponse:
        reply = form.instance
        context = self.get_context_data(form=form, reply=reply, tags=TAGS.items())
        if reply.body and not form.errors:
            context["preview"] = _preview(reply, user=self.request.user)
        return self.render_to_response(context, status=status)


def _preview(reply: CannedReply, *, user: Any) -> dict[str, Any]:
    """What the reply becomes for somebody who was made up, at its own location or any."""
    sample = Lead(
        name=_("Ada Sample"),
        reference="7K3MD-92QFX",
        language=reply.language or "en",
        location=reply.location or locations_of(user, Right.MANAGE).first(),
    )
    subject, body = filled(reply, lead=sample, by=user, at=timezone.now())
    empty = dict.fromkeys([*subject.empty, *body.empty])
    return {"subject": subject.text, "body": body.text, "empty": [f"{{{n}}}" for n in empty]}


class CannedReplyEditView(CannedReplyAddView):
    """Change a reply."""

    def instance(self) -> CannedReply:
        return self.find()


class CannedReplyDeleteView(CannedReplyView):
    """Delete a reply. What was sent with it stays as it was."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.find()
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        actions.delete_canned_reply(reply=self.find(), by=request.user, at=timezone.now())
        messages.success(request, _("The canned reply is deleted."))
        return redirect(INDEX)
