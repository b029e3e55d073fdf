"""The whole demo in one terminal (`make serve`) until Ctrl-C: web server, worker and timer."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import suppress

from .accounts import ACCOUNTS

HOST = "127.0.0.1"  # never the network: everybody knows the demo's passwords
STARTUP_SECONDS = 60
STOP_SECONDS = 10
MANAGE = [sys.executable, "manage.py"]
# No access log: a query string may name a person. Threads: as many as the database pool lends.
GRANIAN = [sys.executable, "-m", "granian", "cms.wsgi:application", "--interface=wsgi"]
GRANIAN += ["--blocking-threads=8", "--respawn-failed-workers", "--workers-kill-timeout=5"]
GRANIAN += ["--no-access-log", "--log-level=error"]
# What a timer does on a live site: pages go live and expire.
PUBLISH_SCHEDULED = [*MANAGE, "publish_scheduled"]
MINUTE = 60
# The demo is planted without crops; nobody waits for them, and a page shows one JPEG until then.
CUT_PICTURES = [*MANAGE, "clinic_pictures", "--quiet"]
PR_SET_PDEATHSIG = 1

stopping = threading.Event()


class Failure(Exception):
    """Something the person at the terminal should read, in one line."""


def main() -> int:
    """Return 0 after Ctrl-C or SIGTERM, 1 when something could not start or died."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    try:
        port = free_port(os.environ.get("PORT", "8000"))
        set_environment(port)
        for arguments in (["migrate", "--verbosity=0"], ["clinic_seed", "--demo-accounts"]):
            finish([*MANAGE, *arguments])
        serve(port)
    except Failure as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1
    return 0


def free_port(text: str) -> int:
    """Return the port as a number; Failure unless it is one that we can listen on."""
    try:
        if not 0 < (port := int(text)) < 65536:
            raise ValueError
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except ValueError:
        raise Failure(f"PORT must be a number from 1 to 65535, not {text!r}.") from None
    except OSError as error:
        why = f"Port {text} is not free ({error.strerror})."
        raise Failure(f"{why} Choose another: make serve PORT=8001") from None
    return port


def set_environment(port: int) -> None:
    """Tell the children where they are; DEBUG is off, so that error pages are the real ones."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.dev"
    os.environ.setdefault("DEBUG", "0")
    # The demo's webhooks go to itself (home/sink.py), and nobody but this machine reaches it.
    os.environ.setdefault("WEBHOOK_ALLOW_LOOPBACK", "1")
    os.environ.setdefault("WAGTAILADMIN_BASE_URL", f"http://localhost:{port}")
    os.environ["PORT"] = str(port)


def serve(port: int) -> None:
    """Run web server and worker until we are told to stop; Failure when one ends by itself."""
    if stopping.is_set():
        return
    children = {
        "web server": start([*GRANIAN, f"--host={HOST}", f"--port={port}"]),
        "delivery worker": start([*MANAGE, "clinic_deliver", "--loop"]),
    }
    pictures, timer = None, Timer(PUBLISH_SCHEDULED)
    try:
        if wait_until_up(port, children):
            print(welcome(port), flush=True)
            pictures = start(CUT_PICTURES)
        while not stopping.wait(0.2):
            check_alive(children)
            timer.look()
    finally:
        stop([*children.values(), *filter(None, [pictures, timer.child])])
    print("Stopped.", flush=True)


class Timer:
    """A command that is run each minute, once at a time. When it fails, it runs the next minute."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.child: subprocess.Popen | None = None
        self.due_at = float("-inf")

    def look(self) -> None:
        """Start it if it is time."""
        is_running = self.child is not None and self.child.poll() is None
        if time.monotonic() >= self.due_at and not is_running:
            self.due_at = time.monotonic() + MINUTE
            self.child = start(self.command)


def wait_until_up(port: int, children: Mapping[str, subprocess.Popen]) -> bool:
    """Return True once the web server answers, False when we were told to stop before."""
    for _ in range(STARTUP_SECONDS * 5):
        if answers(port):
            return True
        check_alive(children)
        if stopping.wait(0.2):
            return False
    raise Failure(f"The web server did not answer within {STARTUP_SECONDS} seconds.")


def answers(port: int) -> bool:
    """Say whether anything speaks HTTP at the port."""
    web = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        web.request("GET", "/robots.txt", headers={"Host": "localhost"})
        web.getresponse()
    except OSError:
        return False
    finally:
        web.close()
    return True


def check_alive(children: Mapping[str, subprocess.Popen]) -> None:
    """Raise Failure with the name of a child that has ended."""
    for name, child in children.items():
        if child.poll() is not None:
            raise Failure(f"The {name} ended (exit code {child.returncode}); all is stopped.")


def start(command: list[str]) -> subprocess.Popen:
    """Start a child in a session of its own: Ctrl-C reaches us alone, and we stop the children."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent
    )


def die_with_parent() -> None:
    """To be called in a child, before its program begins."""
    if sys.platform == "linux":  # so that a kill -9 of this process leaves no orphan
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def finish(command: list[str]) -> None:
    """Run a child to its end, or stop it when we are told to stop; Failure when it fails."""
    if stopping.is_set():
        return
    child = start(command)
    while child.poll() is None:
        if stopping.wait(0.1):
            stop([child])
            return
    if child.returncode:
        raise Failure(f"`{' '.join(command[1:])}` failed (see above).")


def stop(children: Collection[subprocess.Popen]) -> None:
    """Ask the children to end, wait, then end what is left of them and of what they started."""
    for child in children:
        child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def welcome(port: int) -> str:
    """Return what the person at the terminal wants to know."""
    site = f"http://localhost:{port}"
    accounts = "\n".join(f"  {who.username:<12}{who.password:<16}{who.role}" for who in ACCOUNTS)
    return f"""
Wagtail Clinic is running. Ctrl-C stops it.

  Site    {site}/
  Admin   {site}/admin/
  Mail    {site}/dev/mail/   (kept in var/mail)

Demo accounts (name, password, who it is):
{accounts}
"""


if __name__ == "__main__":
    sys.exit(main())
