"""The admin's own views of this app."""

from django.http import HttpRequest, JsonResponse
from wagtail.admin.modal_workflow import render_modal_workflow

from .draftail import entity_of
from .markup import referenced_id
from .models import LocationPage


def choose_phone(request: HttpRequest) -> JsonResponse:
    """Offer every number of every published location, for the rich text editor.

    `id` and `role` in the query name the number that is in the text now.
    """
    current = referenced_id(request.GET.get("id")), request.GET.get("role")
    places = [
        {"title": location.title, "numbers": _numbers(location, current)}
        for location in LocationPage.objects.live().originals().order_by("path")
    ]
    return render_modal_workflow(
        request,
        "clinic_locations/admin/choose_phone.html",
        template_vars={"places": places},
        json_data={"step": "choose_phone"},
    )


def _numbers(location: LocationPage, current: tuple[int | None, str | None]) -> list[dict]:
    """The first number of each role, because that is the one that a reference shows."""
    first = {block.value.role: block.value for block in reversed(location.phones)}
    ordered = sorted(first.values(), key=lambda phone: phone.role != "main")
    return [
        {
            **entity_of(location, phone),
            "role_label": phone.role_label,
            "current": (location.pk, phone.role) == current,
        }
        for phone in ordered
    ]
