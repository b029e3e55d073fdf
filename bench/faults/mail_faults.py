"""The mail server is closed, hangs, is slow, or refuses; the delivery worker's clock is fast."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from .calm import calm
from .checker import Findings
from .clinic import Clinic
from .clock import set_clock
from .faults import Fault
from .lab import Lab
from .ports import HOST
from .post_office import friendly, greylisting, refusing
from .visitors import Visitors

SPEED = 60  # minutes between two attempts are seconds for us
TOO_SLOW = 5  # seconds: more than the worker waits (EMAIL_TIMEOUT of these runs is 3)
OUTAGE_SECONDS = 10 * 60 / SPEED
SHORT_SECONDS = 8
SILENT, NEW_ID = "bench.faults.unsafe.SilentChannel", "bench.faults.unsafe.NewMessageId"

Trouble = Callable[[Clinic], None]


def disturb(lab: Lab, *, begin: Trouble, end: Trouble, seconds: float, **unsafe: str) -> Findings:
    """Let visitors ask while the mail server is in trouble for so many true seconds, and after."""
    with lab.clinic(workers=0, **unsafe) as clinic:
        clock = clinic.folder / "clock.json"
        set_clock(clock, at=time.time(), speed=SPEED)
        clinic.add_worker(FAULTS_CLOCK=str(clock))
        begin(clinic)
        clinic.wait_for_worker(clinic.workers[0])
        with clinic.visitors(pause=0.5) as visitors:
            ask_for(visitors, seconds)
            end(clinic)
            visitors.wait_for(3)
        return clinic.findings(visitors.history)


def ask_for(visitors: Visitors, seconds: float) -> None:
    until = time.monotonic() + seconds
    visitors.wait_for(5)
    time.sleep(max(0, until - time.monotonic()))


# What goes wrong, and how it ends.


def close(clinic: Clinic) -> None:
    clinic.post_office.close()


def reopen(clinic: Clinic) -> None:
    clinic.post_office.open()


def slow(clinic: Clinic) -> None:
    clinic.post_office.slowness = TOO_SLOW


def hang(clinic: Clinic) -> None:
    clinic.post_office.is_mute = True


def unanswered(clinic: Clinic) -> None:
    clinic.post_office.silence = 3600


def greylist(clinic: Clinic) -> None:
    clinic.post_office.mood = greylisting(seconds=5)


def refuse(clinic: Clinic) -> None:
    clinic.post_office.mood = refusing


def quick_again(clinic: Clinic) -> None:
    clinic.post_office.is_mute = False
    clinic.post_office.slowness = clinic.post_office.silence = 0
    clinic.post_office.mood = friendly


def distrust(clinic: Clinic) -> None:
    """The server speaks TLS with a certificate that the worker does not know."""
    clinic.post_office.certify(clinic.folder / "certificate.pem")
    restart(clinic, EMAIL_URL=f"smtp+tls://{HOST}:{clinic.post_office.port}")


def trust(clinic: Clinic) -> None:
    restart(clinic, SSL_CERT_FILE=str(clinic.folder / "certificate.pem"))


def restart(clinic: Clinic, **environment: str) -> None:
    """Somebody changes what the worker is told."""
    worker = clinic.workers[0]
    worker.kill()
    worker.environment |= environment
    worker.start()


def faults(*, quick: bool) -> list[Fault]:
    def fault(name: str, title: str, begin: Trouble, end: Trouble, **options: Any) -> Fault:
        seconds = options.pop("seconds", SHORT_SECONDS)
        unsafe = options.pop("unsafe", ("takes every failure for a success", SILENT))
        run = partial(disturb, begin=begin, end=end, seconds=seconds)
        control = partial(run, FAULTS_CHANNEL=unsafe[1])
        extent = f"{seconds * SPEED / 60:.0f} min of a clock × {SPEED}"
        without = calm(FAULTS_CHANNEL=unsafe[1])
        return Fault(name, title, extent, run, unsafe[0], control, without, **options)

    new_id = ("a new Message-ID for each attempt", NEW_ID)
    return [
        fault("mail-closed", "Mail server closed", close, reopen, seconds=OUTAGE_SECONDS),
        fault(
            "mail-slow",
            "Mail server takes mails and says so too late",
            slow,
            quick_again,
            unsafe=new_id,
        ),
        fault("mail-hung", "Mail server connects and never says a word", hang, quick_again),
        fault(
            "mail-unanswered",
            "Mail server hears the whole mail and never answers",
            unanswered,
            quick_again,
        ),
        fault("mail-greylisting", "Mail server greylists (451 at first)", greylist, quick_again),
        fault("mail-refusing", "Mail server refuses content (554)", refuse, quick_again),
        fault("mail-tls", "Mail server with an unknown certificate", distrust, trust),
    ]
