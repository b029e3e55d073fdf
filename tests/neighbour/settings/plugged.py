"""The project with the whole plugin: the lines that docs/plugging-in.md asks for."""

from .alone import *  # noqa: F403
from .alone import INSTALLED_APPS, MIDDLEWARE
from .locations_and_leads import INSTALLED_APPS as MIGRATED_BEFORE  # noqa: F401

INSTALLED_APPS += ["leads", "conditions", "locations"]
MIDDLEWARE += [
    "locations.middleware.RememberedSiteMiddleware",
    "locations.middleware.RefusedPublicationMiddleware",
]
CLINIC = {"BASE_TEMPLATE": "neighbour/clinic.html"}

CLINIC |= {
    "ROUTING_CONDITIONS": ("tests.neighbour.extras.parking",),
    "SPAM_SCORERS": ("tests.neighbour.extras.advertises",),
    "DELIVERY_CHANNELS": {"desk_mail": "tests.neighbour.extras.Pager"},
    "IMPORT_READERS": {".note": "tests.neighbour.extras.reader"},
}

ROOT_URLCONF = "tests.neighbour.urls_whole"

WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "bold", "link", "image", "clinic-phone"]},
    },
}

# Nobody who reads the log shall follow a visitor's own link.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"clinic_secrets": {"()": "locations.logs.SecretAddresses"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["clinic_secrets"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"handlers": [], "propagate": True}},
}
