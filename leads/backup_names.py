"""What a backup is known by, for who makes them and for who looks how old they are."""

from pathlib import Path

PREFIX = "clinic-"
MANIFEST = "manifest.json"


def is_backup(path: Path) -> bool:
    """Was it made by us, and to its end? The manifest is written last."""
    return path.name.startswith(PREFIX) and (path / MANIFEST).is_file()
