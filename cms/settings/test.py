"""What the tests run with: the real thing, with a cheap password hasher and mail kept in memory."""

import os
import tempfile
from pathlib import Path

from cms.databases import SQLITE

from .base import *  # noqa: F403
from .base import CACHES, CLINIC, DATABASES, STORAGES, VAR_DIR, WAGTAILSEARCH_BACKENDS

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "test-media"  # tests/conftest.py gives every test its own folder
del STORAGES["clinic_private"]  # so that it lies beside each test's own MEDIA_ROOT
SERVE_MEDIA = SHOW_STYLEGUIDE = TAKE_WEBHOOKS = True
# Cutting pictures takes seconds, and test requests are for live sites: tests of them turn them on.
CLINIC = CLINIC | {"CUT_PICTURES": False, "CANARY_MINUTES": 0, "JOURNAL_DIR": ""}
# Every save writes to the search index; tests that search turn it on (tests/conftest.py).
WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] = False
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A file, as on the live site: threads cannot share SQLite's database in memory.
if DATABASES["default"]["ENGINE"] == SQLITE:
    name = Path(tempfile.gettempdir()) / f"wagtail-clinic-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(name)}

# Tests empty the cache, so each process of `pytest -n` has a Redis database of its own.
worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if str(CACHES["default"].get("LOCATION")).startswith("redis"):
    address, _slash, number = CACHES["default"]["LOCATION"].rpartition("/")
    CACHES["default"]["LOCATION"] = f"{address}/{int(number) + int(worker)}"
