"""Taking the facts out of the lines: what remains is the article's text."""

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from .document import Byline, Dateline, PhotoCredit
from .lines import Line
from .signatures import normal_name, parse_byline, parse_credit, parse_dateline

# Author and date stand within so many lines of the beginning or the end.
NEAR = 5
_BETWEEN_FACTS = re.compile(r"\s*[|•·]\s*|\s+(?=by\s+[A-Z])")


@dataclass(slots=True)
class Facts:
    """What the lines around the text said about it."""

    byline: Byline | None = None
    dateline: Dateline | None = None
    photo_credits: list[PhotoCredit] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def take_facts(lines: list[Line]) -> tuple[Facts, list[Line]]:
    """Return the facts in `lines`, which begin below the title, and the other lines."""
    facts = Facts()
    kept: list[Line] = []
    gap = False
    for index, line in enumerate(lines):
        near = index < NEAR or index >= len(lines) - NEAR
        if not line.is_listed and take_fact(line.text, facts, near=near):
            gap = gap or line.gap
            continue
        kept.append(replace(line, gap=line.gap or gap))
        gap = False
    return facts, kept


def take_fact(text: str, facts: Facts, *, near: bool) -> bool:
    """Keep what `text` says in `facts`; say whether all of it was a fact."""
    credit = parse_credit(text)
    if credit:
        facts.photo_credits.append(credit)
        return True
    if not near:
        return False
    found = _facts_in(text)
    return bool(found) and _accept(found, facts)


def _facts_in(text: str) -> list[Dateline | Byline]:
    """Return the facts that make up all of `text`: one, or two as in “May 3, 2024 by …”."""
    for parts in ([text], _BETWEEN_FACTS.split(text)):
        found = [parse_dateline(part) or parse_byline(part) for part in parts if part]
        if all(found):
            return [fact for fact in found if fact]
    return []


def _accept(found: list[Dateline | Byline], facts: Facts) -> bool:
    dateline = next((fact for fact in found if isinstance(fact, Dateline)), None)
    byline = next((fact for fact in found if isinstance(fact, Byline)), None)
    if dateline and facts.dateline and dateline.date != facts.dateline.date:
        return False
    if byline and facts.byline and normal_name(byline.name) != normal_name(facts.byline.name):
        facts.warnings.append(
            _("a second author, “%(line)s”, was left in the text") % {"line": byline.raw}
        )
        return False
    if dateline:
        facts.dateline = _joined(facts.dateline, dateline)
    if byline:
        facts.byline = _merged(facts.byline, byline)
    return True


def _joined(one: Dateline | None, other: Dateline) -> Dateline:
    """The same date said twice is one date."""
    return replace(one, raw=f"{one.raw}\n{other.raw}") if one else other


def _merged(one: Byline | None, other: Byline) -> Byline:
    """The same author named twice is one author; the line with the letters says more."""
    if one is None:
        return other
    best = max(one, other, key=lambda byline: len(byline.credentials))
    return replace(best, raw=f"{one.raw}\n{other.raw}")
