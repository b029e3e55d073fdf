"""Settings that are the same everywhere.

What differs is read from the environment; docs/settings.md lists the variables.
"""

from pathlib import Path

import environ
from django.conf import locale
from django.utils.translation import gettext_lazy as _

from cms.databases import database_settings
from cms.headers import PUBLIC_POLICY

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# Everything the running site writes (database, uploads, mail) lies under one folder: one thing to
# mount, back up and ignore in git.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    # Ours first, so that our templates win.
    "cms",
    "home",
    "leads",
    "conditions",
    "locations",
    "wagtail.api.v3",
    "wagtail_localize",
    "wagtail_localize.locales",  # in the place of wagtail.locales
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "corsheaders",
    "csp",
    "ninja",  # serves the API's documentation from here and not from a CDN
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "cms.compression.CompressionMiddleware",
    "cms.headers.SecurityHeadersMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "locations.middleware.RefusedPublicationMiddleware",
    "cms.unreadable.UnreadableInputMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "locations.context.clinic",
            ],
        },
    },
]

# --- Data ---

DATABASES = {
    "default": database_settings(
        env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
if str(CACHES["default"].get("LOCATION")).startswith("redis"):
    # A cache that is away must not hold a visitor: what is counted in it is not counted then.
    CACHES["default"]["BACKEND"] = "cms.caches.ForgivingRedisCache"
    CACHES["default"].setdefault("OPTIONS", {}).update(socket_connect_timeout=1, socket_timeout=1)

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)  # otherwise the web server in front does
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Texts that somebody uploaded and nobody published yet: outside of what any web server shows.
    "clinic_private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "private",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
# Wagtail's page editor sends a field for every part of every block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Mail ---

# Never the console by default: its output is kept as a log, and mail names people.
mail = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
EMAIL_BACKEND: str = mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH: str = mail["EMAIL_FILE_PATH"]
EMAIL_HOST = mail["EMAIL_HOST"]
EMAIL_PORT = mail["EMAIL_PORT"] or 587
EMAIL_HOST_USER = mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = mail.get("EMAIL_USE_SSL", False)
# Django waits for ever by default; a silent mail server must not hold a worker.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Wagtail Clinic <clinic@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SHOW_MAILBOX = False
SHOW_STYLEGUIDE = False
ADMINS: list[tuple[str, str]] = []  # an error report by mail would carry what the visitor typed

# --- Languages and time ---

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("hmn", _("Hmong")),
    ("so", _("Somali")),
]
# Django knows no Hmong or Somali by name.
locale.LANG_INFO.setdefault(
    "hmn", {"bidi": False, "code": "hmn", "name": "Hmong", "name_local": "Hmoob"}
)
locale.LANG_INFO.setdefault(
    "so", {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"}
)
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]  # also for the words of templates/: docs/languages.md
TIME_ZONE = "America/Chicago"
USE_TZ = True

# --- People ---

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# The admin shows people's names and numbers: sign in again every working day.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "wagtailadmin_login"

# --- Headers and logs (Content-Security-Policy under the admin's path: cms/headers.py) ---

CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies stand before us and may say who the visitor is and whether they came by HTTPS.
# With 0, X-Forwarded-… headers are something that anybody can write.
NUM_PROXIES = NINJA_NUM_PROXIES = env.int("NUM_PROXIES", default=0)
if NUM_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Front ends on other hosts ---

# Which may read the API from a visitor's browser, such as https://www.clinic.example. Never with
# cookies: the API knows no session, and nobody else's page gets one.
CORS_ALLOWED_ORIGINS = env.list("CORS_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = ["accept", "accept-language", "content-type", "idempotency-key"]
CORS_EXPOSE_HEADERS = ["content-language", "etag", "location", "retry-after"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "cms.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "plain",
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO").upper()},
    # Django's own set-up mails errors to ADMINS; that would carry what the visitor typed.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # every passing robot
        "django_tasks": {"level": "WARNING"},  # two lines for every save otherwise
    },
}

# --- Wagtail ---

WAGTAIL_SITE_NAME = "Wagtail Clinic"
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_BASE_URL = env.str("WAGTAILADMIN_BASE_URL", default="http://localhost:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
WAGTAILSEARCH_BACKENDS: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "wagtail.search.backends.database"}
}
WAGTAILIMAGES_IMAGE_FORM_BASE = "locations.picture_forms.ClinicImageForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # a phone's largest; a bomb takes memory for more
WAGTAILIMAGES_AVIF_QUALITY = 55  # looks like a JPEG of 80
WAGTAILIMAGES_WEBP_QUALITY = 76
WAGTAILIMAGES_JPEG_QUALITY = 80
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "txt", "xlsx"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no third party learns who works here
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# v3's writes and tokens are a second door to the admin, without expiry, second factor or
# throttling: cms/api.py takes them away.
WAGTAILAPI_READ_ONLY = not env.bool("API_WRITES", default=False)

# A front end of our own that shows previews: its page for them, such as https://front/preview/.
HEADLESS_PREVIEW_CLIENT_URL = env.str("HEADLESS_PREVIEW_CLIENT_URL", default="")
if HEADLESS_PREVIEW_CLIENT_URL:
    INSTALLED_APPS += ["wagtail_headless_preview"]
    WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"default": HEADLESS_PREVIEW_CLIENT_URL},
        # No frame inside the editor's frame: the user bar speaks to the editor itself.
        "REDIRECT_ON_PREVIEW": True,
        "ENFORCE_TRAILING_SLASH": False,
    }

# The clinic's own settings; only locations/conf.py reads them.
CLINIC: dict[str, object] = {
    "BASE_TEMPLATE": "base.html",
    "NUM_PROXIES": NUM_PROXIES,
    "METRICS_TOKEN": env.str("METRICS_TOKEN", default=""),
    "BACKUP_DIR": env.str("BACKUP_DIR", default=""),
}
