"""The settings of a live site, with what a run of faults asks for by the environment.

Safe by default: the differences are static files without hashes, less patience with the mail
server, forms that may be sent at once, and plain HTTP. Each FAULTS_… variable is one fault, or one
unsafe setting of a control.
"""

from cms.settings.production import *  # noqa: F403
from cms.settings.production import CACHES, CLINIC, DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES
from cms.settings.production import env as environment

from .clock import install_clock

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_TIMEOUT = 3
CLINIC = CLINIC | {"FORM_MIN_SECONDS": 0}  # our visitors type fast
SECURE_SSL_REDIRECT = False

if lease := environment.int("FAULTS_LEASE", default=0):
    CLINIC = CLINIC | {"DELIVERY_LEASE_SECONDS": lease}
if channel := environment.str("FAULTS_CHANNEL", default=""):
    CLINIC = CLINIC | {"DELIVERY_CHANNELS": dict.fromkeys(("desk_mail", "receipt"), channel)}
if middleware := environment.str("FAULTS_MIDDLEWARE", default=""):
    MIDDLEWARE = [middleware, *MIDDLEWARE]
if pragmas := environment.str("FAULTS_PRAGMAS", default=""):
    DATABASES["default"]["OPTIONS"]["init_command"] = pragmas
if cache := environment.str("FAULTS_CACHE", default=""):
    CACHES["default"]["BACKEND"] = cache
if environment.str("FAULTS_CRASH_AT", default=""):
    INSTALLED_APPS = [*INSTALLED_APPS, "bench.faults.crashing.CrashingConfig"]
if clock := environment.str("FAULTS_CLOCK", default=""):
    install_clock(clock, wall_of=environment.str("FAULTS_CLOCK_ON_THE_WALL", default=""))
