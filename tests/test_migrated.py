"""The copy that tests begin with is what the migrations of today would make."""

import pytest
from django.conf import UserSettingsHolder, settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tests.migrated import fingerprint, migration_files


@pytest.mark.django_db
def test_nothing_is_left_to_migrate_and_nothing_too_much_was():
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert set(MigrationRecorder(connection).applied_migrations()) == known


def test_every_migration_is_in_the_fingerprint():
    names = {f"{file.parent.parent.name}/{file.stem}" for file in migration_files()}
    assert {"locations/0001_initial", "auth/0001_initial", "wagtail/0001_initial"} <= names
    assert len(names) > 200


@pytest.mark.parametrize(
    "changed",
    [
        {"INSTALLED_APPS": ["wagtail"]},
        {"WAGTAIL_CONTENT_LANGUAGES": [("en", "English")]},
        {"AUTH_USER_MODEL": "people.User"},
        {"WAGTAILIMAGES_IMAGE_MODEL": "pictures.Picture"},
        {"MIGRATION_MODULES": {"clinic_leads": None}},
    ],
)
def test_fingerprint_changes_with_what_it_depends_on(monkeypatch, changed):
    before = fingerprint("sqlite")
    assert fingerprint("sqlite") == before != fingerprint("postgresql")
    others = UserSettingsHolder(settings._wrapped)
    for name, value in changed.items():
        setattr(others, name, value)
    monkeypatch.setattr("tests.migrated.settings", others)
    assert fingerprint("sqlite") != before
