"""`locations`, `conditions` and `leads` are a plugin: they drop into a project that is not ours.

The project is tests/neighbour. It runs in a folder and in processes of its own, with settings of
its own, and has the plugin from the wheel; what is asked of it there are the files
tests/neighbour/suite_*.py.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import wagtail

from tests.wheel import ROOT, build, install

PLUGIN = ["locations", "conditions", "leads"]
# What of the plugin is installed → what is asked of the project. The first is migrated from
# nothing; the others begin with what one before them left (`MIGRATED_BEFORE`: tests/migrated.py).
VARIANTS = {
    "locations_only": ["setup", "locations"],
    "locations_and_leads": ["setup", "leads"],
    "locations_and_conditions": ["setup", "conditions"],
    "plugged": ["setup", "locations", "leads", "conditions", "extensions"],
    "headless": ["headless"],
}

WAGTAIL = Path(wagtail.__file__).parent

# Where the project mounts its admin; the plugin's addresses there begin below it.
ADMIN = "cms/"

# Wagtail leaves the files open from which it cuts pictures.
OPEN_FILES = "ignore:Unclosed file <tempfile:ResourceWarning"


class Neighbour:
    """Runs programs as the neighbour would, in a folder of its own; any warning is an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plugin = folder / "site-packages"
        self.project = folder / "project"
        install(*build(folder / "dist", "wheel"), self.plugin)
        (self.project / "tests").mkdir(parents=True)
        for name in ("__init__.py", "migrated.py"):
            shutil.copy(ROOT / "tests" / name, self.project / "tests")
        shutil.copytree(ROOT / "tests" / "neighbour", self.project / "tests" / "neighbour")

    def run(self, settings: str, module: str, *arguments: str) -> str:
        """Return what `python -m module arguments…` prints; a failure fails the test."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", module, *arguments],
            cwd=self.project,
            env=self._environment(settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        assert done.stderr == ""
        return done.stdout

    def _environment(self, settings: str) -> dict[str, str]:
        foreign = ("DJANGO", "PYTEST", "DATABASE", "CACHE", "EMAIL")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(foreign)}
        return kept | {
            "DJANGO_SETTINGS_MODULE": f"tests.neighbour.settings.{settings}",
            "NEIGHBOUR_VAR": str(self.folder),
            "PYTHONPATH": str(self.plugin),
        }


@pytest.fixture(scope="module")
def neighbour(tmp_path_factory) -> Neighbour:
    return Neighbour(tmp_path_factory.mktemp("neighbour"))


# The whole thing.


@pytest.mark.parametrize("variant", VARIANTS)
def test_project_works(neighbour, variant):
    """Its own tests, on a database that its own migrations made."""
    suites = [f"tests/neighbour/suite_{name}.py" for name in VARIANTS[variant]]
    options = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-W", OPEN_FILES]
    said = neighbour.run(variant, "pytest", *options, *suites)
    assert re.search(r"^\d+ passed in", said, re.MULTILINE)


def test_control_project_was_fine_before(neighbour):
    said = neighbour.run("alone", "django", "check", "--fail-level", "WARNING")
    assert "no issues (0 silenced)" in said
    said = neighbour.run("alone", "django", "makemigrations", "--check", "--dry-run")
    assert said.strip() == "No changes detected"


# What the plugin adds to registries that all apps share.


# Addresses that machines expect at the root of a site, and beside each page (docs/machines.md). The
# project mounts them by an include of its own, and may leave them out.
EXPECTED_BY_MACHINES = {
    "sitemap.xml",
    "llms.txt",
    "index.md",
    r"^(?P<path>(?:[\w\-]+/)+)index\.md$",
    r"^cards/(?P<page_id>[0-9]{1,18})-(?P<digest>[0-9a-f]{16})\.png$",
}


def begins_with_us(kind: str, name: str) -> bool:
    """Does a name that the plugin adds say that it is the plugin's?"""
    if kind == "routes":
        if name in EXPECTED_BY_MACHINES:
            return True
        name = name.removeprefix(ADMIN)
    elif kind == "lookups_on_others":
        name = re.split(r"[.?]", name)[-1]
    # Of a snippet Wagtail makes the names, from the label of its app.
    return name.startswith(("clinic", "wagtailsnippets_clinic_"))


@pytest.fixture(scope="module")
def added(neighbour) -> dict[str, set[str]]:
    """What is there with the plugin and not without it, by kind."""
    without, with_it = (
        json.loads(neighbour.run(settings, "tests.neighbour.registries"))
        for settings in ("alone", "plugged")
    )
    assert all(set(without[kind]) <= set(with_it[kind]) for kind in without)
    return {kind: set(with_it[kind]) - set(without[kind]) for kind in with_it}


def test_plugin_names_begin_with_clinic(added):
    strays = {
        f"{kind}: {name}"
        for kind, names in added.items()
        for name in names
        if not begins_with_us(kind, name)
    }
    assert not strays


def test_control_registries_see_what_is_added(added):
    """Were a registry read wrongly, nothing would be found in it, and nothing wrong."""
    assert all(added.values())
    assert "clinic_leads:ask" in added["url_names"]
    assert "cms/clinic/inbox/" in added["routes"]
    assert "clinic_deliver" in added["commands"]
    assert "wagtailcore.Page.clinic_locations_locationpage" in added["lookups_on_others"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("commands", "deliver"),
        ("routes", "cms/inbox/"),
        ("routes", "requests/"),
        ("lookups_on_others", "wagtailcore.Page.locationpage"),
        ("lookups_on_others", "auth.Group?location_permissions"),
        ("models", "locations.LocationPage"),
    ],
)
def test_control_a_name_without_prefix_is_seen(kind, name):
    assert not begins_with_us(kind, name)


# What is written in the source.


def sources(*patterns: str) -> Iterator[Path]:
    for app in PLUGIN:
        for pattern in patterns:
            yield from (ROOT / app).rglob(pattern)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, with the name of what is called."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def first_string(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) else ""


def test_check_ids_begin_with_clinic():
    ids = [
        keyword.value.value
        for path in sources("checks.py")
        for _name, call in calls(path)
        for keyword in call.keywords
        if keyword.arg == "id"
    ]
    assert ids
    assert not [id for id in ids if not re.fullmatch(r"clinic_[a-z]+\.[EW]\d{3}", id)]
    assert len(ids) == len(set(ids))


def test_hooks_are_wagtails_or_begin_with_clinic():
    asked = re.compile(r"""(?:(?:get_hooks|run_hook)\(|hook_name ?=|hook_output)\s*["'](\w+)["']""")
    in_wagtail = [*WAGTAIL.rglob("*.py"), *WAGTAIL.rglob("*.html")]
    known = {name for path in in_wagtail for name in asked.findall(path.read_text())}
    registered, called = set(), set()
    for path in sources("*.py"):
        for name, call in calls(path):
            if name == "hooks.register":
                registered.add(first_string(call))
            elif name == "hooks.get_hooks":
                called.add(first_string(call))
    assert {"register_icons", "register_admin_menu_item"} <= known & registered
    assert not {name for name in registered - known if not name.startswith("clinic_")}
    assert not {name for name in called - {""} if not name.startswith("clinic_")}


def test_templates_use_nothing_of_this_site():
    """A page or block of the plugin finds its parts in the plugin, in Wagtail or in Django."""
    part = re.compile(r"""{%\s*(?:extends|include|static)\s+["']([^"']+)["']""")
    parts = {
        (str(path.relative_to(ROOT)), name)
        for path in sources("*.html", "*.txt")
        for name in part.findall(path.read_text())
    }
    assert parts
    assert not {one for one in parts if not one[1].startswith(("clinic", "wagtailadmin/"))}


def test_template_tags_begin_with_clinic():
    from django.template.library import import_library

    names = {
        name
        for path in sources("templatetags/clinic_*.py")
        for library in [import_library(".".join(path.relative_to(ROOT).with_suffix("").parts))]
        for name in [*library.tags, *library.filters]
    }
    assert names
    assert not {name for name in names if not name.startswith("clinic_")}


# Migrations.

# Models that a project may have replaced by its own, as a migration would name them.
SWAPPABLE = {"wagtailimages.image", "auth.user", "wagtaildocs.document"}


def named_models(path: Path) -> set[str]:
    """The models that fields of a migration point at, by name."""
    return {
        str(keyword.value.value).lower()
        for _name, call in calls(path)
        for keyword in call.keywords
        if keyword.arg == "to" and isinstance(keyword.value, ast.Constant)
    }


def needed_apps(path: Path) -> set[str]:
    """The apps whose migrations a migration names in its dependencies."""
    return {
        str(pair.elts[0].value)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "dependencies"
        for pair in node.value.elts
        if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant)
    }


def test_migrations_name_no_model_that_a_project_may_replace():
    """`makemigrations` writes wagtailimages.image, which is wrong in a project with its own.

    Write ``to=get_image_model_string()`` by hand instead, and ``image_model_dependency()`` in the
    place of ``("wagtailimages", …)``, as the migrations before do.
    """
    migrations = list(sources("migrations/0*.py"))
    assert any("clinic_locations.locationpage" in named_models(path) for path in migrations)
    assert any("wagtailcore" in needed_apps(path) for path in migrations)
    wrong = {
        str(path.relative_to(ROOT))
        for path in [*migrations, *(ROOT / "home").rglob("migrations/0*.py")]
        if named_models(path) & SWAPPABLE or "wagtailimages" in needed_apps(path)
    }
    assert not wrong


# The documentation.

GUIDE = ROOT / "docs" / "plugging-in.md"
EXTENDING = ROOT / "docs" / "extending.md"


@pytest.mark.parametrize("page", [GUIDE, EXTENDING], ids=lambda page: page.stem)
def test_guide_shows_only_what_the_project_does(page):
    """Each line of code in the guide is a line of the neighbour, so that it is known to work."""
    fenced = re.findall(r"```(?:python|html)\n(.*?)```", page.read_text(), re.DOTALL)
    shown = {line.strip() for code in fenced for line in code.splitlines()} - {""}
    files = [*(ROOT / "tests/neighbour").rglob("*.py"), *(ROOT / "tests/neighbour").rglob("*.html")]
    done = {line.strip() for file in files for line in file.read_text().splitlines()}
    assert len(shown) > 10
    assert not shown - done


def test_guide_names_every_hook_that_a_project_may_answer():
    asked = set()
    for path in sources("*.py"):
        for name, call in calls(path):
            words = [word.value for word in call.keywords if word.arg == "hook"]
            asked |= {word.value for word in words if isinstance(word, ast.Constant)}
            asked |= {first_string(call)} if name == "hooks.get_hooks" else set()
    between_our_apps = {"clinic_consultation_form", ""}
    named = set(re.findall(r"^\| `(clinic_\w+)` \|", GUIDE.read_text(), re.MULTILINE))
    assert named == asked - between_our_apps
