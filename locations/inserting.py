"""Rows that are written by statements that Django makes once: those of every request.

An INSERT made anew for each row takes several times as long as the database takes to write it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql.compiler import SQLCompiler


@dataclass(frozen=True, slots=True)
class Insertion:
    """An INSERT, and how what it returns becomes Python's, by column."""

    sql: str
    converters: dict[int, Any]


def insert(
    rows: Sequence[models.Model],
    *,
    using: str = DEFAULT_DB_ALIAS,
    returning: Sequence[Any] = (),
) -> list[tuple[Any, ...]]:
    """Write new rows of one model, and return of each the fields that are asked for.

    As `bulk_create` does: without signals. None is given its number by this.
    """
    connection, model = connections[using], type(rows[0])
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in _written(model)
    ]
    made = _insertion(model, len(rows), using, tuple(returning))
    with connection.cursor() as cursor:
        cursor.execute(made.sql, values)
        found = cursor.fetchall() if returning else []
    return [_converted(row, made, connection) for row in found]


@cache
def _written(model: type[models.Model]) -> list[Any]:
    """The fields of a row that are ours to write: not its number, nor what the database makes."""
    fields = model._meta.concrete_fields
    return [
        field for field in fields if not isinstance(field, models.AutoField | models.GeneratedField)
    ]


@cache
def _insertion(
    model: type[models.Model], count: int, using: str, returning: tuple[Any, ...]
) -> Insertion:
    connection, table = connections[using], model._meta.db_table
    quote, fields = connection.ops.quote_name, _written(model)
    row = f"({', '.join(['%s'] * len(fields))})"
    columns = ", ".join(quote(field.column) for field in fields)
    sql = f"INSERT INTO {quote(table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if returning:
        sql += f" RETURNING {', '.join(quote(field.column) for field in returning)}"
    found = [field.get_col(table) for field in returning]
    return Insertion(sql, SQLCompiler(None, connection, using).get_converters(found))


def _converted(row: tuple[Any, ...], made: Insertion, connection: Any) -> tuple[Any, ...]:
    values = list(row)
    for column, (converters, expression) in made.converters.items():
        for convert in converters:
            values[column] = convert(values[column], expression, connection)
    return tuple(values)
