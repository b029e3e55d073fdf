"""Which treatments the findings of a condition name: those of its language, and public ones."""

from typing import Any

from locations.published import published

from .treatments import TreatmentPage


def name_own_treatments(page: Any) -> None:
    """Let the findings of a translation name treatments in its language, where there are some.

    One query, none where they do.
    """
    findings = [block.value for block in page.findings if block.value["treatment"]]
    foreign = [one for one in findings if one["treatment"].locale_id != page.shown_page.locale_id]
    if not foreign:
        return
    keys = {one["treatment"].translation_key for one in foreign}
    own = published(TreatmentPage.objects.filter(translation_key__in=keys, locale=page.locale_id))
    known = {treatment.translation_key: treatment for treatment in own}
    for one in foreign:
        one["treatment"] = known.get(one["treatment"].translation_key, one["treatment"])


def name_no_private_treatments(page: Any, *, known: set[int]) -> None:
    """Let the findings name treatments that strangers may see: those `known` to be, or others.

    One query if there are others.
    """
    findings = [block.value for block in page.findings if block.value["treatment"]]
    others = {one["treatment"].pk for one in findings} - known
    if not others:
        return
    shown = set(published(TreatmentPage.objects.filter(pk__in=others)).values_list("pk", flat=True))
    for one in findings:
        if one["treatment"].pk in others - shown:
            one["treatment"] = None
