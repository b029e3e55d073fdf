"""Rows that are written by statements that Django makes once: those of every request.

An INSERT made anew for each row takes several times as long as the database takes to write it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, NamedTuple

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

from .column_values import VENDORS, as_they_are, made_for
from .faults import ending_attempt, is_first_attempt
from .planned import planned


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
    number by this; all have one already, or none has. All values are plain: see `has_plain_values`.
    Rows with numbers may be held back (`together`), and nothing of them is returned then.
    """
    model, has_number = type(rows[0]), rows[0].pk is not None
    using = using or router.db_for_write(model)
    connection = connections[using]
    values = [
        value
        if type(value := facts.get(name, _UNKNOWN)) in as_it_is
        else made_for(field, field.pre_save(row, add=True), connection)
        for row in rows
        for facts in (vars(row),)
        for field, name, as_it_is in _columns(model, has_number, connection.vendor)
    ]
    return _write(model, len(rows), values, has_number, connection, returning=tuple(returning))


def insert_facts(
    model: type[models.Model], rows: Iterable[dict[str, Any]], *, using: str | None = None
) -> None:
    """Write new rows as `insert` does, of which only facts are told, by the names of columns.

    What is not told of a row is its default. For rows whose objects nobody would look at.
    """
    using = using or router.db_for_write(model)
    connection = connections[using]
    told = [_defaults(model) | facts | _made(model, facts) for facts in rows]
    has_number = model._meta.pk.attname in told[0]
    values = [
        value if type(value := facts[name]) in as_it_is else made_for(field, value, connection)
        for facts in told
        for field, name, as_it_is in _columns(model, has_number, connection.vendor)
    ]
    _write(model, len(told), values, has_number, connection)


def _write(
    model: type[models.Model],
    count: int,
    values: list[Any],
    has_number: bool,
    connection: BaseDatabaseWrapper,
    *,
    returning: tuple[Any, ...] = (),
) -> list[tuple[Any, ...]]:
    using, held = connection.alias, _held.get()
    if held and held.connection is connection and (has_number or not returning):
        held.add(_insertion(model, count, using, (), has_number).sql, values)
        return []
    made = _insertion(model, count, using, returning, has_number)
    with planned(connection), connection.cursor() as cursor:
        cursor.execute(made.sql, values)
        found = cursor.fetchall() if returning else []
    return [_converted(row, made, connection) for row in found]


@contextmanager
def together(using: str) -> Iterator[None]:
    """Let the rows inside go to the database in one statement, where it takes several (PostgreSQL).

    They go at the end, or before anything else that is asked inside, which sees them. Whose fault
    it is when they are refused nobody can tell. So it ends the first attempt (faults.py), and only
    there they are held back. An error inside must end the transaction, too: they are not written.
    """
    connection = connections[using]
    if not (is_first_attempt() and connection.vendor == "postgresql"):
        yield
        return
    held = _Held(connection)
    before = _held.set(held)
    try:
        with connection.execute_wrapper(held.go_first):
            yield
            held.go()
    finally:
        _held.reset(before)


class _Held:
    """INSERTs that wait for each other."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.statements: list[str] = []
        self.values: list[Any] = []

    def add(self, sql: str, values: list[Any]) -> None:
        self.statements.append(sql)
        self.values += values

    def go(self) -> None:
        connection, statements, values = self.connection, self.statements, self.values
        self.statements, self.values = [], []
        if statements:
            with ending_attempt(), planned(connection), connection.cursor() as cursor:
                cursor.execute(_as_one(tuple(statements)), values)

    def go_first(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Around each statement that Django sends; the rows themselves find nothing to wait for."""
        self.go()
        return execute(sql, params, many, context)


_held: ContextVar[_Held | None] = ContextVar("clinic_held_rows", default=None)


@cache
def _as_one(statements: tuple[str, ...]) -> str:
    """Several INSERTs as one. What refers to what is checked at the end of all."""
    *others, last = statements
    parts = [f"_{number} AS ({statement})" for number, statement in enumerate(others)]
    return f"WITH {', '.join(parts)} {last}" if parts else last


def has_plain_values(row: models.Model) -> bool:
    """Does a row hold values alone, and none that the database is to work out, such as Now()?"""
    # Few, where there are fifty values.
    kinds: set[Any] = {type(value) for value in vars(row).values()}
    return not any(_is_worked_out(kind) for kind in kinds)


@cache
def _is_worked_out(kind: type) -> bool:
    return hasattr(kind, "resolve_expression")


@cache
def _written(model: type[models.Model], has_number: bool) -> list[Any]:
    """The fields of a row that are ours to write, and not the database's to make."""
    made = models.GeneratedField if has_number else models.AutoField | models.GeneratedField
    return [field for field in model._meta.concrete_fields if not isinstance(field, made)]


class _Column(NamedTuple):
    """`as_they_are` are the types of values that need not be made the database's."""

    field: Any
    name: str
    as_they_are: frozenset[type]


@cache
def _columns(model: type[models.Model], has_number: bool, vendor: str) -> list[_Column]:
    return [
        _Column(field, field.attname, as_they_are(field) if vendor in VENDORS else frozenset())
        for field in _written(model, has_number)
    ]


_UNKNOWN = object()


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """Those that are the same for each row. No field may want to see the whole row."""
    for field in _written(model, has_number=False):
        if _is_made_last(field):
            raise NotImplementedError(f"{field} is made of what its row says")
    fields = _written(model, has_number=False)
    return {one.attname: one.get_default() for one in fields if not callable(one.default)}


def _is_made_last(field: Any) -> bool:
    own = type(field).pre_save not in (models.Field.pre_save, models.DateTimeField.pre_save)
    return own or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def _made(model: type[models.Model], facts: dict[str, Any]) -> dict[str, Any]:
    """The defaults that are made for each row, of what is not told."""
    return {name: make() for name, make in _makers(model) if name not in facts}


@cache
def _makers(model: type[models.Model]) -> list[tuple[str, Callable[[], Any]]]:
    fields = _written(model, has_number=False)
    return [(one.attname, one.get_default) for one in fields if callable(one.default)]


@cache
def _insertion(
    model: type[models.Model],
    count: int,
    using: str,
    returning: tuple[Any, ...],
    has_number: bool,
) -> Insertion:
    connection, table = connections[using], model._meta.db_table
    quote, fields = connection.ops.quote_name, _written(model, has_number)
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
