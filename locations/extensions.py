"""What a project adds of its own: dotted paths in ``CLINIC``, imported when they are needed.

`checks.py` imports them when the project starts, so that a wrong one is found then.
"""

from typing import Any

from django.utils.module_loading import import_string

from .conf import clinic_settings

# The keys that hold dotted paths, and what each path leads to (docs/extending.md).
KINDS = {
    "ROUTING_CONDITIONS": "a function",
    "SPAM_SCORERS": "a function",
    "DELIVERY_CHANNELS": "a class",
    "IMPORT_READERS": "a function",
}


def paths(key: str) -> dict[str, str]:
    """The dotted paths of a key by name; in a list, a path is its own name."""
    value = getattr(clinic_settings, key)
    return value if isinstance(value, dict) else {path: path for path in value}


def extensions(key: str) -> dict[str, Any]:
    """What the dotted paths of a key lead to, by name and in the project's order."""
    return {name: import_string(path) for name, path in paths(key).items()}
