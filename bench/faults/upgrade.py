"""A site of the version before is upgraded; the upgrade is killed in a migration and run again."""

import random
import re
import shutil
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from cms.databases import SQLITE

from .checker import Findings, check
from .clinic import Clinic, environment_of
from .faults import Fault
from .history import History
from .lab import Lab, kept_as
from .post_office import VISITORS, PostOffice
from .processes import MANAGE, Process, manage, start
from .stored import checkpoint, copy_database, leads_in, reader
from .versions import pending, unpack_version_before

LEADS, QUICK_LEADS = 100_000, 2_000
KILLS, QUICK_KILLS = 5, 1
REQUESTS = 20  # that the version before acknowledged last
TRIES = 20  # for all kills to fall into a migration
APPLIED = "SELECT app, name FROM django_migrations"
# What `migrate` says when it begins one of our migrations, and "OK" after it.
BEGINS = re.compile(r"Applying (clinic_\w+)\.(\w+)\.\.\.")
# How the search engine's own tables lie there is its own business.
INNER = "clinic_leads_found_"


class Before:
    """The version before: its program, and a database that it has made and filled."""

    def __init__(self, lab: Lab) -> None:
        self.program = lab.new_folder("before")
        version = unpack_version_before(self.program)[:16]
        print(f"The version before is {version}.", flush=True)
        self.file = kept_as(SQLITE, f"before-{version}.sqlite3")
        if not self.file.exists():
            self._seed(lab.new_folder("seeded"))

    def _seed(self, folder: Path) -> None:
        office = PostOffice()
        environment = environment_of(folder, f"sqlite:///{folder / 'db.sqlite3'}", office)
        try:
            manage(environment, "migrate", "--verbosity=0", program=self.program)
            manage(environment, "clinic_seed", "--leads=0", program=self.program)
        finally:
            office.close()
        checkpoint(folder / "db.sqlite3")
        shutil.move(folder / "db.sqlite3", self.file)


def upgrade(lab: Lab, *, leads: int, kills: int, fakes: bool = False) -> Findings:
    """`fakes`: whoever finds a migration begun says that it is done (`migrate --fake`)."""
    before = lab.once("the version before", partial(Before, lab))
    folder = lab.new_folder()
    shutil.copyfile(before.file, folder / "db.sqlite3")
    clinic = Clinic(folder, f"sqlite:///{folder / 'db.sqlite3'}")
    clinic.launch = partial(start, program=before.program)
    try:
        clinic.start(workers=0)
        history = ask(clinic, leads)
        clinic.kill()
        unhurt, seconds = upgraded_copy(clinic, lab.new_folder("unhurt"))
        kill_upgrades(clinic, kills=kills, within=seconds, fakes=fakes)
        return result(clinic, history, leads, unhurt)
    finally:
        clinic.stop()


def ask(clinic: Clinic, leads: int) -> History:
    """Requests to the version before, and many copies of the first, as of years."""
    if not pending(clinic.read(APPLIED)):
        raise RuntimeError("the version before lacks no migration")
    with clinic.visitors(number=1) as first:
        first.wait_for(1)
    fill(clinic, leads)
    with clinic.visitors() as visitors:
        visitors.wait_for(REQUESTS)
    visitors.history.requests |= first.history.requests
    return visitors.history


def upgraded_copy(clinic: Clinic, folder: Path) -> tuple[Path, float]:
    """What an upgrade leaves that nothing happens to, and how long its migrations take."""
    copy = copy_database(clinic.folder / "db.sqlite3", folder)
    environment = clinic.environment | {"DATABASE_URL": f"sqlite:///{copy}"}
    process = Process([*MANAGE, "migrate"], environment, folder / "migrate.log")
    wait_for_migration(process)
    began = time.monotonic()
    process.process.wait()
    if left := pending(reader(f"sqlite:///{copy}")(APPLIED)):
        raise RuntimeError(f"the upgrade leaves {left} undone")
    return copy, time.monotonic() - began


def wait_for_migration(process: Process) -> None:
    """Return when one of our migrations has begun, or when all is over."""
    while process.is_alive and not begun_in(process):
        time.sleep(0.005)


def begun_in(process: Process) -> list[tuple[str, str]]:
    """(app, name) of the migrations of ours that were begun."""
    return BEGINS.findall(process.log.read_text()) if process.log else []


def kill_upgrades(clinic: Clinic, *, kills: int, within: float, fakes: bool) -> None:
    """Kill so many upgrades, each in a migration, and let the last one end.

    One that was over already is taken back and does not count.
    """
    file, saved, inside = clinic.folder / "db.sqlite3", clinic.folder / "saved", 0
    for number in range(TRIES):
        if inside == kills:
            break
        copy_database(file, saved)
        process = Process([*MANAGE, "migrate"], clinic.environment, log_of(clinic, number))
        wait_for_migration(process)
        time.sleep(random.uniform(0, within))  # noqa: S311
        process.kill()
        if is_unfinished(process, file, clinic.folder / "copy"):
            inside += 1
        else:
            remove_beside(file)
            shutil.copytree(saved, clinic.folder, dirs_exist_ok=True)
    if inside < kills:
        raise RuntimeError(f"{inside} of {kills} kills fell into a migration")
    if not (fakes and kills):
        clinic.manage("migrate", "--verbosity=0")
    if fakes:
        clinic.manage("migrate", "--fake", "--verbosity=0")


def log_of(clinic: Clinic, number: int) -> Path:
    return clinic.folder / f"migrate{number}.log"


def is_unfinished(process: Process, file: Path, folder: Path) -> bool:
    """Was a migration begun that the database knows nothing of? Looks at a copy."""
    left = pending(reader(f"sqlite:///{copy_database(file, folder)}")(APPLIED))
    return any(one in left for one in begun_in(process))


def remove_beside(file: Path) -> None:
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()


def result(clinic: Clinic, history: History, leads: int, unhurt: Path) -> Findings:
    """Compare what is stored with what was, and with the other upgrade; then let visitors ask."""
    stored, other = clinic.folder / "db.sqlite3", clinic.folder / "copy"
    wrong = len(differences(copy_database(stored, other), unhurt))
    found = check(known(leads), leads_in(clinic.read), None) + Findings(wrong=wrong)
    if wrong:  # nobody is acknowledged where columns are missing, and this is harm enough
        return found
    clinic.launch = clinic.web.launch = start
    clinic.web.restart()
    clinic.add_worker()
    with clinic.visitors() as visitors:
        visitors.wait_for(3)
    history.requests |= visitors.history.requests
    return found + clinic.findings(history)


def differences(one: Path, other: Path) -> list[str]:
    """The tables of leads, and the tables' and indexes' definitions, that are not the same."""
    with closing(sqlite3.connect(one)) as connection:
        connection.execute("ATTACH ? AS other", [str(other)])
        schema = "SELECT type, name, sql FROM {}sqlite_master ORDER BY type, name"
        ours, theirs = (
            connection.execute(schema.format(place)).fetchall() for place in ("", "other.")
        )
        tables = [
            name
            for kind, name, _sql in ours
            if kind == "table" and name.startswith("clinic_leads") and not name.startswith(INNER)
        ]
        differ = [name for name in tables if _differs(connection, name)]
    return differ + [str(row[1]) for row in set(ours) ^ set(theirs)]


def _differs(connection: sqlite3.Connection, table: str) -> bool:
    """Have the two other rows, or other columns?"""
    sides = [("main", "other"), ("other", "main")]
    ours, theirs = (
        connection.execute(f"PRAGMA {one}.table_info({table})").fetchall() for one, _two in sides
    )
    if ours != theirs:
        return True
    return any(
        connection.execute(
            f"SELECT EXISTS (SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {two}.{table})"  # noqa: S608
        ).fetchone()[0]
        for one, two in sides
    )


def key_of(number: int) -> str:
    return f"{number:032x}"


def known(leads: int) -> History:
    """What the clinic had acknowledged in all the years."""
    history = History()
    for number in range(1, leads + 1):
        history.sent(key_of(number)).acknowledged_at = time.monotonic()
    return history


def fill(clinic: Clinic, leads: int) -> None:
    """Copy the first lead and what it is found by; to each copy a person and words of its own."""
    own = {
        "reference": "printf('%011d', n)",
        "idempotency_key": "printf('%064x', n)",
        "email": f"printf('%032x{VISITORS}', n)",
        "phone": "printf('+1612555%04d', n % 10000)",
        "phone_typed": "printf('612-555-%04d', n % 10000)",
        "name": "'Visitor ' || substr(printf('%032x', n), 1, 8)",
        "message": "printf('In the afternoon, %012x', n)",
    }
    path = clinic.folder / "db.sqlite3"
    with closing(sqlite3.connect(path, timeout=60)) as connection:
        (first,) = connection.execute("SELECT min(id) FROM clinic_leads_lead").fetchone()
        connection.execute("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)")
        connection.executemany(
            "INSERT INTO numbers VALUES (?)", ([number] for number in range(1, leads + 1))
        )
        copies(connection, "clinic_leads_lead", f"id = {first}", own | {"id": f"{first} + n"})
        found_by = {"lead_id": f"{first} + n"}
        copies(connection, "clinic_leads_searchtext", f"lead_id = {first}", found_by)
        connection.commit()


def copies(connection: sqlite3.Connection, table: str, which: str, own: dict[str, str]) -> None:
    """Copy a row once for each number n; `own` are the columns that differ, as SQL."""
    found = connection.execute(f"PRAGMA table_info({table})").fetchall()
    values = {name: name for _number, name, *_rest in found} | own
    connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())}"  # noqa: S608
        f" FROM numbers, (SELECT * FROM {table} WHERE {which})"
    )


def faults(*, quick: bool) -> list[Fault]:
    leads, kills = (QUICK_LEADS, QUICK_KILLS) if quick else (LEADS, KILLS)
    unsafe = partial(upgrade, leads=QUICK_LEADS, fakes=True)
    return [
        Fault(
            name="upgrade",
            title="Upgrade from the version before, killed in a migration (SIGKILL) and run again,"
            " SQLite",
            extent=f"{leads:,} leads, {kills} kills",
            run=partial(upgrade, leads=leads, kills=kills),
            unsafe="takes what was begun for done (migrate --fake)",
            control=partial(unsafe, kills=1),
            calm=partial(unsafe, kills=0),
        )
    ]
