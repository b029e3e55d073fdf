"""How long leads of each standing are kept, as a form: a choice and a number for each."""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ...models import Outcome, Plan, RetentionRule, Unit
from ...models.retention import LONGEST
from ..periods import period_words

FOLLOW, EVER = "follow", "ever"

# From when on the time is counted.
SINCE: dict[str, Any] = {
    Outcome.CLOSED: _("since it was closed"),
    Outcome.ATTENDED: _("since the appointment"),
    Outcome.NO_SHOW: _("since the appointment"),
    Outcome.BOOKED: _("since the appointment, or else the booking"),
    Outcome.OPEN: _("since anything last happened; the lead is closed then"),
    Outcome.QUARANTINE: _("since it was put there"),
}


class RetentionForm(forms.Form):
    """The rules of one location, or (`location_id` None) of all that have none of their own."""

    use_required_attribute = False

    # What was shown the last time as what would be removed: see `mark`.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, location_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.location_id = location_id
        for standing in Outcome:
            self._add_fields(standing, plan)

    def _add_fields(self, standing: Outcome, plan: Plan) -> None:
        places = plan.periods[standing]
        stored = places.get(self.location_id)
        how = Unit(stored.unit) if stored else EVER
        choices: list[Any] = [(EVER, _("For ever")), *Unit.choices]
        if self.location_id is not None:
            general = places.get(None)
            period = period_words(*((general.number, general.unit) if general else (None, "")))
            choices = [(FOLLOW, _("As everywhere: %(period)s") % {"period": period}), *choices]
            how = how if self.location_id in places else FOLLOW
        self.fields[f"{standing}_how"] = forms.ChoiceField(
            label=standing.label, choices=choices, initial=how
        )
        self.fields[f"{standing}_number"] = forms.IntegerField(
            label=_("How many"),
            min_value=1,
            max_value=LONGEST,
            required=False,
            initial=stored.number if stored else None,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for standing in Outcome:
            counted = cleaned.get(f"{standing}_how") in Unit.values
            name = f"{standing}_number"
            if counted and name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("How many?"))
        return cleaned

    def rows(self) -> Iterator[dict[str, Any]]:
        """The fields of each standing, as the page shows them."""
        for standing in Outcome:
            yield {
                "standing": standing,
                "since": SINCE[standing],
                "how": self[f"{standing}_how"],
                "number": self[f"{standing}_number"],
            }

    def rules(self) -> list[RetentionRule]:
        """The rules that the form says; a standing that follows the general rule has none."""
        return [
            RetentionRule(
                location_id=self.location_id,
                standing=standing,
                number=self.cleaned_data[f"{standing}_number"] if how in Unit.values else None,
                unit=how if how in Unit.values else Unit.MONTHS,
            )
            for standing in Outcome
            if (how := self.cleaned_data[f"{standing}_how"]) != FOLLOW
        ]

    @property
    def mark(self) -> str:
        """The mark of what is in the form: it is saved only after its effect was looked at."""
        said = [(rule.standing, rule.number, rule.unit) for rule in self.rules()]
        body = json.dumps([self.location_id, said])
        return salted_hmac("clinic_leads.retention", body, algorithm="sha256").hexdigest()

    @property
    def was_seen(self) -> bool:
        return self.cleaned_data["seen"] == self.mark
