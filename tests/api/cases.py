"""Cases that Schemathesis makes of the API's document, tried on the API itself, without a server.

What must never be: an answer of 500 or more, or one whose status, type or content the document does
not name. Half of the cases ask for what there is, because hardly any made-up id leads to a page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

DOCUMENT = "/api/v3/openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass
class Tried:
    """What came of the cases: how many of each operation and status, and what was wrong."""

    statuses: Counter = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: "Tried") -> "Tried":
        return Tried(self.statuses + other.statuses, other.wrong | self.wrong)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())


def try_all(
    known: dict[str, list[Any]],
    *,
    cases: int,
    start: int = 0,
    only: str = "",
    safe_methods: Iterable[str] = ("GET", "HEAD", "POST"),
) -> Tried:
    """Try `cases` cases on the operations of the document, the same ones for the same `start`.

    `known` are values that exist, by the name of their parameter.
    """
    with _connection_kept():
        schema = schemathesis.openapi.from_wsgi(DOCUMENT, WSGIHandler())
    found = [one.ok() for one in schema.get_all_operations()]
    chosen = [
        one for one in found if one.method.upper() in safe_methods and re.search(only, one.path)
    ]
    tried = Tried()
    each = -(-cases // len(chosen))
    with _connection_kept():
        for number, operation in enumerate(chosen):
            for mode in GenerationMode:
                _try(operation, mode, known, tried, cases=-(-each // 2), start=start + number)
    return tried


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Inside, no request closes the connection, whose transaction holds the clinic."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def _try(
    operation: Any,
    mode: GenerationMode,
    known: dict[str, list[Any]],
    tried: Tried,
    *,
    cases: int,
    start: int,
) -> None:
    """Valid cases, or (negative) ones with something wrong in them, of one operation."""

    @seed(start)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def one(case: Any, data: Any) -> None:
        _use_known(case, data, known)
        _call(case, tried)

    with suppress(Unsatisfiable):  # nothing can be wrong with an operation without parameters
        one()


def _use_known(case: Any, data: Any, known: dict[str, list[Any]]) -> None:
    for values in (case.path_parameters, case.query):
        for name in set(values or ()) & set(known):
            if data.draw(st.booleans()):
                values[name] = data.draw(st.sampled_from(known[name]))


def _call(case: Any, tried: Tried) -> None:
    label = f"{case.method} {case.path}"
    try:
        answer = case.call(headers={"Accept-Language": "en", "Accept-Encoding": "identity"})
        tried.statuses[label, answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
    except (
        Exception,
        BaseExceptionGroup,
    ) as error:  # whatever it is, it is told, and the next case is tried
        tried.statuses.setdefault((label, 0), 0)
        key = f"{label}: {type(error).__name__}"
        tried.wrong.setdefault(key, f"{case.as_curl_command()}\n{error!s:.1500}")
    finally:
        cache.clear()
