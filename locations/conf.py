"""The ``CLINIC`` settings dict: every key, its meaning and its default.

This is the module that reads ``settings.CLINIC``; everything else does
``from locations.conf import clinic_settings`` and reads an attribute. Values are looked up at
each access, so tests can use Django's ``settings`` fixture. ``checks.py`` refuses unknown keys
and wrong types at start-up.
"""

from dataclasses import dataclass, field, fields
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Defaults:
    """Every key of ``CLINIC`` with its default."""

    # Template that page templates extend. It must offer the blocks of clinic/base.html.
    BASE_TEMPLATE: str = "clinic/base.html"
    # ISO 3166 region in which numbers without a country code are read.
    PHONE_REGION: str = "US"
    # Whom to call in an emergency, and in a mental crisis. Pages link them where they stand in
    # warning signs; they are no number of the clinic.
    EMERGENCY_NUMBER: str = "911"
    CRISIS_NUMBER: str = "988"
    # Reply promise in minutes of the desk's opening hours; a location may override it.
    PROMISE_OPEN_MINUTES: int = 120
    # A form sent sooner than this many seconds after it was shown is put in quarantine.
    FORM_MIN_SECONDS: int = 3
    # How many proxies stand before the site and may say in X-Forwarded-For who the visitor is.
    NUM_PROXIES: int = 0
    # Requests an hour from one network (an IPv4 address, an IPv6 /64): above the first number they
    # go to quarantine, above the second they are refused until the hour is over.
    NETWORK_QUARANTINE_ABOVE: int = 30
    NETWORK_REFUSED_ABOVE: int = 600
    # Receipts a day to one address, which anybody can type. More requests get none.
    RECEIPTS_PER_ADDRESS: int = 5
    # Days after which the desk is asked what became of a booking without a date. 0: never.
    UNDATED_BOOKING_DAYS: int = 14
    # Days for which the link to a request shows how it stands.
    STATUS_LINK_DAYS: int = 90
    # Where receipts send the visitor to see how it stands, with {token} in it: a front end's page.
    # Empty: our own page.
    STATUS_PAGE_URL: str = ""
    # Hours for which a failed delivery is tried again before it is given up.
    DELIVERY_GIVE_UP_HOURS: int = 72
    # Seconds after which a claim of a sender that died is free for another sender.
    DELIVERY_LEASE_SECONDS: int = 300
    # Seconds after which an address that webhooks go to is taken for silent.
    WEBHOOK_TIMEOUT_SECONDS: int = 5
    # Ports to which webhooks may go.
    WEBHOOK_PORTS: tuple[int, ...] = (443, 8443)
    # For developers: webhooks may go to this machine, at any port and without https.
    WEBHOOK_ALLOW_LOOPBACK: bool = False
    # Seconds without a further change after which a publish webhook tells of all of them at once.
    PUBLISH_QUIET_SECONDS: int = 5
    # The most addresses in one publish webhook; with more, it says that everything has changed.
    PUBLISH_MAX_URLS: int = 500
    # Cut the pictures of a page when it is published. Off: `manage.py clinic_pictures` does it.
    CUT_PICTURES: bool = True
    # Minutes for which a link to a draft shows it to whoever has the link.
    PREVIEW_MINUTES: int = 10
    # Months for which a clinical review holds, unless the reviewer chooses another date.
    REVIEW_MONTHS: int = 24
    # Days before a review is due on which the reviewer is reminded.
    REVIEW_REMINDER_DAYS: int = 30
    # Fonts for cards with words that the site's own cannot write: paths, or installed files' names.
    CARD_FONTS: tuple[str, ...] = (
        "NotoSans-Regular.ttf",
        "DejaVuSans.ttf",
        "NotoSansArabic-Regular.ttf",
        "NotoSansCJK-Regular.ttc",
        "DroidSansFallback.ttf",
    )
    # Length of a page in the inbox, in leads.
    INBOX_PAGE_SIZE: int = 50
    # The most that may be uploaded at once for an import, in megabytes.
    IMPORT_MAX_MEGABYTES: int = 200
    # Days after which an import that nobody touched is removed with its files. Drafts stay.
    IMPORT_KEEP_DAYS: int = 30
    # What a watcher must bring to read the figures at /metrics; without one there are none to read.
    METRICS_TOKEN: str = ""
    # The folder in which backups are put, so that somebody notices when there are none any more.
    BACKUP_DIR: str = ""
    # The folder for 503.html and 413.html, with the numbers, which the web server before us shows
    # when we do not answer. Empty: they are not made.
    ERROR_PAGES_DIR: str = ""
    # For how many seconds at most a finished page is kept for strangers, and how much memory each
    # process may take for that. 0 seconds: every page is made anew.
    PAGE_CACHE_SECONDS: int = 600
    PAGE_CACHE_MEGABYTES: int = 32
    # How the names of cookies begin that no page reads, such as those of a visitor counter. Who
    # brings any other cookie is answered by Django.
    PAGE_CACHE_IGNORED_COOKIES: tuple[str, ...] = ()
    # Every so many minutes a test request goes the whole way of a person's, and is taken back.
    # While it does not arrive the form asks people to call. 0: never.
    CANARY_MINUTES: int = 0
    # A mailbox that nobody reads, to which the test request's mail is sent. Empty: the mail server
    # is only asked whether it would take it.
    CANARY_EMAIL: str = ""
    # The folder, outside of database and backups, in which it is noted which leads were
    # acknowledged and which were forgotten: numbers only. Empty: nowhere.
    JOURNAL_DIR: str = ""
    # What a project adds of its own, as dotted paths (docs/extending.md): functions that choose a
    # location, functions that suspect a request, a channel for each kind of delivery, and a reader
    # for each ending of a file's name.
    ROUTING_CONDITIONS: tuple[str, ...] = ()
    SPAM_SCORERS: tuple[str, ...] = ()
    DELIVERY_CHANNELS: dict[str, str] = field(default_factory=dict)
    IMPORT_READERS: dict[str, str] = field(default_factory=dict)


class ClinicSettings:
    """Attribute access to ``settings.CLINIC`` over the defaults."""

    def __getattr__(self, name: str) -> Any:
        default = getattr(DEFAULTS, name)  # an unknown name is an AttributeError here
        values = getattr(settings, "CLINIC", {})
        return values.get(name, default) if isinstance(values, dict) else default  # see checks.py


DEFAULTS = Defaults()
KEYS = {field.name: type(getattr(DEFAULTS, field.name)) for field in fields(Defaults)}
clinic_settings = ClinicSettings()
