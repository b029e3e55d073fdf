"""A database of a program's own, made as the tests make theirs and thrown away behind it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.test.utils import (
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)


@contextmanager
def scratch_database() -> Iterator[None]:
    """Migrate one beside that of DATABASE_URL; nothing is logged while it is there."""
    logging.disable(logging.CRITICAL)
    setup_test_environment(debug=False)
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()
