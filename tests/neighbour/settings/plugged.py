"""The project with the whole plugin."""

from .alone import *  # noqa: F403
from .alone import INSTALLED_APPS

INSTALLED_APPS = ["leads", "conditions", "locations", *INSTALLED_APPS]
ROOT_URLCONF = "tests.neighbour.urls_plugged"
CLINIC = {"BASE_TEMPLATE": "neighbour/clinic.html"}
