"""What goes over the wire, by the words of the form."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import ConfigDict, Field

from locations.problems import Contact

from ..forms import (
    EMAIL_LIMIT,
    MESSAGE_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    POSTCODE_LIMIT,
    TOPIC_LIMIT,
)
from ..models import Acquaintance, PreferredContact, PreferredTime
from ..progress import Progress

# Read by `locations.problems.asked_language` for every operation; here so that it is documented.
Locale = Annotated[
    str, Query(description="Language of the answer. Without it Accept-Language decides.")
]
# No larger number is the id of anything.
Id = Annotated[int, Field(strict=True, ge=1, le=10**18 - 1)]
KEY = r"^[!-~]+$"
Key = Annotated[
    str,
    Field(
        min_length=16,
        max_length=128,
        pattern=KEY,
        description="A random name of this request, such as a UUID: new for each request, the same "
        "when it is sent again. It must not be guessable.",
    ),
]


class Sent(Schema):
    """A consultation request. A phone number or an e-mail address must be given, or both."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description=f"At most {NAME_LIMIT} characters.", examples=["Kim Example"])
    phone: str = Field("", description=f"As a person types it; at most {PHONE_LIMIT} characters.")
    email: str = Field("", description=f"At most {EMAIL_LIMIT} characters.")
    location: Id | Literal["any"] | None = Field(
        None,
        description="A location of the form, or “any”. Must be given where the form has the field.",
    )
    preferred_contact: PreferredContact = PreferredContact.ANY
    preferred_times: list[PreferredTime] = Field([], max_length=len(PreferredTime))
    topic: str = Field("", description=f"At most {TOPIC_LIMIT} characters.")
    message: str = Field("", description=f"At most {MESSAGE_LIMIT} characters.")
    acquaintance: Acquaintance = Acquaintance.UNKNOWN
    language: str = Field(
        "", description="In which the person is to be answered. Empty: the language of the answer."
    )
    postcode: str = Field("", description=f"At most {POSTCODE_LIMIT} characters.")
    about: Id | None = Field(None, description="Id of the page from which the visitor came.")
    stamp: str = Field(
        "",
        description="The stamp of the form that was shown: when, and which consent was read. "
        "Without it the request lies in quarantine until somebody at the desk looks there.",
    )
    website: str = Field(
        "", description="The field that people do not see. Send what is in it; leave it empty."
    )


class Promise(Schema):
    """By when the desk replies."""

    text: str = Field(description="In the visitor's language.")
    language: str
    due_at: datetime | None = Field(
        description="In the zone of the location; null where no hours are known."
    )


class Place(Schema):
    """The location that answers."""

    id: int
    title: str
    phone: str = Field(description="E.164; empty without a number.")
    phone_display: str
    address: list[str]


class Receipt(Schema):
    """What the visitor keeps. Whoever has the status link may see and change the request."""

    reference: str = Field(examples=["7K3MD-92QFX"])
    received_at: datetime
    promise: Promise | None
    location: Place | None
    status_url: str = Field(description="For programs: the status of this request.")
    status_page: str = Field(description="For people: the page that shows it.")


class RequestStatus(Schema):
    """How a request stands, for the visitor who sent it. Nothing of what they sent is in it."""

    reference: str
    status: Progress
    status_text: str = Field(description="The status as a sentence, in the language asked for.")
    received_at: datetime
    expires_at: datetime = Field(description="When this address stops to work.")
    promise: Promise | None
    location: Place | None
    can_change: bool = Field(description="Whether it can still be cancelled or corrected.")
    asks_phone_digits: bool = Field(
        description="Whether the visitor must say how their phone number ends to cancel or remove."
    )
    removal_asked: bool = Field(
        description="Whether the visitor asked for removal and the desk still has to do it."
    )


class CorrectedPhone(Schema):
    model_config = ConfigDict(extra="forbid")

    phone: str = Field(description="As a person types it.", examples=["651-555-0123"])


class Proof(Schema):
    """What the link alone does not say: that this is who sent the request."""

    model_config = ConfigDict(extra="forbid")

    phone_digits: str = Field(
        "",
        description="The last four digits of the phone number in the request. Needed where "
        "`asks_phone_digits` says so.",
        examples=["0123"],
    )


class Choice(Schema):
    value: str
    label: str
    hint: str = ""


Kind = Literal["text", "longtext", "tel", "email", "choice", "choices"]


class FormField(Schema):
    """A field of the form, with the words to draw it."""

    name: str = Field(description="Its name in the request.")
    kind: Kind
    label: str
    hint: str
    required: bool
    max_length: int | None = None
    autocomplete: str = ""
    choices: list[Choice] = []
    initial: str = ""


class Text(Schema):
    """A text that must be shown as it is."""

    text: str
    language: str = Field(description="The language it is in; that of the page if it could be.")


class Emergency(Text):
    number: str = Field(examples=["911"])
    crisis_number: str = Field(examples=["988"])


class DrawnForm(Schema):
    """The form as it must be drawn: its fields in their order, and the texts beside them."""

    language: str
    fields: list[FormField]
    emergency: Emergency
    consent: Text
    honeypot: str = Field(description="Name of a text field to hide from people and send empty.")
    stamp: str = Field(description="To be sent back as it is. An old one is as good as a new one.")
    contacts: list[Contact]
    please_call: str = Field(
        description="To be shown above the form, with `contacts`, while requests may be seen late."
    )
