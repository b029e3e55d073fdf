"""“Add a lead”: somebody rang, walked in or wrote, and the desk writes it down in seconds."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.coreutils import get_content_languages

from locations.content_languages import source_language
from locations.languages import own_name

from .. import actions
from ..actions import Arrival, KeyReused, NotAllowed
from ..fields import TypedField, read_phone, visible
from ..forms import NAME_LIMIT, TOPIC_LIMIT
from ..models import Lead, Right, Source
from ..permissions import locations_of
from ..presets import new_key
from ..submissions import Submission
from .clocks import moment
from .form_bases import ReachedForm
from .pages import InboxPage

MESSAGE_LIMIT = 5000
# The answer to “add to that one?” that means no.
APART = "apart"


class AddForm(ReachedForm):
    """What the desk hears, cleaned like what a visitor types."""

    source = forms.ChoiceField(
        label=gettext_lazy("How did they reach us?"),
        choices=[
            (source.value, source.label) for source in (Source.PHONE, Source.WALK_IN, Source.EMAIL)
        ],
        initial=Source.PHONE,
        widget=forms.RadioSelect,
    )
    name = TypedField(
        label=gettext_lazy("Name"),
        limit=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    topic = TypedField(label=gettext_lazy("What is it about?"), limit=TOPIC_LIMIT, required=False)
    message = TypedField(
        label=gettext_lazy("Message"),
        limit=MESSAGE_LIMIT,
        tidy=visible,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    is_answered = forms.BooleanField(label=gettext_lazy("Already answered"), required=False)
    is_mine = forms.BooleanField(label=gettext_lazy("Assign to me"), required=False)
    receipt = forms.BooleanField(
        label=gettext_lazy("Send them a receipt by e-mail"), required=False
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    # The person's earlier lead that this belongs to, or APART, once somebody was asked.
    join = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_add_%s")
        super().__init__(*args, **kwargs)
        locations = locations_of(user, Right.TRIAGE)
        only = locations.first() if locations.count() == 1 else None
        self.fields["location"] = forms.ModelChoiceField(
            label=gettext_lazy("Location"),
            queryset=locations,
            initial=only,
            empty_label=None if only else gettext_lazy("Choose a location"),
        )
        languages = [(code, own_name(code)) for code in get_content_languages()]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["language"].initial = source_language()
        self.order_fields(["location", "source", "name"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        if said.get("receipt") and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail address that the receipt goes to."))
        return said

    def submission(self) -> Submission:
        said = self.cleaned_data
        return Submission(
            name=said["name"],
            phone=read_phone(said["phone"]),
            phone_typed=said["phone"],
            email=said["email"],
            topic=said["topic"],
            message=said["message"],
            language=said["language"] or source_language(),
            source=said["source"],
        )

    def circumstances(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] for name in ("is_answered", "is_mine", "receipt")}


class AddView(InboxPage):
    """The form, the question whether it is somebody who asked already, and the new lead."""

    template_name = "clinic_leads/inbox/add.html"
    page_title = gettext_lazy("Add a lead")
    header_icon = "plus"
    right = Right.TRIAGE

    def get_context_data(self, *, form: AddForm, **kwargs: Any) -> dict[str, Any]:
        ticks = [form[name] for name in ("is_answered", "is_mine", "receipt")]
        return super().get_context_data(form=form, ticks=ticks, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AddForm(user=request.user, initial={"key": new_key()})
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.again(form, status=422)
        key, join = self._key(form), form.cleaned_data["join"]
        earlier = self._earlier(form, key=key)
        chosen = next((lead for lead in earlier if str(lead.pk) == join), None)
        if earlier and chosen is None and join != APART:
            # Any number can be typed here: whose requests are shown for it is kept.
            ids = [lead.pk for lead in earlier]
            actions.read_in_list(lead_ids=ids, by=request.user, at=timezone.now())
            return self.again(form, earlier=earlier, status=409)
        try:
            lead = self._store(form, key=key, to=chosen).lead
        except KeyReused as reused:
            return self.again(self._anew(request), became=reused.lead, status=409)
        except NotAllowed as refusal:
            return self.again(form, problem=str(refusal), status=409)
        messages.success(request, _("The lead is saved."))
        return redirect("clinic_inbox:detail", lead.pk)

    def again(self, form: AddForm, *, status: int, **context: Any) -> HttpResponse:
        earlier = [{"lead": lead, "when": _when(lead)} for lead in context.pop("earlier", ())]
        context = self.get_context_data(form=form, earlier=earlier, apart=APART, **context)
        return self.render_to_response(context, status=status)

    def _anew(self, request: HttpRequest) -> AddForm:
        """What was typed, as a form of its own: it can be saved, which the sent one was already."""
        data = request.POST.copy()
        data["key"] = new_key()
        data["join"] = ""
        return AddForm(data, user=request.user)

    def _store(self, form: AddForm, *, key: str, to: Lead | None) -> Arrival:
        submission, facts = form.submission(), form.circumstances()
        by, at = self.request.user, timezone.now()
        if to is not None:
            return actions.add_to(lead=to, submission=submission, key=key, by=by, at=at, **facts)
        location = form.cleaned_data["location"]
        return actions.add(location=location, submission=submission, key=key, by=by, at=at, **facts)

    def _earlier(self, form: AddForm, *, key: str) -> list[Lead]:
        """The person's open leads at this location; not the one that this form made already."""
        submission = form.submission()
        theirs = Lead.objects.visible_to(self.request.user, right=Right.TRIAGE)
        theirs = theirs.of_person(phone=submission.phone, email=submission.email)
        here = theirs.open().filter(location=form.cleaned_data["location"])
        return list(here.exclude(idempotency_key=key).newest_first()[:5])

    def _key(self, form: AddForm) -> str:
        """The key that the form is stored under: nobody can take it from somebody else's form."""
        given = f"{self.request.user.pk} {form.cleaned_data['key']}"
        return salted_hmac("clinic_leads.desk_key", given, algorithm="sha256").hexdigest()


def _when(lead: Lead) -> str:
    now = timezone.now()
    return moment(lead.received_at, zone=timezone.get_current_timezone(), at=now)
