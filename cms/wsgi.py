"""The door for a WSGI server: production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django_application = get_wsgi_application()

from locations.page_cache.layer import with_page_cache  # noqa: E402  (Django must be set up)

application = with_page_cache(django_application)
