"""The consultation form: what we ask a visitor, and what is made of the answers."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages

from locations.conf import clinic_settings
from locations.content_languages import reader_language
from locations.languages import own_name
from locations.models import LocationPage

from .asked import Asked
from .fields import EmailAddressField, PhoneNumberField, TypedField, read_phone, visible
from .folding import last_digits
from .models import Acquaintance, PreferredContact, PreferredTime
from .spam import suspicions
from .stamps import Stamp
from .submissions import Submission

# The control that people do not see; also a field of the API's `Sent`.
HONEYPOT = "website"
# The value of the choice “either is fine”.
ANY_LOCATION = "any"

NAME_LIMIT, PHONE_LIMIT, EMAIL_LIMIT = 120, 60, 254
TOPIC_LIMIT, POSTCODE_LIMIT, MESSAGE_LIMIT = 255, 16, 1000

# One of these must be filled in.
REACHED_BY = ("phone", "email")

# What each way of answering needs.
NEEDED_FOR = {
    PreferredContact.PHONE: ("phone", _("Write a phone number, so that we can ring you.")),
    PreferredContact.TEXT: ("phone", _("Write a phone number, so that we can text you.")),
    PreferredContact.EMAIL: ("email", _("Write an e-mail address, so that we can write to you.")),
}

OTHER_CHOICE = {
    "invalid_choice": _("Choose one of these."),
    "invalid_list": _("Choose from these."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A location as the form offers it: a few plain facts, which can be kept apart from it."""

    id: int
    title: str
    street: str
    phone: str
    phone_href: str


def place_of(location: LocationPage) -> Place:
    """Return what the form offers of a location."""
    phone = location.main_phone
    return Place(
        id=location.pk,
        title=location.title,
        street=location.street,
        phone=phone.display if phone else "",
        phone_href=phone.href if phone else "",
    )


class ConsultationForm(forms.Form):
    """A person asks for a consultation.

    `places` are the locations to choose from; with fewer than two there is nothing to choose.
    Hidden fields are no part of it, because nobody could correct an error in them.
    """

    location = forms.ChoiceField(
        label=_("Which location?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a location, or say that you do not mind."),
            "invalid_choice": _("This location can no longer be chosen. Choose another one."),
        },
    )
    name = TypedField(
        label=_("Your name"),
        limit=NAME_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    phone = PhoneNumberField(
        label=_("Phone number"),
        limit=PHONE_LIMIT,
        required=False,
        widget=forms.TelInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = EmailAddressField(
        label=_("E-mail address"),
        limit=EMAIL_LIMIT,
        required=False,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        ),
    )
    preferred_contact = forms.ChoiceField(
        label=_("How should we answer?"),
        choices=PreferredContact.choices,
        initial=PreferredContact.ANY,
        required=False,
        widget=forms.RadioSelect,
        error_messages=OTHER_CHOICE,
    )
    preferred_times = forms.MultipleChoiceField(
        label=_("When is a good time to reach you?"),
        choices=PreferredTime.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=OTHER_CHOICE,
    )
    topic = TypedField(
        label=_("What is it about?"),
        limit=TOPIC_LIMIT,
        required=False,
        help_text=_("A few words are enough."),
    )
    message = TypedField(
        label=_("Message"),
        limit=MESSAGE_LIMIT,
        tidy=visible,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please no medical details here. You can talk about them with us in person."),
    )
    acquaintance = forms.ChoiceField(
        label=_("Have you been here before?"),
        choices=[choice for choice in Acquaintance.choices if choice[0]],
        required=False,
        widget=forms.RadioSelect,
        error_messages=OTHER_CHOICE,
    )
    language = forms.ChoiceField(
        label=_("Which language do you prefer?"), required=False, error_messages=OTHER_CHOICE
    )
    postcode = TypedField(
        label=_("ZIP code"),
        limit=POSTCODE_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        self.places = places
        form: Any = self  # for Django, every form of a class has the same fields
        form.base_fields = _fields(tuple(places), tuple(get_content_languages()), get_language())
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        super().clean()
        answers = self.cleaned_data
        unreachable = not (answers.get("phone") or answers.get("email"))
        if unreachable and self.errors.keys().isdisjoint(REACHED_BY):
            for name in REACHED_BY:
                self.add_error(name, _("Write a phone number or an e-mail address, or both."))
        elif not unreachable:
            self._check_way_of_answering(answers)
        return answers

    def _check_way_of_answering(self, answers: dict[str, Any]) -> None:
        """We can ring or text only who gave a number, and write only who gave an address."""
        name, message = NEEDED_FOR.get(answers.get("preferred_contact", ""), ("", ""))
        if name and name not in self.errors and not answers.get(name):
            self.add_error(name, message)

    def error_links(self) -> list[tuple[str, str]]:
        """Return (id of the control, message) for the summary of errors, each message once."""
        links: dict[str, str] = {}
        for field in self:
            for message in field.errors:
                links.setdefault(str(message), field.subwidgets[0].id_for_label)
        return [(control, message) for message, control in links.items()]

    def received(
        self,
        *,
        stamp: Stamp | None,
        honeypot: str,
        is_one_of_many: bool,
        at: datetime,
        **circumstances: Any,
    ) -> Submission:
        """Return a visitor's checked answers, with the consent text that was shown beside them and
        what is suspicious about them. The rest is as in `submission`.
        """
        reasons = suspicions(
            honeypot=honeypot,
            stamp=stamp,
            at=at,
            min_seconds=clinic_settings.FORM_MIN_SECONDS,
            is_one_of_many=is_one_of_many,
        )
        consent_text = stamp.consent_text if stamp else ""
        return self.submission(
            consent_text=consent_text, quarantine_reasons=reasons, **circumstances
        )

    def submission(self, **circumstances: Any) -> Submission:
        """Return the checked answers; `circumstances` are fields of Submission nobody typed."""
        answers = self.cleaned_data
        wanted = answers.get("location", ANY_LOCATION)
        return Submission(
            name=answers["name"],
            phone=read_phone(answers["phone"]),
            phone_typed=answers["phone"],
            email=answers["email"],
            preferred_contact=answers["preferred_contact"] or PreferredContact.ANY.value,
            preferred_times=tuple(answers["preferred_times"]),
            language=answers.get("language") or reader_language(),
            acquaintance=answers["acquaintance"],
            postcode=answers["postcode"],
            topic=answers["topic"],
            message=answers["message"],
            wanted_location_id=None if wanted == ANY_LOCATION else int(wanted),
            **circumstances,
        )


class _SharedFields(dict[str, forms.Field]):
    """Fields as they stay. Django copies all of each for every form, and nobody changes ours."""

    def __deepcopy__(self, _memo: object) -> dict[str, forms.Field]:
        return dict(self)


@lru_cache(maxsize=100)
def _fields(
    places: tuple[Place, ...], languages: tuple[str, ...], _active: str | None
) -> _SharedFields:
    """The fields of a form with these choices, as they are called in the active language."""
    fields = deepcopy(ConsultationForm.declared_fields)
    location = cast(forms.ChoiceField, fields["location"])
    location.choices = list(_location_choices(places))
    language = cast(forms.ChoiceField, fields["language"])
    # Each by its own name, for who reads only that one.
    language.choices = [(code, own_name(code)) for code in languages]
    language.initial = reader_language()
    if len(places) < 2:
        del fields["location"]
    if len(languages) < 2:
        del fields["language"]
    for field in fields.values():  # of this language already; every form would ask for them
        field.label, field.help_text = str(field.label), str(field.help_text)
    return _SharedFields(fields)


class PhoneForm(forms.Form):
    """A visitor corrects the number under which they are reached."""

    phone = PhoneNumberField(
        label=_("Phone number"),
        limit=PHONE_LIMIT,
        widget=forms.TelInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Write a phone number.")},
    )


class ProofForm(forms.Form):
    """A visitor shows that a request is theirs: the link alone may have gone to somebody else."""

    digits = TypedField(
        label=_("Last four digits of your phone number"),
        help_text=_("Of the number in your request, so that nobody else can do this."),
        limit=PHONE_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proofs = asked.proofs

    def clean_digits(self) -> str:
        end = last_digits(self.cleaned_data["digits"])
        if self.proofs and end not in self.proofs:
            words = _("This is not how the number in your request ends. If in doubt, call us.")
            raise forms.ValidationError(words, code="mismatch")
        return end


def _location_choices(places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    for place in places:
        label = format_html('{} <span class="form-hint">{}</span>', place.title, place.street)
        yield str(place.id), label if place.street else place.title
    yield ANY_LOCATION, any_label(places)


def any_label(places: Sequence[Place]) -> str:
    """What it is called not to mind which location."""
    return str(_("Either is fine") if len(places) == 2 else _("Any of them is fine"))
