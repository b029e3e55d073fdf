"""What the tests run with: the real thing, with a cheap password hasher and mail kept in memory."""

import os
import tempfile
from pathlib import Path

from cms.databases import SQLITE

from .base import *  # noqa: F403
from .base import CLINIC, DATABASES, STORAGES, VAR_DIR

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "test-media"  # tests/conftest.py gives every test its own folder
del STORAGES["clinic_private"]  # so that it lies beside each test's own MEDIA_ROOT
SERVE_MEDIA = SHOW_STYLEGUIDE = True
CLINIC = CLINIC | {"CUT_PICTURES": False}  # takes seconds; tests of it turn it on
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A file, as on the live site: threads cannot share SQLite's database in memory.
if DATABASES["default"]["ENGINE"] == SQLITE:
    name = Path(tempfile.gettempdir()) / f"wagtail-clinic-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(name)}
