"""The project with the whole plugin and Wagtail's API v3, which it mounts: ours comes along."""

from .plugged import *  # noqa: F403
from .plugged import INSTALLED_APPS

INSTALLED_APPS += ["wagtail.api.v3", "ninja"]
ROOT_URLCONF = "tests.neighbour.urls_headless"
