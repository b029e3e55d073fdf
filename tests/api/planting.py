"""A clinic for cases: one page of each kind, two languages, what may be seen and what may not."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, PageViewRestriction

from conditions.citing import citation_reference
from locations.models import Announcement
from locations.references import phone_reference
from tests.factories import (
    EDINA_PHONE,
    home_page,
    make_article,
    make_citation,
    make_condition,
    make_image,
    make_location,
    make_practitioner,
    make_request_page,
    make_treatment,
    override,
    phones,
)


def plant() -> dict[str, list[Any]]:
    """Make the clinic and return what exists in it, by the names of the API's parameters."""
    tomorrow = timezone.now() + timedelta(days=1)
    day = f"{tomorrow:%Y-%m-%d}"
    edina = make_location(
        "Edina", phones=phones(EDINA_PHONE, fax="+19525550111"), hours_overrides=[override(day)]
    )
    text = f"<p>{phone_reference(edina.pk)} {citation_reference(make_citation().pk)}</p>"
    needles = make_treatment(locations=[edina], price="95.00", what_happens=text)
    hip = make_condition(title="Hip pain", treatments=[needles], symptoms=text, image=make_image())
    author = make_practitioner(locations=[edina], conditions=[hip], biography=text)
    article = make_article(author=author, conditions=[hip], body=_every_block(edina, text))
    secret = make_article(title="Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    draft = make_article(title="Draft", live=False)
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish).save_revision().publish()
    hip.get_parent().specific.copy_for_translation(spanish).save_revision().publish()
    translated = hip.copy_for_translation(spanish)
    translated.save_revision().publish()
    asking = make_request_page(introduction=text)
    Announcement.objects.create(title="Closed", text=text, kind="closure", ends_at=tomorrow)
    moved = Redirect.objects.create(old_path="/old-hip", redirect_page=hip)
    pages = [home_page(), edina, needles, hip, author, article, secret, draft, translated, asking]
    paths = [page.get_url() for page in pages if page.live]
    return {
        "page_id": [page.pk for page in pages],
        "redirect_id": [moved.pk],
        "image_id": [hip.image_id],
        "condition": [hip.pk, translated.pk],
        "author": [author.pk],
        "location": [edina.pk],
        "type": ["clinic_conditions.ArticlePage", "clinic_conditions.ConditionPage"],
        "locale": ["en", "es"],
        "path": [*paths, "/old-hip", "/nothing/"],
        "html_path": paths,
        "limit": [1, 20],
    }


def _every_block(edina: Any, text: str) -> list[tuple[str, Any]]:
    return [
        ("text", text),
        ("points", {"heading": "Two", "points": [{"heading": "Rest", "text": text}]}),
        ("image", {"image": make_image(), "caption": "A hip", "credit": "Drawn here"}),
        ("callout", {"kind": "caution", "heading": "Mind", "text": text}),
        ("phone", {"location": edina, "role": "text"}),
        (
            "consultation",
            {"heading": "Talk", "text": text, "location": None, "show_form": False},
        ),
    ]
