"""The demo's settings with one fault put in: requests are acknowledged before they are stored."""

from cms.settings.dev import *  # noqa: F403
from cms.settings.dev import MIDDLEWARE

MIDDLEWARE = ["bench.unsafe.AcknowledgeFirst", *MIDDLEWARE]
