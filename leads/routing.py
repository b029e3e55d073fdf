"""Routing: which location answers a request, and why. Pure: no clock, no database.

The order is fixed: what the visitor chose, the Site's location, the location of the page they
came from, the location of that page's practitioner, the conditions of the project (code of its own,
docs/extending.md), the manager's rules, the default location.
Of a practitioner who is on leave the rules are asked first; their location still comes before the
default one, because its desk knows when they are back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Decider(models.TextChoices):
    """What can decide, in order."""

    VISITOR = "visitor", gettext_lazy("the visitor chose it")
    SITE = "site", gettext_lazy("the request came from this location's site")
    PAGE = "page", gettext_lazy("the request came from this location's page")
    PRACTITIONER = "practitioner", gettext_lazy("the practitioner of the page works there")
    CONDITION = "condition", gettext_lazy("a condition of this site holds")
    RULE = "rule", gettext_lazy("a rule matched")
    DEFAULT = "default", gettext_lazy("it is the default location")
    FAULT = "fault", gettext_lazy("routing failed, so the default location was used")
    NOBODY = "nobody", gettext_lazy("there is no location to send it to")


class Skipped(models.TextChoices):
    """Why a step did not decide."""

    NO_CHOICE = "no_choice", gettext_lazy("either location is fine")
    SHARED_SITE = "shared_site", gettext_lazy("the site is shared by all locations")
    NO_PLACE = "no_place", gettext_lazy("the page belongs to no location")
    SEVERAL = "several", gettext_lazy("there are several locations")
    UNKNOWN = "unknown", gettext_lazy("that location is not published")
    TOPIC = "topic", gettext_lazy("the topic is another")
    LANGUAGE = "language", gettext_lazy("the language is another")
    POSTCODE = "postcode", gettext_lazy("the ZIP code is another")
    ACQUAINTANCE = "acquaintance", gettext_lazy("new or returning does not match")
    WEEKDAY = "weekday", gettext_lazy("it is another day")
    TIME = "time", gettext_lazy("it is another time of day")
    DATE = "date", gettext_lazy("it is before or after its days")
    CONDITION = "condition", gettext_lazy("it does not hold")
    ON_LEAVE = "on_leave", gettext_lazy("the practitioner is on leave, so rules were asked first")


@dataclass(frozen=True, slots=True)
class Question:
    """What routing looks at. Locations are ids; `locations` are those that may be chosen."""

    at: datetime
    locations: frozenset[int]
    wanted: int | None = None
    site: int | None = None
    page: tuple[int, ...] = ()
    practitioner: tuple[int, ...] = ()
    # The practitioner is away for as long as the reply was promised to take.
    on_leave: bool = False
    default: int | None = None
    topic: str = ""
    language: str = ""
    postcode: str = ""
    acquaintance: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A RoutingRule as routing takes it; an empty condition always holds."""

    name: str
    location: int
    zone: ZoneInfo
    topic_contains: str = ""
    language: str = ""
    postcode_prefix: str = ""
    acquaintance: str = ""
    weekday: str = ""
    from_time: time | None = None
    until_time: time | None = None
    first_date: date | None = None
    last_date: date | None = None


# Called with a question: the id of the location that answers when the condition holds, else None.
Condition = Callable[[Question], int | None]
NONE: Mapping[str, Condition] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """Which location, what decided it, and why the steps before it did not."""

    location: int | None
    decided_by: str
    rule: str = ""
    skipped: tuple[tuple[str, str, str], ...] = field(default=())  # (decider, rule name, why)
    # The location of a practitioner on leave, which comes after the rules.
    put_off: int | None = None

    def as_json(self, *, location_title: str) -> dict[str, Any]:
        """What is stored on the lead: names as they are now, because rules and places change."""
        stored = {
            "decided_by": str(self.decided_by),
            "rule": self.rule,
            "location": location_title,
            "skipped": [list(step) for step in self.skipped],
        }
        return stored | ({"put_off": self.put_off} if self.put_off else {})


def decide(
    question: Question, *, rules: Sequence[Rule] = (), conditions: Mapping[str, Condition] = NONE
) -> Decision:
    """Return the first location that a step yields, in the fixed order."""
    skipped: list[tuple[str, str, str]] = []
    put_off = None
    for decider, rule, location, why in _steps(question, rules, conditions):
        if location in question.locations:
            return Decision(location, decider, rule, tuple(skipped), put_off)
        skipped.append((str(decider), rule, str(why if location is None else Skipped.UNKNOWN)))
        put_off = question.practitioner[0] if why == Skipped.ON_LEAVE else put_off
    return Decision(None, Decider.NOBODY, skipped=tuple(skipped), put_off=put_off)


def try_out(
    questions: Mapping[int, Question], *, before: Sequence[Rule], after: Sequence[Rule]
) -> dict[int, tuple[Decision, Decision]]:
    """Return what would be decided before and after a change of rules, where that differs."""
    pairs = {
        key: (decide(question, rules=before), decide(question, rules=after))
        for key, question in questions.items()
    }
    return {key: pair for key, pair in pairs.items() if pair[0].location != pair[1].location}


def _steps(
    question: Question, rules: Sequence[Rule], conditions: Mapping[str, Condition]
) -> Iterator[tuple[str, str, int | None, str]]:
    """Yield (decider, rule name, location or None, why not) for each step in order."""
    yield Decider.VISITOR, "", question.wanted, Skipped.NO_CHOICE
    yield Decider.SITE, "", question.site, Skipped.SHARED_SITE
    yield Decider.PAGE, "", *_only(question.page)
    where = _only(question.practitioner)
    put_off = question.on_leave and where[0] is not None
    yield Decider.PRACTITIONER, "", *((None, Skipped.ON_LEAVE) if put_off else where)
    for name, condition in conditions.items():
        yield Decider.CONDITION, name, condition(question), Skipped.CONDITION
    for rule in rules:
        mismatch = _mismatch(rule, question)
        yield Decider.RULE, rule.name, None if mismatch else rule.location, mismatch
    if put_off:
        yield Decider.PRACTITIONER, "", *where
    yield Decider.DEFAULT, "", question.default, Skipped.NO_PLACE


def _only(locations: tuple[int, ...]) -> tuple[int | None, str]:
    """The one location of a page; a page of several locations decides nothing."""
    if len(locations) == 1:
        return locations[0], ""
    return None, Skipped.SEVERAL if locations else Skipped.NO_PLACE


def _mismatch(rule: Rule, question: Question) -> str:
    """Return why `rule` does not match, "" when it does."""
    if rule.topic_contains.casefold() not in question.topic.casefold():
        return Skipped.TOPIC
    if rule.language not in ("", question.language):
        return Skipped.LANGUAGE
    if not _squeezed(question.postcode).startswith(_squeezed(rule.postcode_prefix)):
        return Skipped.POSTCODE
    if rule.acquaintance not in ("", question.acquaintance):
        return Skipped.ACQUAINTANCE
    return _mismatch_of_time(rule, question.at.astimezone(rule.zone))


def _mismatch_of_time(rule: Rule, local: datetime) -> str:
    if rule.weekday not in ("", str(local.weekday())):
        return Skipped.WEEKDAY
    if not _within(local.time(), rule.from_time, rule.until_time):
        return Skipped.TIME
    if not _among(local.date(), rule.first_date, rule.last_date):
        return Skipped.DATE
    return ""


def is_within(rule: Rule, other: Rule) -> bool:
    """Is every request that `rule` matches one that `other` matches? When in doubt, it is not."""
    return (
        other.topic_contains.casefold() in rule.topic_contains.casefold()
        and other.language in ("", rule.language)
        and _squeezed(rule.postcode_prefix).startswith(_squeezed(other.postcode_prefix))
        and other.acquaintance in ("", rule.acquaintance)
        and other.weekday in ("", rule.weekday)
        and _has_times_within(rule, other)
        and _has_days_within(rule, other)
        and (rule.zone == other.zone or not _asks_the_clock(other))
    )


def _has_times_within(rule: Rule, other: Rule) -> bool:
    """Over midnight only the same times are within."""
    mine, theirs = (rule.from_time, rule.until_time), (other.from_time, other.until_time)
    if mine == theirs or theirs == (None, None):
        return True
    over_midnight = any(start and end and end < start for start, end in (mine, theirs))
    return not over_midnight and _is_between(mine, theirs)


def _has_days_within(rule: Rule, other: Rule) -> bool:
    return _is_between((rule.first_date, rule.last_date), (other.first_date, other.last_date))


def _is_between(mine: tuple[Any, Any], theirs: tuple[Any, Any]) -> bool:
    """Does an interval lie in another? None is no end on that side."""
    (start, end), (their_start, their_end) = mine, theirs
    starts = their_start is None or (start is not None and start >= their_start)
    return starts and (their_end is None or (end is not None and end <= their_end))


def _asks_the_clock(rule: Rule) -> bool:
    times = (rule.from_time, rule.until_time, rule.first_date, rule.last_date)
    return bool(rule.weekday) or any(time is not None for time in times)


def _squeezed(postcode: str) -> str:
    """Without spaces and capitals: people write “K1A 0B1” and “k1a0b1”."""
    return "".join(postcode.split()).casefold()


def _within(clock: time, start: time | None, end: time | None) -> bool:
    """Is `clock` in [start, end)? An end before the start runs over midnight."""
    if start and end and end < start:
        return clock >= start or clock < end
    return (start is None or clock >= start) and (end is None or clock < end)


def _among(day: date, first: date | None, last: date | None) -> bool:
    """Is `day` one of the days from `first` to `last`, both included?"""
    return (first is None or day >= first) and (last is None or day <= last)


def sentence(stored: dict[str, Any]) -> str:
    """Return a lead's stored routing as one sentence, in the reader's language."""
    decider = stored.get("decided_by", Decider.NOBODY)
    if decider == Decider.NOBODY or not stored.get("location"):
        return _("No location could be found for this request.")
    if decider == Decider.RULE:
        return _("Sent to %(location)s by the rule “%(rule)s”.") % stored
    return _("Sent to %(location)s because %(why)s.") % {
        "location": stored.get("location", ""),
        "why": Decider(decider).label,
    }


def skipped_sentences(stored: dict[str, Any]) -> list[str]:
    """Return why each earlier step did not decide, one line each, in the reader's language."""
    lines = []
    for decider, rule, why in stored.get("skipped", []):
        lines.append(
            _("%(step)s: %(why)s")
            % {"step": rule or _step_name(decider), "why": Skipped(why).label}
        )
    return lines


def _step_name(decider: str) -> str:
    return {
        Decider.VISITOR: _("Visitor's choice"),
        Decider.SITE: _("Site"),
        Decider.PAGE: _("Page"),
        Decider.PRACTITIONER: _("Practitioner"),
        Decider.DEFAULT: _("Default location"),
    }.get(Decider(decider), decider)
