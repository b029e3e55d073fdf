"""The project with places and phone numbers, and nothing else of the plugin."""

from .alone import *  # noqa: F403
from .alone import INSTALLED_APPS

INSTALLED_APPS = ["locations", *INSTALLED_APPS]

WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "bold", "link", "image", "clinic-phone"]},
    },
}
