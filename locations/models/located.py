"""What a location's page says to machines: the clinic in this place, with all that it shows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from .. import schema
from ..directory import Directory
from ..phones import PhoneRole
from ..routes import routes_to
from ..schema import Node
from ..standing_texts import StandingText
from .described import Described, organisation_id, picture_of

if TYPE_CHECKING:
    from .locations import LocationPage


# What is the same in every language.
LOCATION_FACTS = (
    "street",
    "street_extra",
    "city",
    "region",
    "postcode",
    "country",
    "time_zone",
    "phones",
    "weekly_hours",
    "hours_overrides",
    "desk_email",
    "booking_url",
    "desk_languages",
)
# Words about the place, which are translated.
LOCATION_WORDS = ("directions", "parking", "transit", "access")


class DescribedLocation(Described):
    """The facts are those of the original, as everywhere: a translation is the same place."""

    subject = ("MedicalClinic", "clinic")

    def subject_id(self: Any, clinic: Directory) -> str:
        return f"{clinic.canonical_url(clinic.facts_of(self))}#clinic"

    def subject_brief(self: Any, clinic: Directory) -> Node:
        return _clinic(clinic.facts_of(self), clinic)

    def subject_nodes(self: Any, context: Mapping[str, Any]) -> list[Node]:
        clinic, location = context["clinic"], context["location"]
        sections = context["related_sections"]
        described = [section for section in sections if "property" in section]
        people_and_services = {
            section["property"]: schema.refs(page.subject_id(clinic) for page in section["pages"])
            for section in described
        }
        address = ", ".join([*location.address_lines, location.country])
        today = timezone.now().astimezone(location.zone).date()
        whole = _clinic(
            location,
            clinic,
            description=self.search_description or self.summary,
            image=picture_of(self, "tall", clinic),
            geo=schema.place(latitude=location.latitude, longitude=location.longitude),
            hasMap=routes_to(address, location.coordinates)[0]["url"],
            openingHoursSpecification=schema.opening_hours(location.schedule),
            specialOpeningHoursSpecification=schema.special_hours(location.schedule, today=today),
            **people_and_services,
        )
        briefs = [page.subject_brief(clinic) for each in described for page in each["pages"]]
        return [whole, *briefs]


def _clinic(location: "LocationPage", clinic: Directory, **more: Any) -> Node:
    main, fax = location.main_phone, location.phone(PhoneRole.FAX)
    return schema.clinic(
        id=location.subject_id(clinic),
        name=f"{clinic.organisation.name}, {location.title}",
        url=clinic.canonical_url(location),
        parent_id=organisation_id(clinic),
        telephone=main.e164 if main else "",
        fax=fax.e164 if fax and more else "",
        address=schema.address(
            street=", ".join(line for line in (location.street, location.street_extra) if line),
            city=location.city,
            region=location.region,
            postcode=location.postcode,
            country=location.country,
        ),
        **more,
    )


def words_of(
    page: "LocationPage", original: "LocationPage", *, clinic: Directory
) -> dict[str, StandingText]:
    """What the page says about the place; what is not translated, as it was written."""
    if original.pk == page.pk:
        return {name: StandingText(getattr(page, name)) for name in LOCATION_WORDS}
    words = {}
    for name in LOCATION_WORDS:
        own, theirs = getattr(page, name), getattr(original, name)
        is_translated = own and own != theirs
        foreign = StandingText(theirs, clinic.language_of(original))
        words[name] = StandingText(own) if is_translated else foreign
    return words
