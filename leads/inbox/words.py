"""The filters of the inbox as words: ``is:due location:edina -assigned:me received:>2026-11-01``.

Words that say nothing of a person may be part of an address, and are: such a filter can be sent to
a colleague and kept. What is said about people (a name, ``topic:…``, anything without a known word
before a colon) is read by the same parser, kept apart, and never becomes part of one. Pure.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from django.utils.translation import gettext as _

DATES = {"received", "due", "appointment"}
# A colleague is looked up elsewhere, among those that the reader knows.
ANYTHING = {"assigned"}
# Said about people: found like what is typed without a word, in what was typed and not in an
# address.
ABOUT_PEOPLE = {"name", "topic"}

NONE = "none"
DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}

_TOKEN = re.compile(r'(?P<minus>-?)(?P<word>[A-Za-z]+):(?P<value>"[^"]*"?|\S*)|"[^"]*"?|\S+')
_DATE = re.compile(r"(?P<sign>[<>]=?)?(?P<day>\d{4}-\d\d-\d\d|[a-z]+)")

# From the first day, included, to the last, not included; None is no end on this side.
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter. Several values mean any of them."""

    word: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        values = ",".join(self.values)
        quoted = f'"{values}"' if " " in values and '"' not in values else values
        return f"{'-' if self.negated else ''}{self.word}:{quoted}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed: filters, words about people, free words, what is not understood."""

    terms: tuple[Term, ...] = ()
    about_people: tuple[Term, ...] = ()
    free: str = ""
    problems: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The part that may be in an address, as one would write it."""
        return " ".join(map(str, self.terms))

    @property
    def private(self) -> str:
        """The part that may be in none."""
        about = [Term(t.word, (f'"{t.values[0]}"',), t.negated) for t in self.about_people]
        return " ".join(filter(None, [*map(str, about), self.free]))

    @property
    def queues(self) -> tuple[Term, ...]:
        """The words that choose a tab."""
        return tuple(term for term in self.terms if term.word == "is" and not term.negated)

    @property
    def others(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term not in self.queues)


def parse(text: str, *, choices: Mapping[str, Collection[str]], today: date) -> Asked:
    """Read what somebody typed. `choices` says which values a word may have, for this reader."""
    terms: list[Term] = []
    people: list[Term] = []
    free: list[str] = []
    problems: list[str] = []
    for token in _TOKEN.finditer(text):
        word = (token["word"] or "").lower()
        if not word:
            free.append(token[0].strip('"'))
            continue
        term = Term(word, _values(word, token["value"]), negated=bool(token["minus"]))
        if problem := _problem(term, choices=choices, today=today):
            problems.append(problem)
        else:
            (people if word in ABOUT_PEOPLE else terms).append(term)
    return Asked(tuple(terms), tuple(people), " ".join(filter(None, free)), tuple(problems))


def renamed(text: str, *, word: str, names: Mapping[str, str]) -> str:
    """Return a filter with other `names` for what it calls by a word; all else stays as it is."""

    def anew(token: re.Match[str]) -> str:
        if (token["word"] or "").lower() != word:
            return token[0]
        values = _values(word, token["value"])
        if not names.keys() & set(values):
            return token[0]
        return str(Term(word, tuple(names.get(one, one) for one in values), bool(token["minus"])))

    return _TOKEN.sub(anew, text)


def _values(word: str, value: str) -> tuple[str, ...]:
    value = value.strip('"')
    if word in ABOUT_PEOPLE:
        return (value,) if value else ()
    if word in ANYTHING:
        return tuple(filter(None, value.split(",")))
    return tuple(filter(None, value.lower().split(",")))


def _problem(term: Term, *, choices: Mapping[str, Collection[str]], today: date) -> str:
    """What is wrong with a word, for the person who typed it; "" if nothing is."""
    known = [*choices, *DATES, *ANYTHING, *ABOUT_PEOPLE]
    names = {"word": term.word, "value": ",".join(term.values)}
    if term.word not in known:
        return _with_guess(_("There is no filter “%(word)s:”.") % names, term.word, known)
    if not term.values:
        return _("What should come after “%(word)s:”?") % names
    if term.word in DATES:
        return "" if _is_none(term) else _date_problem(days_of(term, today=today), names)
    if term.word not in choices:
        return ""
    allowed = choices[term.word]
    for value in term.values:
        if value not in allowed:
            text = _("“%(word)s:” knows no “%(value)s”.") % (names | {"value": value})
            return _with_guess(text, value, allowed)
    return ""


def _date_problem(days: Days | None, names: dict[str, str]) -> str:
    if days is not None:
        first, last = days
        is_reversed = first and last and last <= first < date.max
        return _("“%(word)s:%(value)s” ends before it begins.") % names if is_reversed else ""
    return (
        _("“%(word)s:%(value)s” is no date. Write it like %(word)s:>2026-11-01 or %(word)s:today.")
        % names
    )


def _with_guess(text: str, typed: str, known: Collection[str]) -> str:
    for guess in get_close_matches(typed, known, n=1):
        return " ".join([text, _("Did you mean “%(guess)s”?") % {"guess": guess}])
    return text


def _is_none(term: Term) -> bool:
    return term.values == (NONE,)


def days_of(term: Term, *, today: date) -> Days | None:
    """Return which days a date means: ``today``, ``>2026-11-01``, ``2026-11-01..2026-11-07``.

    None for what is no date. “After the first” begins on the second.
    """
    if len(term.values) != 1:
        return None
    first, dots, last = term.values[0].partition("..")
    if dots:
        start, end = _day(first, today), _day(last, today)
        return (start, _next(end)) if start and end else None
    found = _DATE.fullmatch(first)
    day = _day(found["day"], today) if found else None
    if found is None or day is None:
        return None
    return {
        "<": (None, day),
        "<=": (None, _next(day)),
        ">": (_next(day), None),
        ">=": (day, None),
    }.get(found["sign"] or "", (day, _next(day)))


def _day(text: str, today: date) -> date | None:
    try:
        return today + timedelta(DAYS[text]) if text in DAYS else date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def _next(day: date) -> date:
    return day + timedelta(1) if day < date.max else day
