"""The demo clinic for tests, with plain little pictures instead of the drawn ones."""

from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection
from PIL import Image

from home.demo.pictures import PICTURES
from home.demo.seeding import Outcome, seed

# The Monday before Thanksgiving, 9:30 in the morning in Chicago.
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)

# What the command says where it does nothing.
UNCHANGED = "This site has pages already: nothing was changed."


def plain_pictures() -> dict[str, bytes]:
    """The demo's pictures take many seconds to draw; any picture will do."""
    file = BytesIO()
    Image.new("RGB", (160, 100), "#7a9").save(file, "JPEG")
    return dict.fromkeys(PICTURES, file.getvalue())


def plant(*, leads: int = 12, pictures: dict[str, bytes] | None = None) -> Outcome:
    """Plant the demo, with accounts and requests."""
    return seed(
        url="http://clinic.example",
        with_accounts=True,
        leads=leads,
        at=NOW,
        pictures=plain_pictures() if pictures is None else pictures,
    )


def run(**options: Any) -> str:
    """Return what the command says that plants the demo."""
    out = StringIO()
    call_command("clinic_seed", stdout=out, **options)
    return out.getvalue().strip()


def stored_rows() -> dict[str, list[str]]:
    """Every row of every table, as the database has it."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in connection.introspection.table_names()}


def _rows(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(map(str, cursor.fetchall()))
