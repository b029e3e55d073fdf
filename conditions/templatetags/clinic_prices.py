"""Templates: prices as they are written everywhere."""

from decimal import Decimal

from django import template

from conditions.prices import price_words

register = template.Library()


@register.filter
def clinic_price(price: Decimal) -> str:
    """“$95”."""
    return price_words(price)
