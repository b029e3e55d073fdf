"""A developer's machine and the demo (`make serve`).

Mail goes to a folder; uploads and static files are served by Django itself.
"""

from cms.secret_key import load_or_create

from .base import *  # noqa: F403
from .base import CLINIC, EMAIL_BACKEND, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or load_or_create(VAR_DIR / "secret_key")
# Any name under .localhost reaches this machine: a Site per location can be tried without DNS.
ALLOWED_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
INTERNAL_IPS = ["127.0.0.1", "::1"]

SERVE_MEDIA = True
SHOW_STYLEGUIDE = TAKE_WEBHOOKS = True
SHOW_MAILBOX = EMAIL_BACKEND.endswith("filebased.EmailBackend")
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A front end that is built on the same machine hears of what is published.
loopback = env.bool("WEBHOOK_ALLOW_LOOPBACK", default=DEBUG)
CLINIC = CLINIC | {"WEBHOOK_ALLOW_LOOPBACK": loopback}
if DEBUG:  # a template that is edited shows at once
    CLINIC = CLINIC | {"PAGE_CACHE_SECONDS": 0}
