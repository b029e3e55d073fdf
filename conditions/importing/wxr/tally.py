"""What an export holds and what became of it, in counts and in words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .export import Survey
from .items import ARTICLE_TYPES, WxrItem


class Result(Enum):
    """What became of an item."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    READ = "read"  # a dry run
    PROTECTED = "protected"  # by a password on the old site
    REFUSED = "refused"
    SKIPPED = "skipped"  # nothing that could be an article


LABELS = {
    Result.CREATED: gettext_lazy("New drafts"),
    Result.UPDATED: gettext_lazy("New versions of drafts"),
    Result.UNCHANGED: gettext_lazy("Unchanged since the last import"),
    Result.READ: gettext_lazy("Articles"),
    Result.PROTECTED: gettext_lazy("Protected by a password, not imported"),
    Result.REFUSED: gettext_lazy("Refused"),
    Result.SKIPPED: gettext_lazy("No articles, skipped"),
}


@dataclass(slots=True)
class Tally:
    """The counts of a whole import; two steps of one can be added."""

    results: Counter[Result] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    comments: int = 0

    @property
    def articles(self) -> int:
        return self.results.total() - self.results[Result.SKIPPED]

    def note(self, item: WxrItem, result: Result) -> None:
        self.results[result] += 1
        self.comments += item.comments
        if result is Result.SKIPPED:
            self.skipped[_kind(item.type, item.status)] += 1

    def lines(self) -> Iterator[str]:
        """Yield the report at the end of an import."""
        for result, label in LABELS.items():
            if count := self.results[result]:
                kinds = f" ({_counts(self.skipped)})" if result is Result.SKIPPED else ""
                yield f"{label}: {count}{kinds}"
        if self.comments:
            yield _("Comments of visitors, skipped") + f": {self.comments}"


def contents(survey: Survey) -> Iterator[str]:
    """Yield what an export holds, before anything is imported."""
    counts: Counter[str] = Counter()
    for (kind, status), count in sorted(survey.kinds.items()):
        counts[_kind(kind, status)] += count
    yield ": ".join((_("Holds"), _counts(counts) or _("nothing")))
    if survey.comments:
        yield _("Comments of visitors") + f": {survey.comments}"


def _kind(kind: str, status: str) -> str:
    return f"{kind}/{status}" if kind in ARTICLE_TYPES else kind


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
