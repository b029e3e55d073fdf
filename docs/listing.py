"""A hook of mkdocs: every decision record is in the menu, without a list of them to keep."""

from pathlib import Path
from typing import Any


def on_config(config: Any) -> None:
    """Put the records behind the page that explains them."""
    section = next(entry for entry in config.nav if "Decisions" in entry)
    files = Path(config.docs_dir, "decisions").glob("0*.md")
    section["Decisions"] += sorted(f"decisions/{file.name}" for file in files)
