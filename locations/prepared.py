"""Statements that Django makes once: for what every request asks or writes.

A QuerySet makes its SQL anew each time, which takes several times as long as the database takes to
answer a small question. Here the SQL is kept; the conditions are still those of the QuerySets.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql.compiler import SQLCompiler


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes that is another one each time."""

    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """A statement with its parameters, and how what comes back becomes Python's, by column."""

    sql: str
    parameters: list[Any]
    converters: dict[int, Any]


class Prepared:
    """A question that differs by its values alone.

    `make` returns the QuerySet, of columns, for given values. `examples` are values of each that
    stand as they are for nothing else in the SQL. What is left out of a question is left out for
    `make`, too.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]], **examples: Any) -> None:
        self._make, self._examples = make, examples
        self._made: dict[tuple[str, ...], Made] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that the QuerySet has for these values. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *values)
        if key not in self._made:
            self._made[key] = self._compiled(connection, values)
        made = self._made[key]
        given = {name: _adapted(value, connection) for name, value in values.items()}
        with connection.cursor() as cursor:
            parameters = [given[p.name] if type(p) is Slot else p for p in made.parameters]
            cursor.execute(made.sql, parameters)
            rows = cursor.fetchall()
        return [_converted(row, made, connection) for row in rows] if made.converters else rows

    def _compiled(self, connection: Any, names: Iterable[str]) -> Made:
        examples = {name: self._examples[name] for name in names}
        compiler = self._make(**examples).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        slots = [(_adapted(value, connection), Slot(name)) for name, value in examples.items()]
        found = [next((slot for value, slot in slots if value == p), p) for p in parameters]
        if missing := {slot for _value, slot in slots}.difference(found):
            raise ValueError(f"no parameter of the query is {missing}")
        columns = [column for column, _sql, _alias in compiler.select]
        return Made(sql, found, compiler.get_converters(columns))


def _converted(row: tuple[Any, ...], made: Made, connection: Any) -> tuple[Any, ...]:
    values = list(row)
    for column, (converters, expression) in made.converters.items():
        for convert in converters:
            values[column] = convert(values[column], expression, connection)
    return tuple(values)


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
) -> Made:
    connection, table = connections[using], model._meta.db_table
    quote, fields = connection.ops.quote_name, _written(model)
    row = f"({', '.join(['%s'] * len(fields))})"
    columns = ", ".join(quote(field.column) for field in fields)
    sql = f"INSERT INTO {quote(table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if returning:
        sql += f" RETURNING {', '.join(quote(field.column) for field in returning)}"
    found = [field.get_col(table) for field in returning]
    return Made(sql, [], SQLCompiler(None, connection, using).get_converters(found))


def _adapted(value: Any, connection: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
