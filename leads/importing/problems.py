"""What can be wrong with a line: why it is in the file of errors and not in the inbox."""

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Problem(models.TextChoices):
    UNPARTED = "unparted", gettext_lazy("A quotation mark is missing, or is one too many.")
    TOO_MANY_CELLS = "too_many", gettext_lazy("There are more cells than headings.")
    BROKEN_TEXT = "broken", gettext_lazy("Characters cannot be read.")
    NOBODY = "nobody", gettext_lazy("There is no name, phone number or e-mail address.")
    NO_DATE = "no_date", gettext_lazy("There is no date of receipt.")
    BAD_DATE = "bad_date", gettext_lazy("This is no date.")
    FUTURE = "future", gettext_lazy("This date has yet to come.")
    TOO_LATE = "too_late", gettext_lazy("This is more than two years away.")
    BAD_EMAIL = "bad_email", gettext_lazy("This is no e-mail address.")
    TOO_LONG = "too_long", gettext_lazy("This is too long.")
    ELSEWHERE = "elsewhere", gettext_lazy("This is another location.")
    THERE_ALREADY = "there", gettext_lazy("This request is in the inbox already.")
    TWICE = "twice", gettext_lazy("The same request is further up in this file.")


# What is wrong, and in which column (None: in the whole line).
Found = tuple[str, int | None]


def in_words(problems: Iterable[Sequence[object]], header: Sequence[str]) -> str:
    """Return what is wrong with a line, naming the columns by their headings."""
    said = []
    for code, column in problems:
        words = str(Problem(str(code)).label)
        if isinstance(column, int) and column < len(header):
            words = _("%(column)s: %(problem)s") % {"column": header[column], "problem": words}
        said.append(words)
    return " ".join(said)
