"""Pages for a web server before us to show when we do not answer, or it refuses a body itself.

They are made from the facts, as files that need nothing of us but the style sheet, and made anew by
the worker when something was published: a number that was typed into them would be a second place
for the fact.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override
from wagtail.coreutils import get_content_languages

from .caching import Begun, generation_now
from .conf import clinic_settings
from .content_languages import source_language
from .directory import Directory

# {name of the file: its template, and the title by which it is seen whether a language has it}
PAGES = {
    "503.html": ("clinic_locations/away.html", gettext_noop("We do not answer at the moment")),
    "413.html": (
        "clinic_locations/too_large.html",
        gettext_noop("What you sent is too large for us"),
    ),
}
# Everybody reads them: the web server runs as another user.
FILE, FOLDER = 0o644, 0o755

# What this process made them of last.
_made_of: tuple[str, Begun] | None = None


def write_error_pages(folder: Path) -> None:
    """Make both pages in `folder`. A reader sees the old file or the new one. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(FOLDER)
    locations = Directory(site=None).locations
    for name, (template, title) in PAGES.items():
        languages = list(_languages_with(title))
        context = {"locations": locations, "languages": languages, "first": languages[0]}
        with override(languages[0]):
            _put(folder / name, render_to_string(template, context))


def renew_error_pages(*, at: datetime) -> None:
    """Make them anew if something was published since, or they are gone. One query."""
    global _made_of
    place = clinic_settings.ERROR_PAGES_DIR
    if not place:
        return
    now, folder = (place, generation_now()), Path(place)
    if now != _made_of or not all((folder / name).is_file() for name in PAGES):
        write_error_pages(folder)
        _made_of = now


def _languages_with(title: str) -> Iterator[str]:
    """The site's languages, its own first, without those into which nobody has translated this."""
    seen = set()
    for code in dict.fromkeys([source_language(), *get_content_languages()]):
        with override(code):
            said = gettext(title)
        if said not in seen:
            seen.add(said)
            yield code


def _put(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.chmod(FILE)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
