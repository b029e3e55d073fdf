"""Prices: how they are written everywhere, and the price of a treatment as a live reference."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locations.links import read_once
from locations.live import Choice, Group, Key, LiveFact, Shown, Wanted
from locations.published import is_shown, originals, published

from .models import TreatmentPage


def price_words(price: Decimal) -> str:
    """“$95”, “$95.50”, “$1,200”: as the active language writes it, with cents only if any."""
    amount = Decimal(price)
    whole = amount == amount.to_integral_value()
    digits = number_format(amount, decimal_pos=0 if whole else 2, force_grouping=True)
    return gettext("${amount}").format(amount=digits)


class PriceFact(LiveFact):
    """What a visit costs: the price on the page of the treatment, or of the one it translates."""

    identifier = "clinic-price"
    icon = "tag"
    button = _("Price")
    title = _("Choose a price")
    explanation = _("The text will always show the price that the treatment has.")
    nothing_yet = _("No published treatment has a price yet. Write it on its page first.")
    missing = _("price on request")
    gone = _("This treatment, or its price, is not on the site any more.")

    @staticmethod
    def get_model() -> type[TreatmentPage]:
        return TreatmentPage

    @classmethod
    def find(cls, keys: set[Key] | None) -> Mapping[Any, Any]:
        return read_once(cls, keys)

    @classmethod
    def shown(cls, holder: Any, wanted: Wanted) -> Shown | None:
        if holder is None or holder.price is None or not is_shown(holder):
            return None
        label = gettext("%(treatment)s: price") % {"treatment": holder.title}
        return Shown(text=price_words(holder.price), label=label)

    @classmethod
    def groups(cls) -> list[Group]:
        """All prices in one group, because each treatment has only one."""
        priced = originals(published(TreatmentPage.objects.filter(price__isnull=False)))
        choices = []
        for treatment in priced.order_by("title"):
            wanted = {"id": treatment.pk}
            if shown := cls.shown(treatment, wanted):
                choices.append(Choice(wanted, shown, treatment.title))
        return [Group(gettext("Price of a visit"), choices)] if choices else []
