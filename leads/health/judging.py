"""What figures mean: is it well, and what should somebody do? Pure: no clock, no database."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import CLOCKS_APART, STUCK, Checkup, Link
from .figures import Outbox
from .findings import Finding, fine, warning, wrong

# A worker gives a sign of life each minute, unless a slow mail server holds it.
SILENT = timedelta(minutes=3)
# Once a day, and a little.
OLD_BACKUP = timedelta(hours=26)
MINUTE = timedelta(minutes=1)
# Claims of messages, promises and links are compared with the time of either.
APART = timedelta(seconds=5)
# A difference that is no harm to anybody: a line of the journal is missing, the lead is there.
SHORT_JOURNAL = {"not_in_journal"}
UNREADABLE = "unreadable"


def database(*, answers: bool) -> Finding:
    if answers:
        return fine("database", _("The database answers."))
    said = _("The database does not answer, or takes nothing.")
    todo = _("Look at the database server, its disk and our rights there, and at DATABASE_URL.")
    return wrong("database", said, todo)


def storing(*, doubted: bool) -> Finding:
    """`doubted`: could what was to be stored last not be?"""
    if not doubted:
        return fine("storing", _("What people send is stored."))
    said = _("What was sent last could not be stored. A visitor was told so, or a worker found it.")
    todo = _("Look at the log and the disks, then run manage.py clinic_canary.")
    return wrong("storing", said, todo)


def durability(settings: Collection[str]) -> Finding:
    """`settings`: the names of those by which the database would lose what it acknowledged."""
    if not settings:
        return fine("durability", _("What the database acknowledges outlives a power cut."))
    said = _("The database may lose requests, or keep what was forgotten: %(names)s.")
    todo = _("Set these as docs/operations.md says: in DATABASE_URL, the server and its users.")
    return wrong("durability", said % {"names": ", ".join(sorted(settings))}, todo)


def migrations(missing: Collection[str]) -> Finding:
    if not missing:
        return fine("migrations", _("The database fits the program."))
    said = _("The database is older than the program.")
    return wrong("migrations", said, _("Run manage.py migrate, then restart the site."))


def tables(missing: Collection[str]) -> Finding:
    """`missing`: tables that the migrations have made and that are gone."""
    if not missing:
        return fine("tables", _("No table for requests is missing."))
    said = _("Tables of the database are missing: %(names)s.")
    todo = _("Find out who removed them. Put a backup back, or rename them to what they were.")
    return wrong("tables", said % {"names": ", ".join(sorted(missing))}, todo)


def unlooked(name: str, *, fault: str) -> Finding:
    """It could not be looked at. `fault`: the kind of error; what it says may be personal."""
    said = _("This could not be looked at: %(name)s (%(fault)s).")
    todo = _("Look at the log; what is wrong elsewhere in this list may be why.")
    return wrong(name, said % {"name": name, "fault": fault}, todo)


def cache_answer(*, answers: bool, codes: bool = False) -> Finding:
    """`codes`: do people sign in with a second factor? Nobody could say if a code was used."""
    if answers:
        return fine("cache_answers", _("The cache answers."))
    if codes:
        said = _("The cache does not answer: who needs a second factor cannot sign in.")
        return wrong("cache_answers", said, _("Look at the cache server and at CACHE_URL."))
    said = _("The cache does not answer. The site works, but requests are not counted.")
    return warning("cache_answers", said, _("Look at the cache server and at CACHE_URL."))


def worker(last_beat_at: datetime | None, *, at: datetime) -> Finding:
    todo = _("Start manage.py clinic_deliver --loop, and see to it that it is started again.")
    if last_beat_at is None:
        return wrong("worker", _("No worker has ever run: no e-mail is sent."), todo)
    if at - last_beat_at > SILENT:
        said = _("No worker has run for %(minutes)d minutes: no e-mail is sent.")
        return wrong("worker", said % {"minutes": (at - last_beat_at) / MINUTE}, todo)
    return fine("worker", _("A worker sends the e-mails."))


def backlog(outboxes: Iterable[Outbox], *, at: datetime) -> Finding:
    """Do messages wait that should have gone out?"""
    since = min((one.waits_since for one in outboxes if one.waits_since), default=at)
    if at - since > STUCK:
        said = _("A message has waited for %(minutes)d minutes.")
        return wrong(
            "backlog",
            said % {"minutes": (at - since) / MINUTE},
            _("Look whether the worker runs and whether the mail server takes e-mails."),
        )
    return fine("backlog", _("No message waits for long."))


def schedule(since: datetime | None, *, at: datetime) -> Finding:
    """Do pages go live and expire when they should? `since`: the first that is late."""
    if since is None or at - since <= STUCK:
        return fine("schedule", _("What has a time to go live or to expire does so."))
    said = _("What should have gone live or expired %(minutes)d minutes ago has not.")
    todo = _("Let a timer run manage.py publish_scheduled every minute, and look at what it says.")
    return wrong("schedule", said % {"minutes": (at - since) / MINUTE}, todo)


def given_up(outboxes: Iterable[Outbox]) -> Finding:
    number = sum(one.failed for one in outboxes)
    if not number:
        return fine("given_up", _("No message was given up."))
    said = ngettext("%(n)d message was given up.", "%(n)d messages were given up.", number)
    todo = _("Open “Not delivered” in the inbox and the webhooks, correct the address, try again.")
    return warning("given_up", said % {"n": number}, todo)


def closed_locations(number: int) -> Finding:
    """`number`: of open leads at locations that are not published."""
    if not number:
        return fine("closed_locations", _("Nobody waits at a location that is not published."))
    said = ngettext(
        "%(n)d open lead is at a location that is not published.",
        "%(n)d open leads are at locations that are not published.",
        number,
    )
    todo = _("Move them in the inbox to a location whose desk reads them, or close them.")
    return warning("closed_locations", said % {"n": number}, todo)


def canary(
    checkup: Checkup | None,
    *,
    minutes: int,
    broken: bool,
    at: datetime,
    unheard: bool = False,
) -> Finding:
    """`minutes`: how often a test request is sent; 0 for never. Then `unheard` says whether a desk
    does not hear of somebody who waits.
    """
    if not minutes:
        return _without_test_requests(unheard=unheard)
    if checkup is None or checkup.ended_at is None:
        return _never_ended(is_broken=checkup is not None and broken)
    good_at = checkup.good_before(at)
    if not broken and good_at:
        return _arrived(checkup, ago=at - good_at)
    if checkup.fault:
        return _failed(checkup)
    return _out_of_date(checkup, ended_at=checkup.ended_at, at=at)


def _without_test_requests(*, unheard: bool) -> Finding:
    if unheard:
        return _unheard(_("A desk does not hear of somebody who waits."))
    said = _("No test requests are sent: a broken form would be noticed by people only.")
    return warning("canary", said, _("Set CANARY_MINUTES to 5."))


def _never_ended(*, is_broken: bool) -> Finding:
    if is_broken:
        said = _("A test request began and never ended. The form asks people to call.")
        return wrong("canary", said, _near_the_phone())
    said = _("No test request was sent yet.")
    return warning("canary", said, _("Start manage.py clinic_deliver --loop."))


def _arrived(checkup: Checkup, *, ago: timedelta) -> Finding:
    said = _("A test request arrived %(minutes)d minutes ago.")
    if "api" in checkup.data.get("doors", ()):
        said = _("Test requests by the form and by the API arrived %(minutes)d minutes ago.")
    return fine("canary", said % {"minutes": max(timedelta(), ago) / MINUTE})


def _failed(checkup: Checkup) -> Finding:
    said = _("A test request fails at “%(link)s”. The form asks people to call.")
    if checkup.data.get("doors", [])[-1:] == ["api"] and checkup.fault != Link.SEND:
        said = _("A test request by the API fails at “%(link)s”. The form asks people to call.")
    return wrong("canary", said % {"link": _label(checkup.fault)}, _near_the_phone())


def _out_of_date(checkup: Checkup, *, ended_at: datetime, at: datetime) -> Finding:
    """It went well, but not lately; or nothing of it is wrong but that a desk does not hear."""
    if ended_at > at + CLOCKS_APART:
        said = _("The last test request was in a time to come: a clock was wrong.")
        return wrong("canary", said, _("Turn on time synchronisation (NTP), then wait a minute."))
    if checkup.unheard:
        return _unheard(
            _("A desk does not hear of somebody who waits. The form asks people to call.")
        )
    said = _("The last test request is %(minutes)d minutes old. The form asks people to call.")
    todo = _("Start manage.py clinic_deliver --loop, and see to it that it is started again.")
    return wrong("canary", said % {"minutes": (at - ended_at) / MINUTE}, todo)


def _near_the_phone() -> str:
    return _("Run manage.py clinic_canary and read the log; until it ends well, be near the phone.")


def _unheard(said: str) -> Finding:
    todo = _("Correct the location's e-mail address, send again, or answer the person.")
    return wrong("canary", said, todo)


def canary_email(*, is_sent: bool) -> Finding:
    """Does the mail of a test request go to a mailbox, or is the mail server only asked?"""
    if is_sent:
        return fine("canary_email", _("Nothing is missing in the test requests."))
    said = _("No test mail is sent: one that the mail server takes and loses nobody would miss.")
    return warning("canary_email", said, _("Set CANARY_EMAIL to a mailbox that nobody reads."))


def _label(fault: str) -> str:
    return str(Link(fault).label) if fault in Link.values else fault


def reconciliation(
    checkup: Checkup | None, *, is_kept: bool, at: datetime, tells_number: bool = True
) -> Finding:
    """`is_kept`: is it noted outside of the database what was acknowledged?

    `tells_number`: of how many requests, which are those of all locations.
    """
    name = "reconciliation"
    if checkup is None or (checkup.good_at is None and not checkup.fault):
        said = _("Nobody has compared yet what came in with what was stored and sent.")
        return warning(name, said, _("Run manage.py clinic_reconcile, or start the worker."))
    todo = _(
        "Run manage.py clinic_reconcile: it names the leads. See to them, then run it with --seen."
    )
    if checkup.fault == UNREADABLE:
        said = _("The journal of what was acknowledged cannot be read.")
        return warning(name, said, _("Look who may read the files in JOURNAL_DIR."))
    if checkup.fault:
        number = checkup.data.get("number", 0)
        said = ngettext(
            "Of the last day's requests %(n)d did not go the whole way.",
            "Of the last day's requests %(n)d did not go the whole way.",
            number,
        )
        if not tells_number:
            said = _("Some of the last day's requests did not go the whole way.")
        if checkup.fault in SHORT_JOURNAL:
            todo = _("Run manage.py clinic_reconcile. Do all web nodes write to JOURNAL_DIR?")
            return warning(name, said % {"n": number}, todo)
        return wrong(name, said % {"n": number}, todo)
    if checkup.is_older_than(OLD_BACKUP.total_seconds(), at=at):
        said = _("What came in was not compared with what was sent for more than a day.")
        return warning(name, said, _("Run manage.py clinic_reconcile, or start the worker."))
    if not is_kept:
        said = _("What is stored was sent. What was lost nobody would know.")
        return warning(name, said, _("Set JOURNAL_DIR to a folder on another disk."))
    return fine(name, _("What was acknowledged yesterday was stored, routed and sent."))


def clocks(apart: timedelta | None) -> Finding:
    """`apart`: the database's clock less ours; None where both are the same machine's."""
    if apart is None or abs(apart) <= APART:
        return fine("clocks", _("The clocks of the site and of the database agree."))
    said = _("The clocks of the site and of the database are %(seconds)d seconds apart.")
    todo = _("Turn on time synchronisation (NTP) on both machines.")
    return wrong("clocks", said % {"seconds": abs(apart).total_seconds()}, todo)


def search(*, has_index: bool, leads: int, texts: int) -> Finding:
    """`texts`: of how many of the `leads` the search knows the words."""
    todo = _("Run manage.py clinic_search_index.")
    if leads != texts:
        return wrong("search", _("The inbox's search does not find every lead."), todo)
    if not has_index:
        return warning("search", _("The inbox's search has no index and is slow."), todo)
    return fine("search", _("The inbox's search finds every lead."))


def zones(unknown: Collection[str]) -> Finding:
    if unknown:
        said = _("Time zones are not known here: %(names)s.")
        todo = _("Install tzdata anew: pip install --upgrade tzdata. Correct the location's zone.")
        return wrong("zones", said % {"names": ", ".join(sorted(unknown))}, todo)
    return fine("zones", _("Every time zone is known."))


def mail_server(*, answers: bool | None) -> Finding:
    """None: there is no mail server that could be asked."""
    if answers is None:
        return fine("mail_server", _("There is no mail server to be asked."))
    if answers:
        return fine("mail_server", _("The mail server answers."))
    said = _("The mail server does not answer.")
    return wrong("mail_server", said, _("Look at EMAIL_URL, and whether a firewall is between."))


def system_checks(number: int) -> Finding:
    if not number:
        return fine("system_checks", _("Django's own checks find nothing."))
    said = ngettext(
        "Django's own checks find %(n)d thing.", "Django's own checks find %(n)d things.", number
    )
    todo = _("Run manage.py check --deploy --database default.")
    return warning("system_checks", said % {"n": number}, todo)
