"""May be written what visitors cause? A database that only reads takes no request of anybody.

It may answer every question and still take nothing: a server that follows another one, a role that
may only look, a file that belongs to somebody else, a disk that is full. All of that can be asked
without writing into the database; what cannot (the disk of a server elsewhere) shows when something
could not be stored, see `probes.ask_also`.
"""

import errno
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.db import models

# Bytes that have to fit beside the database: about what a request with all its indexes writes.
ROOM = 256 * 1024
# What a disk says that has no room, or not for us.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}

# The tables into which visitors' requests are written, as the apps have named them.
_TABLES: set[str] = set()

# One query: is it no copy, and may this role write into these tables? One that is not there is not
# ours to say: `probes.missing_tables` does.
_POSTGRESQL = """current_setting('transaction_read_only') = 'off' AND coalesce((
    SELECT bool_and(has_any_column_privilege(to_regclass(quote_ident(name)), 'INSERT'))
    FROM unnest(%s::text[]) AS name), true)"""
_SQLITE = "(SELECT query_only FROM pragma_query_only) = 0"


def count_on(*written: type[models.Model]) -> None:
    """Say that visitors' requests are written into the tables of these models."""
    _TABLES.update(model._meta.db_table for model in written)


def tables() -> set[str]:
    """The names of the tables on which somebody counts."""
    return set(_TABLES)


def condition(connection: Any) -> tuple[str, list[Any]]:
    """SQL that is true if the database would take what is written, and its values."""
    if connection.vendor == "postgresql":
        return _POSTGRESQL, [sorted(_TABLES)]
    return (_SQLITE, []) if connection.vendor == "sqlite" else ("1 = 1", [])


def file_takes_nothing(connection: Any) -> bool:
    """Is the database a file that may not be written, or beside which nothing fits any more?"""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return False
    file = Path(connection.settings_dict["NAME"])
    if not all(os.access(place, os.W_OK) for place in (file, file.parent)):
        return True
    return not has_room(file.parent)


def has_room(folder: Path) -> bool:
    """Does a file of `ROOM` bytes fit into a folder?

    It is tried, because nobody is told how much of a quota is left. The file has no name, is not
    flushed and gone at once: it costs less than a tenth of a millisecond, and hardly ever reaches
    the disk.
    """
    try:
        with TemporaryFile(dir=folder, buffering=0) as file:
            return file.write(_filling()) == ROOM
    except OSError as error:  # too many open files, for one, say nothing about the disk
        return error.errno not in FULL


@cache
def _filling() -> bytes:
    """Nothing that a disk could make smaller."""
    return os.urandom(ROOM)
