"""What answers are made of: texts, pictures, links, telephone numbers. Their types in the document.

Every name of a type begins with Clinic: all types of a project's API share one list of names.
"""

from datetime import time
from typing import Annotated, Any

from pydantic import BaseModel, Field, WithJsonSchema

# A time by the clock on the wall. JSON Schema's "time" has an offset, which this must not have.
WallClock = Annotated[
    time,
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}:\d{2}(\.\d+)?$"}),
]


class ClinicText(BaseModel):
    """Rich text. What was not asked for (`format`) is null."""

    html: str | None = Field(description="HTML with live facts: numbers, hours and prices of today")
    markdown: str | None = Field(description="The same text as Markdown")


class ClinicSource(BaseModel):
    """Files of one format, as `srcset` takes them."""

    type: str = Field(description="Media type, such as image/avif")
    srcset: str


class ClinicImageSize(BaseModel):
    """A picture in one size: for an <img>, or a <picture> with its sources."""

    src: str
    width: int
    height: int
    srcset: str = Field(description="Files of the format of `src`")
    sizes: str = Field(description="How wide our own pages show it")
    sources: list[ClinicSource] = Field(description="Other formats, the smallest files first")


class ClinicFocus(BaseModel):
    """What must be seen of a picture: the centre, as fractions of width and height."""

    x: float
    y: float


class ClinicImage(BaseModel):
    """A picture that may be shown."""

    id: str
    title: str
    alt: str = Field(description='"" for a picture that only decorates')
    is_decorative: bool
    credit: str
    width: int
    height: int
    focus: ClinicFocus | None
    named: dict[str, ClinicImageSize] = Field(description="By name: wide, tall, card, face, text")


class ClinicLink(BaseModel):
    """A page that another one links to."""

    id: int
    type: str
    title: str
    locale: str
    url: str
    path: str


class ClinicDocument(BaseModel):
    """A file to download."""

    id: str
    title: str
    url: str


class ClinicReference(BaseModel):
    """Something else that has a name, such as a series."""

    id: str
    type: str
    title: str


class ClinicPhone(BaseModel):
    """A telephone number."""

    role: str
    label: str = Field(description="What it is for, in the reader's language")
    number: str = Field(description="E.164")
    display: str = Field(description="As people write it")
    href: str = Field(description='Link that calls or texts; "" for a fax')
    note: str


def phone_data(phone: Any) -> dict[str, Any]:
    """A number as the API tells it."""
    return {
        "role": str(phone.role),
        "label": phone.role_label,
        "number": phone.e164,
        "display": phone.display,
        "href": phone.href,
        "note": phone.note,
    }


Anything = Annotated[Any, Field(description="Data of a kind that this API does not know")]
