"""The first question of a transaction, asked together with its BEGIN.

psycopg sends BEGIN by itself before a transaction's first statement, and waits for the answer. On a
machine of its own PostgreSQL takes longer to hear of it than to do it.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

try:
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus, TransactionStatus
except ImportError:  # it is there only where PostgreSQL is used
    pass


def holds_at_begin(condition: str, *, connection: BaseDatabaseWrapper) -> bool:
    """Does a condition in SQL, with nothing in it that anybody typed, hold? NULL is no.

    In a transaction that has asked nothing yet it is one message with its BEGIN. For who watches
    the statements that Django sends, and elsewhere, it is a statement like any other.
    """
    question = f"SELECT {condition}"
    if not _may_begin(connection):
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone() == (True,)
    with connection.wrap_database_errors:
        found = connection.connection.pgconn.exec_(f"BEGIN; {question}".encode())
        if found.status != ExecStatus.TUPLES_OK:
            raise error_from_result(found)
    return found.get_value(0, 0) == b"t"


def _may_begin(connection: BaseDatabaseWrapper) -> bool:
    """Would psycopg send a plain BEGIN now, and does nobody want to see the statement?"""
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        return False
    psycopg: Any = connection.connection
    if connection.execute_wrappers or connection.queries_logged or not hasattr(psycopg, "pgconn"):
        return False
    plain = psycopg.isolation_level is psycopg.read_only is psycopg.deferrable is None
    is_idle = psycopg.pgconn.transaction_status == TransactionStatus.IDLE
    return plain and is_idle and not psycopg.autocommit
