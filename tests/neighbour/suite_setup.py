"""The neighbour with any part of the plugin: it starts, and nothing is missing or left over."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.template.loader import get_template

from tests.neighbour.registries import templates


def ours(name):
    return name.startswith("clinic")


@pytest.mark.django_db
def test_checks_find_nothing():
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True)


@pytest.mark.django_db
def test_tables_and_their_parts_begin_with_clinic():
    """Indexes, too: in PostgreSQL their names are shared by all tables of a schema."""
    tables = {model._meta.db_table for model in apps.get_models() if ours(model._meta.app_label)}
    assert tables
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master")
        parts = [name for name, table in cursor.fetchall() if table in tables]
    assert tables < set(parts)
    assert not [name for name in parts if not ours(name.removeprefix("sqlite_autoindex_"))]


def test_every_template_of_the_plugin_compiles():
    names = {name for name in templates() if ours(name) and Path(name).suffix in (".html", ".txt")}
    assert names
    for name in names:
        get_template(name)


def test_plugin_is_the_installed_one_and_nothing_of_the_demo_site_is_there():
    assert not {"cms", "home"} & sys.modules.keys()
    assert find_spec("home") is None
    installed = Path(os.environ["PYTHONPATH"])
    assert Path(sys.modules["locations"].__file__).is_relative_to(installed)
