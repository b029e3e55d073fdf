"""Where in its history a project got its image model, which ours point at.

Django's `swappable_dependency` means the first migration of the model's app, which is right for
accounts. An image model of its own is what many a project got later; with the first migration
alone our tables would be made before it, and the project could not build a new database.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from django.db.migrations import CreateModel, RenameModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from wagtail.images import get_image_model_string


def image_model_dependency() -> tuple[str, str]:
    """Return the migration after which the project has its image model."""
    label, model = get_image_model_string().split(".")
    bringing = [name for name, operations in _history(label) if _bring(model, operations)]
    return label, bringing[-1] if bringing else "__first__"


def _history(label: str) -> Iterator[tuple[str, list[Operation]]]:
    """The migrations of an app by name; none for an app that has no migrations."""
    package, _explicit = MigrationLoader.migrations_module(label)
    try:
        folders = import_module(package).__path__ if package else []
    except ModuleNotFoundError:
        return
    for name in sorted(module.name for module in iter_modules(folders)):
        if name[0] not in "_~":
            yield name, import_module(f"{package}.{name}").Migration.operations


def _bring(model: str, operations: list[Operation]) -> bool:
    """Is there a model of this name after `operations` that was not there before?"""
    flat = [part for one in operations for part in getattr(one, "state_operations", [one])]
    created = {one.name_lower for one in flat if isinstance(one, CreateModel)}
    renamed = {one.new_name_lower for one in flat if isinstance(one, RenameModel)}
    return model.lower() in created | renamed
