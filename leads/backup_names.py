"""What a backup is known by, for who makes them and for who looks how old they are."""

import json
from pathlib import Path

PREFIX = "clinic-"
MANIFEST = "manifest.json"


def is_backup(path: Path) -> bool:
    """Was it made by us, and to its end? The manifest is written last."""
    return path.name.startswith(PREFIX) and (path / MANIFEST).is_file()


def is_whole(path: Path) -> bool:
    """Is the database there, and each file that the manifest names, as large as it says?

    What is in them is compared by `clinic_backup --verify` and before they are put back.
    """
    try:
        told = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        sizes = {name: size for name, (_digest, size) in told["files"].items()}
        there = all((path / name).stat().st_size == size for name, size in sizes.items())
        return there and told["database"] in sizes
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return False
