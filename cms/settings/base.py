"""Settings that are the same everywhere.

What differs is read from the environment; docs/settings.md lists the variables.
"""

from datetime import timedelta
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
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
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
    "cms.request_log.RequestLogMiddleware",
    "cms.waiting.PatienceMiddleware",
    "cms.compression.CompressionMiddleware",
    "cms.headers.SecurityHeadersMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "cms.bodies.SmallBodyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cms.access.middleware.StaffAuthenticationMiddleware",
    "cms.messages.LazyMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "locations.middleware.RememberedSiteMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "locations.middleware.RefusedPublicationMiddleware",
    "cms.unreadable.UnreadableInputMiddleware",
    "axes.middleware.AxesMiddleware",
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
# Take what the demo's webhooks say, at /dev/webhooks/: home/sink.py.
TAKE_WEBHOOKS = False
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

# The admin shows people's names and numbers, often on a machine that several use: who does nothing
# for a while is signed out, and everybody once in a working day (cms/access/).
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=30)
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", default=12)
# On: who has no second factor yet gets no further than to where it is set up.
STAFF_SECOND_FACTOR_REQUIRED = env.bool("STAFF_SECOND_FACTOR_REQUIRED", default=False)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses; signs nobody in
    "cms.access.backends.StaffBackend",
]
SESSION_COOKIE_AGE = STAFF_SESSION_HOURS * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cms.access.typed.forged_or_old"
LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "wagtailadmin_login"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.access.forms.QuietPasswordResetForm"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60  # an old mail is no key

# Who tries a password too often, for one account from one network (cms/access/throttling.py); each
# try is kept for a day, for the wider limits.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a wait that is named ends
AXES_HANDLER = "cms.access.throttling.DiscreetHandler"
AXES_USERNAME_CALLABLE = "cms.access.throttling.digest_of_name"
AXES_CLIENT_IP_CALLABLE = "cms.access.throttling.network"
AXES_CLIENT_STR_CALLABLE = "cms.access.throttling.nobody"
AXES_LOCKOUT_CALLABLE = "cms.access.throttling.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# Of django-allauth, the second factor and nothing else (cms/access/urls.py).
ACCOUNT_ADAPTER = "cms.access.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
MFA_ADAPTER = "cms.access.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "cms.access.forms.FirstCodeForm",
    "authenticate": "cms.access.forms.CodeForm",
    "reauthenticate": "cms.access.forms.CodeAgainForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Wagtail Clinic"
ACCOUNT_RATE_LIMITS = {
    "reset_password": "20/h/ip,5/h/key",  # the mails that one person gets
    "page_password": "20/h/ip",  # wrong tries at what private pages share (page_passwords.py)
}
MFA_TOTP_TOLERANCE = 1  # half a minute either way: a telephone's clock need not be exact

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

# `plain` for people, `json` for programs: then with a line for each request, too.
LOG_FORMAT = env.str("LOG_FORMAT", default="plain")
LOG_REQUESTS = LOG_FORMAT == "json"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "cms.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "cms.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO").upper()},
    # Django's own set-up mails errors to ADMINS; that would carry what the visitor typed.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # every passing robot
        "axes": {"level": "WARNING"},  # four lines for every sign-in otherwise
        "django_tasks": {"level": "WARNING"},  # two lines for every save otherwise
    },
}

# --- Wagtail ---

WAGTAIL_SITE_NAME = "Wagtail Clinic"
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a new translation is a draft
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
    "ERROR_PAGES_DIR": env.str("ERROR_PAGES_DIR", default=""),
    "JOURNAL_DIR": env.str("JOURNAL_DIR", default=str(VAR_DIR / "journal")),
    "CANARY_MINUTES": env.int("CANARY_MINUTES", default=5),
    "CANARY_EMAIL": env.str("CANARY_EMAIL", default=""),
}
