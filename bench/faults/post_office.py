"""The mail server of a run: takes letters, and misbehaves as it is told."""

import asyncio
import email
import re
import ssl
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .ports import HOST, free_port

REFERENCE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")
VISITORS = "@visitors.example"
TAKEN = "250 OK"


@dataclass(frozen=True)
class Letter:
    """A mail that was taken. `key` is the visitor's, "" for a mail to the desk."""

    key: str
    reference: str
    message_id: str


# Answers an envelope in the place of "250 OK"; "" to take it.
Mood = Callable[[Envelope], str]


def friendly(_envelope: Envelope) -> str:
    return ""


class Door(Controller):
    """Where senders connect; behind it is nobody while the post office is mute."""

    def factory(self) -> asyncio.Protocol:
        return asyncio.Protocol() if self.handler.is_mute else super().factory()


class PostOffice:
    """An SMTP server in a thread of its own. `letters` outlive its closing times."""

    def __init__(self) -> None:
        self.port = free_port()
        self.letters: list[Letter] = []
        # Letters that were taken of which the sender never heard so: it was dead, or tired of it.
        self.unheard = 0
        self.last_at, self.in_hand = time.monotonic(), 0
        self.mood: Mood = friendly
        # Who connects from now on hears nothing, no greeting either.
        self.is_mute = False
        # Seconds before a letter is taken, and before it is said that it was.
        self.silence = self.slowness = 0.0
        self.tls: ssl.SSLContext | None = None
        self.controller: Controller | None = None
        self.open()

    def open(self) -> None:
        self.controller = Door(
            self, hostname=HOST, port=self.port, ready_timeout=30, tls_context=self.tls
        )
        self.controller.start()

    def close(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None

    def certify(self, file: Path) -> None:
        """Offer STARTTLS from now on, with a certificate signed by nobody but itself."""
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        command += ["-subj", "/CN=mail", "-addext", f"subjectAltName=IP:{HOST}"]
        key = file.with_suffix(".key")
        command += ["-keyout", str(key), "-out", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        self.close()
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(file, key)
        self.open()

    def wait_for(self, more: int, *, seconds: float = 60) -> None:
        """Wait until `more` letters than now were taken; TimeoutError if that takes long."""
        enough, until = len(self.letters) + more, time.monotonic() + seconds
        while len(self.letters) < enough:
            if time.monotonic() > until:
                raise TimeoutError(f"no {more} more letters in {seconds} s")
            time.sleep(0.02)

    def wait_until_quiet(self, *, quiet: float, seconds: float = 60) -> None:
        """Wait until no letter came for so long and none is in hand, or until that took too long.

        Who has written “sent” already may be sending still.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < min(until, self.last_at + quiet) or self.in_hand:
            if time.monotonic() > until:
                return
            time.sleep(0.05)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.in_hand += 1
        try:
            return await self._answer(envelope)
        finally:
            self.in_hand -= 1
            self.last_at = time.monotonic()

    async def _answer(self, envelope: Envelope) -> str:
        await asyncio.sleep(self.silence)
        if refusal := self.mood(envelope):
            return refusal
        self.letters.append(read(envelope))
        try:
            await asyncio.sleep(self.slowness)
        except asyncio.CancelledError:  # the sender has gone
            self.unheard += 1
            raise
        return TAKEN


def read(envelope: Envelope) -> Letter:
    message = email.message_from_bytes(bytes(envelope.content or b""))
    found = REFERENCE.search(str(message["Subject"]))
    to = envelope.rcpt_tos[0]
    return Letter(
        key=to.removesuffix(VISITORS) if to.endswith(VISITORS) else "",
        reference=found.group() if found else "",
        message_id=str(message["Message-ID"]),
    )


def greylisting(seconds: float) -> Mood:
    """Refuse each recipient until `seconds` after the first try."""
    first: dict[str, float] = {}

    def mood(envelope: Envelope) -> str:
        came = first.setdefault(envelope.rcpt_tos[0], time.monotonic())
        return "" if time.monotonic() - came > seconds else "451 4.7.1 Greylisted, come back later"

    return mood


def refusing(_envelope: Envelope) -> str:
    return "554 5.7.1 Message refused"
