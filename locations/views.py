"""The admin's own views of this app."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, JsonResponse
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.rich_text import features

from .draftail import entity_of
from .live import Choice, LiveFact, Wanted


def choose_fact(request: HttpRequest, kind: str) -> JsonResponse:
    """Offer every fact of one kind, such as every phone number, for the rich text editor.

    The query names the fact that is in the text now, by what is stored of it.
    """
    fact = features.get_link_types().get(kind)
    if not (isinstance(fact, type) and issubclass(fact, LiveFact)):
        raise Http404
    current = fact.wanted(request.GET)
    groups = [
        {
            "title": group.title,
            "choices": [_choice(choice, current) for choice in group.choices],
        }
        for group in fact.groups()
    ]
    return render_modal_workflow(
        request,
        "clinic_locations/admin/choose_fact.html",
        template_vars={"fact": fact, "groups": groups},
        json_data={"step": "choose_fact"},
    )


def _choice(choice: Choice, current: Wanted) -> dict[str, Any]:
    return {
        "entity": json.dumps(entity_of(choice), cls=DjangoJSONEncoder),
        "words": choice.words,
        "text": choice.shown.text,
        "current": choice.wanted == current,
    }
