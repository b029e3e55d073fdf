"""Who may import whom: between the apps, and inside each app, read from the source.

Imports inside functions count too: a forbidden arrow is forbidden wherever it is drawn.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# app → the apps of ours that it may import
APPS = {
    "locations": set(),
    "conditions": {"locations"},
    "leads": {"locations"},
    "home": {"locations", "conditions", "leads"},
    "cms": {"locations"},
}

# Inside an app: a module imports only from its own row or the rows below it.
LAYERS = {
    "locations": [
        {
            "apps",
            "wagtail_hooks",
            "views",
            "urls",
            "management",
            "chooser",
            "context",
            "api",
            "middleware",
            "spreadsheets",
            "refused_panel",
            "previews",
            "publish_hooks",
            "page_cache",
            "health",
        },
        {
            "announcements",
            "blocks",
            "changes",
            "caching",
            "draftail",
            "expiry",
            "finished",
            "frames",
            "machines",
            "protection",
            "templatetags",
            "checks",
            "picture_forms",
            "problems",
            "renditions",
        },
        {"untranslated"},
        {"references", "links", "languages", "page_text"},
        {"models"},
        {
            "api_fields",
            "directory",
            "facts",
            "facts_shown",
            "forms",
            "panels",
            "refusals",
            "translating",
            "usage",
        },
        {"addresses", "trails"},
        {
            "pictures",
            "picture_html",
            "plain",
            "published",
            "remembering",
            "wording",
            "live",
            "signs",
            "emergency",
            "standing_texts",
        },
        {
            "hours",
            "clock",
            "wall_clock",
            "opening",
            "phones",
            "prepared",
            "inserting",
            "column_values",
            "beginning",
            "planned",
            "markup",
            "typed",
            "conf",
            "extensions",
            "content_languages",
            "schema",
            "maps",
            "routes",
            "drawings",
            "private",
            "cache_keys",
            "bodies",
            "own_files",
            "cells",
            "faults",
            "patience",
            "logs",
            "networks",
            "webhooks",
            "value_words",
            "years",
        },
    ],
    "conditions": [
        {"apps", "wagtail_hooks", "management", "api", "feeds", "snippets", "renewals", "urls"},
        {"search", "feed_paths"},
        {"import_page", "citation_admin", "review_admin", "content_checks"},
        {"templatetags", "draftail"},
        {"linting", "old_addresses"},
        {"importing", "publishing", "related", "review", "prices", "standing", "citing"},
        {"models"},
        {"api_fields"},
        {"blocks", "clinical", "features", "forms", "red_flags", "locked", "leaves", "weekdays"},
        {"a_to_z", "schema", "sections", "glossing", "reading", "identifiers", "digest"},
    ],
    "leads": [
        {
            "apps",
            "wagtail_hooks",
            "management",
            "views",
            "status_views",
            "urls",
            "api",
            "inbox",
            "metrics",
        },
        {"testing"},
        {"canary", "backups", "reconciling"},
        {"canary_doors"},
        {"reception"},
        {"actions", "presets", "unavailable"},
        {"importing"},
        {"health"},
        {"chain"},
        {"doubts"},
        {"forms", "fields", "notifications", "permissions", "teams", "checks", "exporting"},
        {"staff_emails"},
        {"emails", "questions", "waiting", "canned"},
        {"about", "asked"},
        {"models"},
        {
            "routing",
            "spam",
            "promises",
            "submissions",
            "stamps",
            "redirecting",
            "limits",
            "waiting_words",
            "progress",
            "folding",
            "event_kinds",
            "joining",
            "naming",
            "trigrams",
            "schema",
            "reporting",
            "cadence",
            "putting_off",
            "sought",
            "tags",
            "zones",
            "periods",
            "journal",
            "write_log",
            "backup_names",
        },
    ],
}

# A Wagtail page serves itself, a workflow's task acts itself: each is a model and a door in one.
EXCEPTIONS = {("leads", "models", "views"), ("conditions", "models", "review")}

# Pure: no Django database, no clock, no request.
PURE = [
    "locations/hours.py",
    "locations/wall_clock.py",
    "locations/opening.py",
    "locations/maps.py",
    "locations/drawings.py",
    "locations/cache_keys.py",
    "locations/cells.py",
    "conditions/a_to_z.py",
    "leads/routing.py",
    "leads/spam.py",
    "leads/promises.py",
    "leads/reporting.py",
    "leads/importing/dates.py",
    "leads/importing/decoding.py",
    "leads/folding.py",
    "leads/joining.py",
    "leads/naming.py",
    "leads/trigrams.py",
    "leads/progress.py",
    "leads/cadence.py",
    "leads/periods.py",
    "leads/health/findings.py",
    "leads/health/judging.py",
    "leads/health/settings_checks.py",
    "leads/putting_off.py",
    "leads/tags.py",
    "leads/zones.py",
    "leads/inbox/desk_times.py",
    "leads/inbox/putting_off.py",
    "leads/inbox/words.py",
]
IMPURE_NAMES = {"now", "utcnow", "today", "objects", "save", "atomic", "request"}


def imports_of(path: Path) -> Iterator[str]:
    """Yield every absolute dotted name that a file imports; relative ones are made absolute."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []  # names for the type checker; nothing is imported when it runs
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *(node.module or "").split(".")]).strip(".")
            yield from (f"{base}.{alias.name}" for alias in node.names)


def sources(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def foreign_imports(app: str) -> set[tuple[str, str]]:
    found = set()
    for path in sources(app):
        for name in imports_of(path):
            other = name.split(".")[0]
            if other in APPS and other != app:
                found.add((str(path.relative_to(ROOT)), other))
    return found


def layer_of(app: str, module: str) -> int | None:
    rows = LAYERS[app]
    return next((number for number, row in enumerate(rows) if module in row), None)


@pytest.mark.parametrize("app", APPS)
def test_app_imports_only_the_apps_it_may(app):
    forbidden = {arrow for arrow in foreign_imports(app) if arrow[1] not in APPS[app]}
    assert not forbidden


@pytest.mark.parametrize("app", LAYERS)
def test_every_module_has_a_layer(app):
    modules = {path.relative_to(ROOT / app).parts[0].removesuffix(".py") for path in sources(app)}
    assert not {name for name in modules - {"__init__"} if layer_of(app, name) is None}


@pytest.mark.parametrize("app", LAYERS)
def test_inside_an_app_imports_go_downwards(app):
    upwards = set()
    for path in sources(app):
        module = path.relative_to(ROOT / app).parts[0].removesuffix(".py")
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] != app or len(parts) < 2 or (app, module, parts[1]) in EXCEPTIONS:
                continue
            here, there = layer_of(app, module), layer_of(app, parts[1])
            if here is not None and there is not None and there < here:
                upwards.add(f"{path.relative_to(ROOT)} imports {name}")
    assert not upwards


@pytest.mark.parametrize("name", PURE)
def test_pure_module_asks_no_clock_and_no_database(name):
    tree = ast.parse((ROOT / name).read_text())
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not attributes & IMPURE_NAMES


@pytest.mark.parametrize("app", ["locations", "conditions", "leads", "home"])
def test_clinic_settings_are_read_in_one_place(app):
    readers = {
        str(path.relative_to(ROOT))
        for path in sources(app)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value == "CLINIC"
    }
    assert readers <= {"locations/conf.py", "locations/checks.py"}


CHECK_ID = re.compile(r"clinic_[a-z]+\.[EWI]\d{3}")


def test_each_system_check_has_an_id_of_its_own():
    """Who silences one must not silence another with it."""
    ids = [
        word.value.value
        for app in APPS
        for path in sources(app)
        for word in ast.walk(ast.parse(path.read_text()))
        if isinstance(word, ast.keyword)
        and word.arg == "id"
        and isinstance(word.value, ast.Constant)
        and CHECK_ID.fullmatch(str(word.value.value))
    ]
    assert len(ids) > 10
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("app", ["locations", "conditions", "leads", "home"])
def test_files_stay_short(app):
    assert not {
        str(path.relative_to(ROOT)): lines
        for path in sources(app)
        if (lines := path.read_text().count("\n")) > 350
    }


def test_control_a_forbidden_import_is_seen(tmp_path, monkeypatch):
    """The reader of imports sees absolute, relative and hidden ones."""
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    (tmp_path / "locations" / "inner").mkdir(parents=True)
    (tmp_path / "locations" / "inner" / "sample.py").write_text(
        "from ..models import LocationPage\n"
        "def hidden():\n"
        "    from leads.models import Lead\n"
        "    import home.demo\n"
    )
    assert foreign_imports("locations") == {
        ("locations/inner/sample.py", "leads"),
        ("locations/inner/sample.py", "home"),
    }
    assert "locations.models.LocationPage" in set(
        imports_of(tmp_path / "locations" / "inner" / "sample.py")
    )
