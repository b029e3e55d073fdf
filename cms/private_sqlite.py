"""SQLite's file belongs to the site alone, from the first byte."""

import sqlite3
from pathlib import Path
from typing import Any

from locations import own_files


class PrivateConnection(sqlite3.Connection):
    """Makes the file readable by its owner only, if it makes it.

    What SQLite writes beside it (-wal, -shm, -journal) gets the permissions of the file.
    """

    def __init__(self, database: Any, *args: Any, **kwargs: Any) -> None:
        if not str(database).startswith((":memory:", "file:")):
            own_files.begin(Path(str(database)))
        super().__init__(database, *args, **kwargs)
