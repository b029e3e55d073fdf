"""``clinic_import PATH…``: article files become drafts, with every word and live numbers."""

import json
import os
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conditions.importing import report
from conditions.importing.document import ImportRefused
from conditions.importing.neutral import as_neutral
from conditions.importing.readers import known_readers, read_articles
from conditions.importing.site import find_index, read_facts
from conditions.importing.understanding import Understood, understand
from conditions.importing.writer import Outcome, Source, Written, write
from conditions.importing.wxr.tally import Result
from conditions.models import ArticleIndexPage

from ._wxr import SUFFIXES, ExportCommand


@dataclass(frozen=True, slots=True)
class _Article:
    """One file, read and understood; or one of the articles in it, its `number` from 1."""

    path: Path
    source: Source
    understood: Understood
    number: int = 0

    @property
    def label(self) -> str:
        return f"{_shown(self.path)} ({self.number})" if self.number else _shown(self.path)

    @property
    def stem(self) -> str:
        return f"{self.path.stem}-{self.number}" if self.number else self.path.stem


class Command(BaseCommand):
    help = "Import article files as drafts. Nothing is published; one bad file and none is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_kinds())
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what the files hold and write nothing."
        )
        parser.add_argument(
            "--json",
            type=Path,
            metavar="DIR",
            help="With --dry-run: also write DIR/NAME.json for each file, in a neutral shape.",
        )
        parser.add_argument(
            "--into", default="", metavar="SLUG", help="The list of articles, if there are several."
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Put the file's text over a draft that was changed in the editor since.",
        )
        parser.add_argument(
            "--split",
            action="store_true",
            help="Make an article of each one in a file that seems to hold several.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"] and not options["dry_run"]:
            raise CommandError(_("--json shows what was found; it goes with --dry-run only"))
        try:
            index = find_index(options["into"])
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        exports = self._exports(options)
        paths = [path for path in options["paths"] if not _is_export(path)]
        articles = self._read(paths, index, split=options["split"])
        if options["dry_run"]:
            self._show_all(articles, options["json"])
        else:
            self._write(articles, index, replace=options["replace"])
        self._run(exports, index, options["json"])
        if options["dry_run"]:
            self.stdout.write(_("Nothing was written: this was a dry run."))

    def _exports(self, options: dict[str, Any]) -> list[ExportCommand]:
        """Read the exports among the files once; a broken one stops everything."""
        exports = []
        for path in filter(_is_export, dict.fromkeys(options["paths"])):
            export = ExportCommand(
                self, path, dry_run=options["dry_run"], replace=options["replace"]
            )
            try:
                export.check()
            except ImportRefused as refusal:
                raise CommandError(_refused([f"{_shown(path)}: {refusal}"])) from refusal
            exports.append(export)
        return exports

    def _run(
        self, exports: list[ExportCommand], index: ArticleIndexPage, folder: Path | None
    ) -> None:
        refused = sum(
            export.run(index, json_folder=folder).results[Result.REFUSED] for export in exports
        )
        if refused:
            raise CommandError(
                ngettext(
                    "%d article was not imported; all others were.",
                    "%d articles were not imported; all others were.",
                    refused,
                )
                % refused
            )

    def _show_all(self, articles: list[_Article], folder: Path | None) -> None:
        for article in articles:
            self._show(article)
            for warning in report.warnings(article.understood):
                self.stdout.write(self.style.WARNING(f"  {_('Note')}: {warning}"))
            if folder:
                _save_json(article, folder)

    def _read(self, paths: list[Path], index: ArticleIndexPage, *, split: bool) -> list[_Article]:
        """Read all files before anything is written; every bad one is named."""
        facts = read_facts(index.locale)
        articles: list[_Article] = []
        refusals = [f"{_shown(path)}: {reason}" for path, reason in _same_names(paths)]
        for path in dict.fromkeys(paths):
            try:
                data, documents = read_articles(path, split=split)
            except ImportRefused as refusal:
                refusals.append(f"{_shown(path)}: {refusal}")
            else:
                source = Source(_shown(path.name), data)
                understood = [understand(document, facts) for document in documents]
                articles += _articles(path, source, understood)
        if refusals:
            raise CommandError(_refused(refusals))
        return articles

    def _write(self, articles: list[_Article], index: ArticleIndexPage, *, replace: bool) -> None:
        written: list[Written] = []
        refusals = []
        with transaction.atomic():
            for article in articles:
                try:
                    with transaction.atomic():
                        one = write(
                            source=article.source,
                            understood=article.understood,
                            index=index,
                            replace=replace,
                        )
                except ImportRefused as refusal:
                    refusals.append(f"{article.label}: {refusal}")
                else:
                    written.append(one)
            if refusals:
                raise CommandError(_refused(refusals))
        for article, one in zip(articles, written, strict=True):
            self._tell(article, one)

    def _show(self, article: _Article) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(article.label))
        for line in report.structure(article.understood):
            self.stdout.write(f"  {line}")

    def _tell(self, article: _Article, written: Written) -> None:
        if written.outcome is Outcome.UNCHANGED:
            said = _("already imported, unchanged") + f": “{written.page.draft_title}”"
            self.stdout.write(f"{article.label}: {said}")
        else:
            self._show(article)
            said = {
                Outcome.CREATED: _("Saved as a new draft."),
                Outcome.UPDATED: _("Saved as a new version of its draft."),
            }[written.outcome]
            self.stdout.write(self.style.SUCCESS(f"  {said}"))
            for remark in written.remarks:
                self.stdout.write(f"  {_('To do')}: {remark}")
        self.stdout.write(f"  {_('Edit')}: {_edit_url(written)}")


def _is_export(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _articles(path: Path, source: Source, understood: list[Understood]) -> Iterator[_Article]:
    """Yield the article of a file, or those that it was split into."""
    if len(understood) == 1:
        yield _Article(path, source, understood[0])
        return
    seen: Counter[str] = Counter()
    for number, one in enumerate(understood, start=1):
        title = one.document.title
        seen[title] += 1
        name = f"{title} ({seen[title]})" if seen[title] > 1 else title
        yield _Article(path, source.piece(name), one, number)


def _shown(path: Path | str) -> str:
    """A path as it can be printed and stored: file names need not be valid text."""
    return os.fsencode(path).decode("utf-8", "replace")


def _kinds() -> str:
    return f"Files of these kinds: {', '.join([*known_readers(), *sorted(SUFFIXES)])}"


def _same_names(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """A file's name tells which article it is, so no two files may have the same one."""
    names = Counter(path.name for path in dict.fromkeys(paths))
    for path in dict.fromkeys(paths):
        if names[path.name] > 1:
            yield path, _("another file has the same name; rename one of them")


def _refused(refusals: list[str]) -> str:
    return "\n".join([_("Nothing was imported."), *(f"  {line}" for line in refusals)])


def _edit_url(written: Written) -> str:
    return reverse("wagtailadmin_pages:edit", args=[written.page.pk])


def _save_json(article: _Article, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_neutral(article.understood), ensure_ascii=False, indent=1)
    (folder / f"{article.stem}.json").write_text(text + "\n", encoding="utf-8")
