"""The documentation speaks of what is there, and its pages ask nobody else for anything."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from locations.conf import DEFAULTS, KEYS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]
SETTINGS = DOCS / "settings.md"
COMMANDS = DOCS / "commands.md"


def our_commands() -> set[str]:
    return {name for name in get_commands() if name.startswith("clinic_")}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def environment_variables() -> set[str]:
    """What the settings and the demo's server read from the environment."""
    names = {"DJANGO_SETTINGS_MODULE"}
    for path in [*(ROOT / "cms" / "settings").glob("*.py"), ROOT / "home" / "demo" / "serve.py"]:
        if path.name != "test.py":
            names |= set(_read_from_environment(ast.parse(path.read_text())))
    return names


def _read_from_environment(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if re.fullmatch(r"env\.\w+|os\.environ\.get", called):
                yield node.args[0].value


def first_cells(page: Path) -> list[str]:
    """The names in the first column of a page's tables."""
    rows = re.findall(r"^\| (`[^|]+) \|", page.read_text(), re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_is_mentioned_exists(page):
    mentioned = re.findall(r"(?:`|^)make ([a-z]+)(?:`|$)", page.read_text(), re.MULTILINE)
    assert set(mentioned) <= make_targets()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_mentioned_exists(page):
    mentioned = set(re.findall(r"manage\.py ([a-z_]+)", page.read_text()))
    assert mentioned <= set(get_commands())


def test_every_command_and_target_is_described():
    described = {name.split()[0] for name in first_cells(COMMANDS)}
    assert described == our_commands()
    text = COMMANDS.read_text()
    assert {
        target for target in make_targets() - {"help"} if f"`make {target}`" not in text
    } == set()


def test_every_setting_is_described_with_its_default():
    rows = re.findall(r"^\| `([A-Z_]+)` \| `([^`]*)`", SETTINGS.read_text(), re.MULTILINE)
    defaults = {name: json.dumps(getattr(DEFAULTS, name)) for name in KEYS}
    assert {name: default for name, default in rows if name in KEYS} == defaults


def test_every_environment_variable_is_described():
    read = environment_variables()
    described = {name for name in first_cells(SETTINGS) if re.fullmatch("[A-Z_]+", name)}
    assert described - (set(KEYS) - read) == read
    both = read & set(KEYS)  # a row in each of the tables
    assert {name for name in both if first_cells(SETTINGS).count(name) != 2} == set()


def test_control_variables_are_read_from_the_source():
    tree = ast.parse("A = env.bool('ONE', default=True)\nB = os.environ.get('TWO')\nC = f('THREE')")
    assert set(_read_from_environment(tree)) == {"ONE", "TWO"}
    assert {"SECRET_KEY", "DATABASE_URL", "PORT"} < environment_variables()


def our_files() -> set[Path]:
    """Every file that is kept in git, as a path from here."""
    command = ["git", "ls-files", "-z"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = found.stdout.rstrip("\0").split("\0")
    return {Path(name) for name in names if (ROOT / name).exists()}


def ends_of(files: set[Path]) -> set[str]:
    """All ways to name them: `leads/fields.py` is also `fields.py`."""
    return {"/".join(file.parts[begin:]) for file in files for begin in range(len(file.parts))}


def files_named_in(text: str) -> set[str]:
    """Source files in backticks. A page without a folder may be one that we send or write."""
    named = re.findall(r"`((?:[\w-]+/)*[\w-]+\.(?:py|js|css|html|md|c))`", text)
    return {name for name in named if "/" in name or name.endswith(".py")}


def test_every_file_that_is_named_in_backticks_exists():
    files = our_files()
    there, named = ends_of(files), {}
    for file in files - {Path("CHANGELOG.md")}:  # which tells what has gone
        if file.suffix in {".md", ".py", ".js", ".ts", ".css", ".html", ".c"}:
            named[str(file)] = files_named_in((ROOT / file).read_text())
    assert sum(map(len, named.values())) > 50
    assert {file: names - there for file, names in named.items() if names - there} == {}


def test_control_files_are_seen_in_backticks():
    names = ["guard.py", "leads/guard.py", "clinic/base.html", "data.html", "guard.pyc", "a/guard"]
    assert files_named_in(" ".join(f"`{name}`" for name in names)) == set(names[:3])
    assert ends_of({Path("a/b/c.py")}) == {"a/b/c.py", "b/c.py", "c.py"}


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=lambda page: page.name)
def test_links_outside_of_the_documentation_lead_somewhere(page):
    """Inside of it, mkdocs looks (`make docs`)."""
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    local = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert not [link for link in local if not (page.parent / link).exists()]


def test_web_pages_ask_no_other_host(tmp_path):
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = list(site.rglob("*.html"))
    assert len(pages) > 30
    asked = re.compile(
        r"""<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=["']?(https?://[^"' >]+)"""
    )
    foreign = {
        address
        for page in pages
        for tag in asked.finditer(page.read_text())
        if "canonical" not in tag[0]
        for address in [tag[1]]
    }
    assert foreign == set()
