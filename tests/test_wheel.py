"""The wheel holds the three apps with all that belongs to them, and says what they need."""

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.wheel import ROOT, build

APPS = ["locations", "conditions", "leads"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

# A package without code of its own, and the module that reads it.
READ_BY = {"zoneinfo": "tzdata"}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> list[Path]:
    """The sdist and the wheel."""
    return sorted(build(tmp_path_factory.mktemp("dist"), "wheel", "sdist"), key=lambda p: p.suffix)


@pytest.fixture(scope="module")
def in_wheel(built) -> set[str]:
    with zipfile.ZipFile(built[1]) as wheel:
        return set(wheel.namelist())


@pytest.fixture(scope="module")
def metadata(built):
    with zipfile.ZipFile(built[1]) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(wheel.read(name).decode())


def tracked() -> set[str]:
    """Every file of the three apps that is kept in git."""
    command = ["git", "ls-files", "-z", *APPS]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in found.stdout.split("\0") if name and (ROOT / name).exists()}


def test_wheel_holds_the_three_apps_and_nothing_else(in_wheel):
    folders = {name.split("/")[0] for name in in_wheel}
    assert folders == {*APPS, f"wagtail_clinic-{PROJECT['version']}.dist-info"}


def test_wheel_holds_every_file_of_the_apps(in_wheel):
    files = tracked()
    kinds = {Path(name).suffix for name in files}
    assert {".html", ".css", ".js", ".mo", ".svg", ".txt", ".woff2"} < kinds
    assert files - in_wheel == set()
    here = {name for name in in_wheel if name.split("/")[0] in APPS}
    assert not {name for name in here if "__pycache__" in name or "/tests/" in name}


def test_sdist_holds_what_the_wheel_is_built_from(built, in_wheel):
    with tarfile.open(built[0]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {name for name in in_wheel if ".dist-info/" not in name} < names
    assert {"pyproject.toml", "README.md", "LICENSE"} < names
    assert not {name for name in names if name.startswith(("cms", "home", "tests", "docs"))}


def test_wheel_has_its_licence_and_version(in_wheel, metadata):
    assert metadata["Version"] == PROJECT["version"]
    assert metadata["License-Expression"] == "BSD-3-Clause"
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in in_wheel)


def test_what_an_index_shows_of_it_leads_to_no_file_of_ours(metadata):
    text = metadata.get_payload()
    assert text.startswith("# Wagtail Clinic")
    assert all(f"\n- `{app}`: " in text for app in APPS)
    links = re.findall(r"\]\(([^)]+)", text)
    assert [link for link in links if not link.startswith("https://")] == []


def test_classifiers_name_every_django_that_it_may_be_installed_with():
    django = declared(PROJECT["dependencies"])["django"].specifier
    named = {
        line.rpartition(" :: ")[2] for line in PROJECT["classifiers"] if ":: Django ::" in line
    }
    known = ["4.2", "5.0", "5.1", "5.2", "6.0", "6.1", "6.2"]
    assert {version for version in known if django.contains(version)} == named


# What it needs.


def imported(tree: ast.AST) -> Iterator[str]:
    """The first part of every absolute import below `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]


def does_without(node: ast.AST) -> bool:
    """Is this a `try` that goes on without what it imports?"""
    return isinstance(node, ast.Try) and any(
        handler.type and "ImportError" in ast.unparse(handler.type) for handler in node.handlers
    )


def imports_of(text: str) -> tuple[set[str], set[str]]:
    """What a module cannot do without, and what it can."""
    tree = ast.parse(text)
    optional = {name for node in ast.walk(tree) if does_without(node) for name in imported(node)}
    return set(imported(tree)) - optional, optional


def distributions(modules: set[str]) -> set[str]:
    """The packages, as they are named in an index, that bring modules of others."""
    known = packages_distributions()
    foreign = (modules - set(APPS) - sys.stdlib_module_names) | (modules & READ_BY.keys())
    return {canonicalize_name(READ_BY.get(module) or known[module][0]) for module in foreign}


def used() -> tuple[set[str], set[str]]:
    needed, optional = set(), set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        always, perhaps = imports_of(path.read_text())
        needed |= always
        optional |= perhaps
    return distributions(needed), distributions(optional - needed)


def declared(lines: list[str]) -> dict[str, Requirement]:
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one for one in requirements}


def test_wheel_asks_for_what_the_apps_import_and_for_nothing_else(metadata):
    asked = declared(metadata.get_all("Requires-Dist"))
    needed, optional = used()
    assert {"wagtail", "django", "phonenumberslite"} < needed
    assert {name for name, one in asked.items() if one.marker is None} == needed
    assert {name for name, one in asked.items() if one.marker} == optional


def test_what_it_asks_for_has_bounds_that_our_own_versions_keep():
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    pins = declared(
        [
            line.split("#")[0].strip()
            for line in (ROOT / "requirements.txt").read_text().splitlines()
            if "==" in line
        ]
    )
    for name, one in declared([*PROJECT["dependencies"], *extras]).items():
        operators = {bound.operator for bound in one.specifier}
        assert operators == ({">="} if name == "tzdata" else {">=", "<"}), name
        pinned = next(iter(pins[name].specifier)).version
        assert one.specifier.contains(pinned), name


def test_control_imports_are_seen_wherever_they_stand():
    text = (
        "import yaml.nodes\n"
        "from . import wagtail\n"
        "def later():\n    from zoneinfo import ZoneInfo\n"
        "try:\n    import bs4\nexcept ImportError:\n    bs4 = None\n"
        "try:\n    import mammoth\nexcept ValueError:\n    pass\n"
    )
    assert imports_of(text) == ({"yaml", "zoneinfo", "mammoth"}, {"bs4"})
    assert distributions({"yaml", "zoneinfo", "os", "leads"}) == {"pyyaml", "tzdata"}
