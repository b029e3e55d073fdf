"""The conditions of a rule in words, for the list."""

from datetime import date, time

from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages

from ...models import RoutingRule
from ..screen import ACQUAINTANCE


def conditions_of(rule: RoutingRule) -> list[str]:
    """Return the conditions that are filled in, one line each."""
    language = get_content_languages().get(rule.language, rule.language)
    lines = [
        (_("Topic contains “%(value)s”"), rule.topic_contains),
        (_("Language: %(value)s"), language),
        (_("ZIP code starts with %(value)s"), rule.postcode_prefix),
        ("%(value)s", str(ACQUAINTANCE[rule.acquaintance]) if rule.acquaintance else ""),
        (_("Received on %(value)s"), rule.get_weekday_display() if rule.weekday else ""),
        (_("Received from %(value)s"), _time(rule.from_time)),
        (_("Received before %(value)s"), _time(rule.until_time)),
        (_("From %(value)s"), _date(rule.first_date)),
        (_("Until %(value)s, included"), _date(rule.last_date)),
    ]
    return [text % {"value": value} for text, value in lines if value]


def _time(value: time | None) -> str:
    return formats.time_format(value, "TIME_FORMAT") if value is not None else ""


def _date(value: date | None) -> str:
    return formats.date_format(value, "DATE_FORMAT") if value is not None else ""
