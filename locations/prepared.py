"""Queries that are composed once in a process and asked again with other values.

Django makes the SQL of a query anew each time: for a page with its picture that is a hundred
columns, and more work than to read the row and show it. What a page asks is always the same but for
a few numbers, so it is composed once, and the places of the numbers are kept.

Only the text of a query is kept, never a row: it is asked each time.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from .column_values import VENDORS, as_they_are
from .planned import planned

Row = TypeVar("Row", bound=Model)

# Where a connection keeps how it reads columns: that is bound to it, and ends with it.
_READERS = "_clinic_readers"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value belongs among the parameters of a query."""

    name: str
    field: Field
    as_it_is: frozenset[type]


class Given(Value):
    """Stands in a query for a value that is told each time: ``filter(pk=Given("page", field))``."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(None, output_field=field)
        self.place = _Place(name, field, as_they_are(field))

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self.place]


class Prepared(Generic[Row]):
    """A query that `compose` makes, once for each shape: for each set of its arguments.

    There are few shapes, all known to the program; what visitors send is a value. What the manager
    of a model puts into each query is composed once as well: no time of day belongs into it.
    """

    def __init__(self, compose: Callable[..., QuerySet[Row]]) -> None:
        self._compose = compose
        self._composed: dict[Hashable, _Statement] = {}

    def rows(self, *shape: Any, **values: Any) -> list[Row]:
        """Ask for what `values` name. One query."""
        statement = self._composed.get(shape)
        if statement is None:
            statement = self._composed[shape] = _Statement(self._compose(*shape))
        return statement.rows(values)


class Answers:
    """Several small questions that one statement answers, composed once like those above.

    `compose` returns expressions by name, such as Exists(…). A condition is answered by a bool,
    everything else as the driver has it.
    """

    def __init__(self, compose: Callable[..., Mapping[str, Any]]) -> None:
        self._compose = compose
        self._composed: dict[Hashable, _Questions] = {}

    def ask(self, *shape: Any, using: str, **values: Any) -> dict[str, Any]:
        """Answer with what `values` name. One query."""
        key, connection = (using, *shape), connections[using]
        if key not in self._composed:
            self._composed[key] = _composed(self._compose(*shape), using)
        asked = self._composed[key]
        with planned(connection), connection.cursor() as cursor:
            cursor.execute(asked.sql, _parameters(asked.places, values, connection))
            found = cursor.fetchone()
        return {
            name: bool(answer) if name in asked.conditions else answer
            for name, answer in zip(asked.names, found, strict=True)
        }


@dataclass(frozen=True, slots=True)
class _Questions:
    sql: str
    places: tuple[Any, ...]
    names: tuple[str, ...]
    conditions: frozenset[str]


def _composed(questions: Mapping[str, Any], using: str) -> _Questions:
    query = Query(None)
    compiler = query.get_compiler(using=using)
    compiled = [compiler.compile(one.resolve_expression(query)) for one in questions.values()]
    asked = [_with_numbers(sql, parameters) for sql, parameters in compiled]
    conditions = (name for name, one in questions.items() if getattr(one, "conditional", False))
    return _Questions(
        sql=f"SELECT {', '.join(sql for sql, _parameters in asked)}",
        places=tuple(_plain(place) for _sql, parameters in asked for place in parameters),
        names=tuple(questions),
        conditions=frozenset(conditions),
    )


def _with_numbers(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Any]]:
    """Numbers that are the same each time belong into the text; the driver takes time for each."""
    beginning, *parts = sql.split("%s")
    text, left = [beginning], []
    for part, value in zip(parts, parameters, strict=True):
        is_number = isinstance(value, int) and not isinstance(value, bool | Enum)
        text += [str(int(value)) if is_number else "%s", part]
        left += [] if is_number else [value]
    return "".join(text), left


def _plain(parameter: Any) -> Any:
    """A member of an Enum is to the driver a type of its own, which it looks for each time."""
    return parameter.value if isinstance(parameter, Enum) else parameter


def several(name: str, field: Field, count: int) -> list[Given]:
    """As many places for values: ``filter(pk__in=several("pk", field, 4))``."""
    return [Given(f"{name}{number}", field) for number in range(count)]


def filling(name: str, values: Iterable[Any], count: int) -> dict[str, Any]:
    """Values for the places of `several`. Those that are left get the first value once more."""
    known = list(values)
    known += known[:1] * (count - len(known))
    return {f"{name}{number}": value for number, value in enumerate(known)}


def room_for(count: int) -> int:
    """How many places to take for so many values, so that there are few shapes: a power of two."""
    return 1 << (count - 1).bit_length()


class _Statement:
    """A query in the SQL of each database that it was asked of."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset
        self.known: dict[str, tuple[SQLCompiler, str, tuple[Any, ...]]] = {}

    def rows(self, values: dict[str, Any]) -> list[Any]:
        alias = self.queryset.db
        if alias not in self.known:
            self.known[alias] = _compiled(self.queryset, alias)
        compiler, sql, places = self.known[alias]
        asked: Any = copy(compiler)
        asked.connection = connection = connections[alias]
        parameters = _parameters(places, values, connection)
        asked.as_sql = lambda: (sql, parameters)
        asked.get_converters = lambda columns: self._readers(compiler, columns, connection)
        asked.has_composite_fields = lambda _columns: False
        query: Any = _Asked(asked)
        return list(QuerySet(self.queryset.model, query=query, using=alias))

    def _readers(self, compiler: SQLCompiler, columns: Any, connection: Any) -> dict[int, Any]:
        """How the values of columns become Python's, found once by each connection."""
        known = vars(connection).setdefault(_READERS, {})
        if self not in known:
            own = copy(compiler)
            own.connection = connection
            known[self] = own.get_converters(columns)
        return known[self]


class _Asked:
    """A query as a QuerySet wants it, that is compiled already."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.compiler = compiler

    def get_compiler(self, **_how: Any) -> SQLCompiler:
        return self.compiler


def _compiled(queryset: QuerySet, alias: str) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
    # A copy: compiling changes the query, and another thread may be compiling it at this moment.
    compiler: Any = queryset.all().query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    if compiler.has_composite_fields([column for column, *_more in compiler.select]):
        raise NotImplementedError("a key of several columns")
    compiler.connection = None  # a thread's own: what is kept outlives it
    return compiler, sql, tuple(parameters)


def _parameters(places: Iterable[Any], values: dict[str, Any], connection: Any) -> tuple[Any, ...]:
    is_known = connection.vendor in VENDORS
    return tuple(
        one
        if not isinstance(one, _Place)
        else value
        if type(value := values[one.name]) in one.as_it_is and is_known
        else one.field.get_db_prep_value(value, connection)
        for one in places
    )
