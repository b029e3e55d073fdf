"""The part of ``clinic_import`` that imports WordPress exports."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.importing import report
from conditions.importing.document import ImportRefused
from conditions.importing.neutral import as_neutral
from conditions.importing.wxr.export import Export, Survey
from conditions.importing.wxr.importer import Imported, WxrImporter
from conditions.importing.wxr.tally import Result, Tally, contents
from conditions.models import ArticleIndexPage

from ._progress import ProgressBar

SUFFIXES = frozenset({".xml", ".wxr"})

_QUIET = frozenset({Result.SKIPPED, Result.UNCHANGED})
_SAID = {
    Result.CREATED: gettext_lazy("Saved as a new draft."),
    Result.UPDATED: gettext_lazy("Saved as a new version of its draft."),
}


class ExportCommand:
    """Imports the export at `path` for `command`, which knows where to write.

    `check` reads the whole file and refuses a broken one before anything is written. `run` saves
    each item on its own, so that what is refused does not take the rest back.
    """

    def __init__(self, command: BaseCommand, path: Path, *, dry_run: bool, replace: bool) -> None:
        self._command = command
        self._path = path
        self._dry_run = dry_run
        self._replace = replace
        self._survey: Survey | None = None

    def check(self) -> None:
        """Read the file once. Raises ImportRefused."""
        with self._opened() as file:
            export = Export(file)
            bar = self._bar(_("Checking"), export)
            self._survey = export.survey(bar.show)
            bar.clear()

    def run(self, index: ArticleIndexPage, *, json_folder: Path | None) -> Tally:
        """Import or show the items, and return what became of them."""
        tally = Tally()
        with self._opened() as file:
            export = Export(file, self._survey)
            self._show_export(export)
            importer = WxrImporter(export, index, replace=self._replace)
            work = importer.read_item if self._dry_run else importer.import_item
            bar = self._bar(_("Importing"), export)
            for item in export.items():
                imported = work(item)
                tally.note(item, imported.result)
                if imported.result not in _QUIET:
                    bar.clear()
                    self._tell(imported)
                    _save_json(imported, json_folder)
                bar.show(item.end, _("%(count)d articles") % {"count": tally.articles})
            bar.clear()
        self._say("")
        for line in tally.lines():
            self._say(line)
        return tally

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        if self._path.is_dir():
            raise ImportRefused(_("this is a folder; name the files in it"))
        try:
            with self._path.open("rb") as file:
                yield file
        except OSError as error:
            raise ImportRefused(
                _("the file cannot be read: %(why)s") % {"why": error.strerror or error}
            ) from error

    def _bar(self, label: str, export: Export) -> ProgressBar:
        # Not the command's own stream, which ends every text with a new line.
        return ProgressBar(sys.stderr, label, export.size)

    def _show_export(self, export: Export) -> None:
        channel = export.channel
        self._say(self._command.style.MIGRATE_HEADING(str(self._path)))
        self._say(f"  {channel.title}, {channel.url} (WXR {channel.version or '?'})")
        for line in contents(export.survey()):
            self._say(f"  {line}")

    def _tell(self, imported: Imported) -> None:
        style = self._command.style
        title = imported.title or _("Untitled")
        self._say(style.MIGRATE_HEADING(f"{title} ({imported.item.link})"))
        if imported.understood and self._dry_run:
            for line in report.structure(imported.understood):
                self._say(f"  {line}")
            for warning in report.warnings(imported.understood):
                self._say(style.WARNING(f"  {_('Note')}: {warning}"))
            return
        if imported.result in _SAID:
            self._say(style.SUCCESS(f"  {_SAID[imported.result]}"))
            label = _("To do")
        else:
            label = _("Not imported")
        for remark in imported.remarks:
            self._say(f"  {label}: {remark}")
        if imported.page:
            url = reverse("wagtailadmin_pages:edit", args=[imported.page.pk])
            self._say(f"  {_('Edit')}: {url}")

    def _say(self, line: str) -> None:
        self._command.stdout.write(line)


def _save_json(imported: Imported, folder: Path | None) -> None:
    if folder and imported.understood:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(as_neutral(imported.understood), ensure_ascii=False, indent=1)
        name = f"{imported.item.id or imported.item.place.start}.json"
        (folder / name).write_text(text + "\n", encoding="utf-8")
