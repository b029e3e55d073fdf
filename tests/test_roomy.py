"""Whoever calls in a loop from any depth finds room on the stack: tests/roomy.py."""

import resource

from tests.roomy import roomy

CALLS = 2_000
DEPTHS = 300  # several pieces of the stack


def fetched_by_a_loop(depth: int) -> int:
    """How often memory was fetched from the system by a loop that deep below."""
    if depth:
        return fetched_by_a_loop(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _call in range(CALLS):
        call(1, 2, 3, 4)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def call(_a: int, _b: int, _c: int, _d: int) -> None:
    """Need a frame."""


def most_fetched() -> int:
    return max(fetched_by_a_loop(depth) for depth in range(DEPTHS))


def test_no_loop_fetches_memory_for_each_call():
    assert roomy(most_fetched) < CALLS / 10


def test_tests_have_that_room():
    """The control is what pytest has without: on Python 3.11 a loop that fetches for each call."""
    assert most_fetched() < CALLS / 10
