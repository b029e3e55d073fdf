"""Rows that are written by statements that Django makes once: those of every request.

An INSERT made anew for each row takes several times as long as the database takes to write it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from django.db import connections, models, router


@dataclass(frozen=True, slots=True)
class Insertion:
    """An INSERT; and for each column that it returns, how its value becomes Python's."""

    sql: str
    returned: list[tuple[list[Any], Any]]


def insert(
    rows: Sequence[models.Model],
    *,
    using: str | None = None,
    returning: Sequence[Any] = (),
) -> list[tuple[Any, ...]]:
    """Write new rows of one model, and return of each the fields that are asked for.

    As `bulk_create` does: without signals, and where the project's routers say. None is given its
    number by this. All values are plain: see `has_plain_values`.
    """
    model = type(rows[0])
    using = using or router.db_for_write(model)
    connection = connections[using]
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


def has_plain_values(row: models.Model) -> bool:
    """Does a row hold values alone, and none that the database is to work out, such as Now()?"""
    kinds = {type(value) for value in vars(row).values()}  # few, where there are fifty values
    return not any(hasattr(kind, "resolve_expression") for kind in kinds)


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
    columns_back = [field.get_col(table) for field in returning]
    return Insertion(sql, [(_converters(column, connection), column) for column in columns_back])


def _converters(column: Any, connection: Any) -> list[Any]:
    """As Django's compilers find them: first the database's, then the field's."""
    return connection.ops.get_db_converters(column) + column.get_db_converters(connection)


def _converted(row: tuple[Any, ...], made: Insertion, connection: Any) -> tuple[Any, ...]:
    return tuple(
        reduce(lambda value, convert: convert(value, column, connection), converters, value)
        for value, (converters, column) in zip(row, made.returned, strict=True)
    )
