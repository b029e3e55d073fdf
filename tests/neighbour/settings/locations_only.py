"""The project with places and phone numbers, and nothing else of the plugin."""

from .alone import *  # noqa: F403
from .alone import INSTALLED_APPS

INSTALLED_APPS = ["locations", *INSTALLED_APPS]
