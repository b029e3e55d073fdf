"""The project with the whole plugin: the lines that docs/plugging-in.md asks for."""

from .alone import *  # noqa: F403
from .alone import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS += ["leads", "conditions", "locations"]
MIDDLEWARE += ["locations.middleware.RefusedPublicationMiddleware"]
CLINIC = {"BASE_TEMPLATE": "neighbour/clinic.html"}

ROOT_URLCONF = "tests.neighbour.urls_whole"

WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "bold", "link", "image", "clinic-phone"]},
    },
}
