"""The reading side of the importer is pure: facts of the site come in as plain values."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "conditions" / "importing"
# These read the site's pages or write them; the command joins them with the rest.
PAGES = {"site", "writer", "history", "todos", "wxr/importer", "wxr/redirects"}
# These keep what was uploaded until its review; the page “Import articles” asks them.
KEPT = {"jobs", "sources", "exports", "found", "progress", "removal"}
WITH_DATABASE = PAGES | KEPT
FORBIDDEN = ("models", "wagtail", "django.db", "locations.models", "locations.references")


@pytest.mark.parametrize(
    "path",
    sorted(set(PACKAGE.rglob("*.py")) - {PACKAGE / f"{n}.py" for n in WITH_DATABASE}),
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_module_knows_no_pages(path):
    imported = [
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
    ]
    assert not [name for name in imported if name.startswith(FORBIDDEN) or name in WITH_DATABASE]
