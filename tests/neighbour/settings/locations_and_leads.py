"""The project with consultation requests, and its own pages about conditions."""

from .alone import *  # noqa: F403
from .alone import INSTALLED_APPS

INSTALLED_APPS = ["leads", "locations", *INSTALLED_APPS]
ROOT_URLCONF = "tests.neighbour.urls_plugged"
