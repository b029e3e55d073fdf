"""What the tests run with: the real thing, with a cheap password hasher and mail kept in memory."""

import os

from .base import *  # noqa: F403
from .base import CACHES, VAR_DIR

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "test-media"  # tests/conftest.py gives every test its own folder
SERVE_MEDIA = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Tests empty the cache. Each process of a parallel run has a Redis database to itself.
if (location := CACHES["default"]["LOCATION"]).startswith("redis://"):
    url, _, first = location.rpartition("/")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES = {"default": CACHES["default"] | {"LOCATION": f"{url}/{int(first) + worker}"}}
