"""Only tests that know neither database nor cache are left out where CI tries another of them."""

import subprocess
import sys

import pytest
from django.core.cache import cache
from django.db import connection

from conditions.models import ConditionPage
from tests.anydb import is_anydb, sealed


def test_a_test_that_asks_for_nothing_is_one(request):
    assert is_anydb(request.node)
    assert request.node.get_closest_marker("anydb")


@pytest.mark.django_db
def test_a_test_with_a_database_is_none(request):
    assert not is_anydb(request.node)


def test_a_test_that_is_given_rows_by_a_fixture_is_none(request, admin_user):
    assert not is_anydb(request.node)


@pytest.mark.parametrize(
    "asking",
    [
        lambda: connection.vendor,
        lambda: str(ConditionPage.objects.all().query),
        lambda: cache.get("clinic"),
        lambda: subprocess.run([sys.executable, "-V"], check=True, capture_output=True),
    ],
    ids=["vendor", "query", "cache", "program"],
)
@pytest.mark.django_db
def test_asking_for_database_cache_or_a_program_fails(request, asking):
    with pytest.raises(AssertionError, match="CI must run it on both"), sealed(request.node):
        asking()


def test_control_what_asks_for_nothing_passes(request):
    with sealed(request.node):
        assert str(3) == "3"
