"""Blocks that any page of the clinic may hold: the live phone number and the call to action."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks, hooks
from wagtail.models import Page

from .directory import Directory
from .markup import LIVE_FACTS
from .models import LocationPage
from .phones import PhoneRole
from .references import shown_phone

# What practitioners may use in running text. Headings below h3 are never needed in an article.
TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", *LIVE_FACTS]
PREVIEW_TEMPLATE = "clinic/block_preview.html"
# In a section whose heading the page itself writes.
SECTION_TEXT_FEATURES = [feature for feature in TEXT_FEATURES if feature != "h2"]
# Inside a block that has a heading of its own.
SHORT_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", *LIVE_FACTS]


class ShownAsPublished:
    """A block that its editor sees, before choosing it, as readers will see it."""

    def get_preview_template(self, value: Any, context: Any = None) -> str:
        return PREVIEW_TEMPLATE

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = dict(parent_context or {})
        if context.get("request"):
            context["clinic"] = Directory.for_request(context["request"])
        return context


class SeldomChosenPageBlock(blocks.PageChooserBlock):
    """A page that is mostly left empty: Wagtail composes a query even to look for none."""

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Page | None]:
        ids = list(values)
        return super().bulk_to_python(ids) if any(ids) else [None] * len(ids)

    def deconstruct(self) -> tuple[str, Any, Any]:
        """As Wagtail's: no migration for how something is read."""
        _own, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs


class PhoneReferenceBlock(ShownAsPublished, blocks.StructBlock):
    """A location's number, shown large. The number itself is in the location, never here."""

    location = blocks.PageChooserBlock("clinic_locations.LocationPage", label=_("Location"))
    role = blocks.ChoiceBlock(
        label=_("Which number"),
        choices=[choice for choice in PhoneRole.choices if choice[0] != PhoneRole.FAX],
        default=PhoneRole.MAIN,
    )

    class Meta:
        icon = "mobile-alt"
        label = _("Phone number on a line of its own")
        template = "clinic/blocks/phone_reference.html"
        description = _("A location's phone number. It follows when the number changes.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["location"] = facts = _facts_of(value.get("location"), parent_context)
        context["phone"] = shown_phone(facts, value.get("role"))
        return context

    def get_preview_value(self) -> Any:
        """The first location; a made-up one where there is none yet."""
        location = LocationPage.objects.live().originals().order_by("path").first()
        return self.normalize({"location": location or _example(), "role": PhoneRole.MAIN})


def _example() -> LocationPage:
    """A location that is nowhere, with a number that is reserved for examples."""
    number = {"role": PhoneRole.MAIN, "number": "+16515550123"}
    return LocationPage(title=gettext("Your location"), phones=[("phone", number)])


class ConsultationBlock(ShownAsPublished, blocks.StructBlock):
    """The call to action: a text, the numbers to ring, and the way to the request form."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("Talk with us"))
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_TEXT_FEATURES, required=False)
    location = SeldomChosenPageBlock(
        "clinic_locations.LocationPage",
        label=_("Location"),
        required=False,
        help_text=_("Empty: the location of the site, or all locations."),
    )
    show_form = blocks.BooleanBlock(
        label=_("Show the form here"),
        required=False,
        help_text=_("Otherwise a button leads to the consultation request page."),
    )

    class Meta:
        icon = "mail"
        label = _("Consultation call to action")
        template = "clinic/blocks/consultation.html"
        description = _("Invites the reader to ask for a consultation, with the right numbers.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        parent = parent_context or {}
        context["clinic"] = clinic = _directory(parent)
        chosen = _facts_of(value.get("location"), parent)
        context["locations"] = [chosen] if chosen else clinic.shown_locations
        context["chosen_location"] = chosen or clinic.bound_location
        context["request_url"] = clinic.request_url
        context["about"] = parent.get("page")
        context["form_html"] = _form_html(value, context) if value.get("show_form") else ""
        return context


def _form_html(value: Any, context: dict[str, Any]) -> str:
    """The embedded form, from the app that registered ``clinic_consultation_form`` (leads).

    The hook is a function of (request, about, location) and returns safe HTML, so that this app
    does not know the one that receives requests.
    """
    for function in hooks.get_hooks("clinic_consultation_form"):
        return function(
            request=context.get("request"),
            about=context["about"],
            location=context["chosen_location"],
        )
    return ""


def _directory(parent_context: Any) -> Directory:
    """The directory of the page; another project's page has none, but it has a request."""
    parent = parent_context or {}
    clinic, request = parent.get("clinic"), parent.get("request")
    if clinic is not None:
        return clinic
    return Directory.for_request(request) if request is not None else Directory(site=None)


def _facts_of(location: Any, parent_context: Any) -> Any:
    if location is None:
        return None
    facts = _directory(parent_context).facts_of(location.specific)
    return facts if facts.live else None
