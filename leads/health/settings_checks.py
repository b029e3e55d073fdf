"""Are the settings those of a live site? Pure: each function is handed what it looks at.

Nothing quotes a setting's value: the answers are shown to people, and kept in logs.
"""

from typing import Any

from django.utils.translation import gettext as _

from .findings import Finding, fine, warning, wrong

# As Django's own check has it.
KEY_LENGTH, KEY_LETTERS, KEY_OF_A_STARTER = 50, 5, "django-insecure-"
REACHES_NOBODY = ("locmem", "dummy", "console", "filebased")
NOT_OUTSIDE = ("@localhost", "@example.com", ".invalid")
MUST_BE_ON = (
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
)


def debug(settings: Any) -> Finding:
    if settings.DEBUG:
        said = _("The site runs for developers: an error would show visitors its inside.")
        return wrong("debug", said, _("Use cms.settings.production, or set DEBUG to off."))
    return fine("debug", _("Errors show visitors nothing of the inside."))


def secret_key(settings: Any) -> Finding:
    key = settings.SECRET_KEY
    is_weak = len(key) < KEY_LENGTH or len(set(key)) < KEY_LETTERS
    if is_weak or key.startswith(KEY_OF_A_STARTER):
        said = _("The secret key can be guessed, and links and sessions with it.")
        return wrong("secret_key", said, _("Set SECRET_KEY to 50 random characters or more."))
    return fine("secret_key", _("The secret key is long enough."))


def hosts(settings: Any) -> Finding:
    name = "hosts"
    if "*" in settings.ALLOWED_HOSTS:
        said = _("The site answers to any name, also to one that a stranger made up.")
        return wrong(name, said, _("Name the site's hosts in ALLOWED_HOSTS."))
    if not settings.ALLOWED_HOSTS:
        said = _("The site answers to no name.")
        return wrong(name, said, _("Name the site's hosts in ALLOWED_HOSTS."))
    return fine(name, _("The site answers to its own names only."))


def https(settings: Any) -> Finding:
    off = [name for name in MUST_BE_ON if not getattr(settings, name)]
    if not settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        off.append("WAGTAILADMIN_BASE_URL")
    if off:
        said = _("Somebody on the way could read what people send.")
        todo = _("Turn on, or begin with https://: %(names)s.") % {"names": ", ".join(off)}
        return wrong("https", said, todo)
    return fine("https", _("Everything goes by HTTPS."))


def mail(settings: Any) -> Finding:
    backend = settings.EMAIL_BACKEND
    if any(f".{kind}." in backend for kind in REACHES_NOBODY):
        said = _("E-mails are put aside here and reach nobody.")
        return wrong("mail", said, _("Set EMAIL_URL to your mail server."))
    if any(part in settings.DEFAULT_FROM_EMAIL for part in NOT_OUTSIDE):
        said = _("E-mails come from an address that other mail servers refuse.")
        return wrong("mail", said, _("Set DEFAULT_FROM_EMAIL to an address of your own domain."))
    if backend.endswith("smtp.EmailBackend") and not settings.EMAIL_TIMEOUT:
        said = _("A mail server that does not answer would hold the worker for ever.")
        return warning("mail", said, _("Set EMAIL_TIMEOUT to 10."))
    return fine("mail", _("E-mails go to a mail server."))


def cache(settings: Any, *, processes: int | None) -> Finding:
    """`processes`: how many serve the site; None if that is not known."""
    backend = settings.CACHES["default"]["BACKEND"]
    is_own = "locmem" in backend or "dummy" in backend
    if not is_own:
        return fine("cache", _("The cache is shared by all processes."))
    if processes == 1:
        return fine("cache", _("The cache is in memory, which is enough for one process."))
    todo = _("Set CACHE_URL to a Redis if more than one process serves the site.")
    said = _("Each process has a cache of its own: what they count, such as spam, is too little.")
    return warning("cache", said, todo) if processes is None else wrong("cache", said, todo)


def proxies(settings: Any, *, number: int) -> Finding:
    """`number`: how many proxies the settings say stand before the site."""
    told_https = bool(settings.SECURE_PROXY_SSL_HEADER)
    todo = _("Set NUM_PROXIES to the number of proxies and CDNs before the site.")
    if told_https and not number:
        said = _("All visitors look like one, the proxy: too many requests of one refuse all.")
        return wrong("proxies", said, todo)
    if settings.SECURE_SSL_REDIRECT and not told_https:
        said = _("If a proxy before the site speaks HTTPS for it, pages lead to themselves.")
        return warning("proxies", said, todo)
    return fine("proxies", _("The site knows what stands before it."))
