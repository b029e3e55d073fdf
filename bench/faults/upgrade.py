"""A site with many leads is upgraded; the upgrade is killed once and run again."""

import random
import sqlite3
import time
from contextlib import closing
from functools import partial

from .checker import Findings, check
from .clinic import Clinic
from .faults import Fault
from .history import History
from .lab import Lab
from .post_office import VISITORS
from .processes import MANAGE, Process
from .stored import leads_in

LEADS, QUICK_LEADS = 100_000, 2_000
# The migration before the last one of `leads`.
BEFORE = "0003"


def upgrade(lab: Lab, *, leads: int, is_taken: bool = False) -> Findings:
    """Fill a database of the version before, then migrate it. `is_taken`: one lead is removed."""
    with lab.clinic(workers=0) as clinic:
        with clinic.visitors(number=1) as visitors:
            visitors.wait_for(1)
        clinic.web.kill()
        clinic.manage("migrate", "clinic_leads", BEFORE, "--verbosity=0")
        fill(clinic, leads)
        kill_half_way(clinic)
        clinic.manage("migrate", "--verbosity=0")
        if is_taken:
            with closing(sqlite3.connect(clinic.folder / "db.sqlite3")) as connection:
                connection.execute("UPDATE clinic_leads_lead SET email = '' WHERE id = 7")
                connection.commit()
        before = check(known(leads), leads_in(clinic.read), None)
        clinic.web.restart()
        with clinic.visitors(number=1) as visitors:
            visitors.wait_for(3)
        return before + check(visitors.history, leads_in(clinic.read), None)


def key_of(number: int) -> str:
    return f"{number:032x}"


def known(leads: int) -> History:
    """What the clinic had acknowledged before the upgrade."""
    history = History()
    for number in range(1, leads + 1):
        history.sent(key_of(number)).acknowledged_at = time.monotonic()
    return history


def fill(clinic: Clinic, leads: int) -> None:
    """Copy the one lead there is, each copy with a reference, a key and an address of its own."""
    with closing(sqlite3.connect(clinic.folder / "db.sqlite3")) as connection:
        found = connection.execute("PRAGMA table_info(clinic_leads_lead)").fetchall()
        values = {name: name for _number, name, *_rest in found if name != "id"}
        values |= {
            "reference": "printf('%011d', n)",
            "idempotency_key": "printf('%064x', n)",
            "email": f"printf('%032x{VISITORS}', n)",
        }
        connection.execute(
            "WITH RECURSIVE numbers(n) AS"  # noqa: S608 (names of our own columns)
            f" (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {leads})"
            f" INSERT INTO clinic_leads_lead ({', '.join(values)})"
            f" SELECT {', '.join(values.values())} FROM numbers,"
            " (SELECT * FROM clinic_leads_lead ORDER BY id LIMIT 1)"
        )
        connection.commit()


def kill_half_way(clinic: Clinic) -> None:
    """Kill the upgrade at a moment that nobody chose."""
    process = Process([*MANAGE, "migrate", "--verbosity=0"], clinic.environment)
    time.sleep(random.uniform(5, 15))  # noqa: S311
    process.kill()


def faults(*, quick: bool) -> list[Fault]:
    leads = QUICK_LEADS if quick else LEADS
    return [
        Fault(
            name="upgrade",
            title="Upgrade from the version before, killed (SIGKILL) and run again, SQLite",
            extent=f"{leads} leads",
            run=partial(upgrade, leads=leads),
            unsafe="one lead is lost by hand",
            control=partial(upgrade, leads=QUICK_LEADS, is_taken=True),
        )
    ]
