"""The cache as a convenience: while it is away or full, nothing is known and nothing is kept.

Wagtail asks the cache on every page (where the Sites' front pages are), and would answer 500. What
must not be lost is in the database; who counts in the cache (`leads/limits.py`) counts nothing.
"""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from locations.faults import log_fault

logger = logging.getLogger(__name__)

# How a cache in Redis says that it is not there: silent, too slow, full, loading, read-only.
AWAY = RedisError


class ForgivingRedisCache(RedisCache):
    """Django's cache in Redis, which answers as an empty one while Redis is away.

    `add` and `incr` raise still: whoever counts must hear that nothing was counted.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, super().get, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._or({}, super().get_many, keys, version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._or(False, super().has_key, key, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().set, key, value, *args, **kwargs)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return self._or(list(data), super().set_many, data, *args, **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().touch, key, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._or(False, super().delete, key, version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._or(None, super().delete_many, keys, version)

    def _or(self, empty: Any, run: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return run(*args, **kwargs)
        except AWAY as error:
            log_fault(logger, "The cache is away.", error)
            return empty
