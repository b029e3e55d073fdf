"""How the neighbour is served: the plugin's page cache is one line."""

from django.core.wsgi import get_wsgi_application

from locations.page_cache.layer import with_page_cache

application = get_wsgi_application()

application = with_page_cache(application)
