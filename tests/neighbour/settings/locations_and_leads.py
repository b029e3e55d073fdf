"""The project with consultation requests, and its own pages about conditions."""

from .alone import *  # noqa: F403
from .locations_only import INSTALLED_APPS as MIGRATED_BEFORE

INSTALLED_APPS = ["leads", *MIGRATED_BEFORE]
ROOT_URLCONF = "tests.neighbour.urls_plugged"
