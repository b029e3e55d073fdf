"""The project with clinical pages whose readers cannot ask: there is no desk behind them."""

from .alone import *  # noqa: F403
from .locations_only import INSTALLED_APPS as MIGRATED_BEFORE

INSTALLED_APPS = ["conditions", *MIGRATED_BEFORE]
ROOT_URLCONF = "tests.neighbour.urls_readable"
CLINIC = {"BASE_TEMPLATE": "neighbour/clinic.html"}
