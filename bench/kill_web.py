"""Kill the web server with SIGKILL while visitors send requests; count what was lost or doubled.

    .venv/bin/python bench/kill_web.py [--posts 2000] [--kills 40] [--visitors 4]

Runs against SQLite in a temporary folder, or against DATABASE_URL (which must be a database made
for this: it is filled). A visitor sends a form and, when the connection breaks, sends the same form
again, as a browser's reload does. A request is acknowledged when the visitor got the redirect to
the thank-you page. Prints one line and exits 1 if an acknowledged request is lost or there twice.

``--control`` runs a server that says yes before it has stored (bench/unsafe.py). It must lose some:
so that the count is known to see loss.
"""

import argparse
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
PATIENCE = 60  # seconds a visitor goes on trying


class Server:
    """The web server as `make serve` runs it, in a process group that can be killed whole."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.command = [sys.executable, "-m", "granian", "cms.wsgi:application"]
        self.command += ["--interface=wsgi", f"--host={HOST}", f"--port={port}"]
        self.command += ["--blocking-threads=4", "--no-access-log", "--log-level=error"]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def wait_until_up(self) -> None:
        for _attempt in range(300):
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        sys.exit("The web server did not start.")


class Visitors:
    """People who send the form, each request under a key of its own, until it is acknowledged."""

    def __init__(self, server: Server, posts: int, stamp: str, action: str) -> None:
        self.server, self.stamp, self.action = server, stamp, action
        self.waiting = [uuid.uuid4().hex for _post in range(posts)]
        self.acknowledged: dict[str, str] = {}  # key -> the address of the thanks
        self.tries = self.broken = 0
        self.lock = threading.Lock()

    def work(self) -> None:
        while True:
            with self.lock:
                if not self.waiting:
                    return
                key = self.waiting.pop()
            location = self.insist(key)
            if location:
                with self.lock:
                    self.acknowledged[key] = location

    def insist(self, key: str) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                status, location = self.send(key)
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.broken += 1
                time.sleep(0.05)
                continue
            if status == http.HTTPStatus.SEE_OTHER:
                return location
            if status != http.HTTPStatus.SERVICE_UNAVAILABLE:
                sys.exit(f"Unexpected answer {status}")
            time.sleep(0.05)
        return ""

    def send(self, key: str) -> tuple[int, str]:
        with self.lock:
            self.tries += 1
        answers = {"name": f"Visitor {key}", "email": f"{key}@example.com", "location": "any"}
        body = urlencode(answers | {"key": key, "stamp": self.stamp})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
        connection = http.client.HTTPConnection(HOST, self.server.port, timeout=20)
        try:
            connection.request("POST", self.action, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location", "")
        finally:
            connection.close()


def main() -> int:
    options = read_options()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), control=options.control)
        manage("migrate", "--verbosity=0")
        manage("clinic_seed")
        server = Server(free_port())
        try:
            server.wait_until_up()
            action, stamp = read_form(server.port)
            time.sleep(4)  # a form that is sent sooner is put in quarantine
            visitors = Visitors(server, options.posts, stamp, action)
            kills = storm(server, visitors, options)
            time.sleep(5)  # the last kill must not be one that nobody counted
            server.kill()
        finally:
            if server.process.poll() is None:
                server.kill()
        return report(visitors, kills, stored_keys())


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--control", action="store_true")
    return parser.parse_args()


def prepare(folder: Path, *, control: bool) -> None:
    """Point everything that is started from here at the database of this run."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'db.sqlite3'}")
    os.environ["VAR_DIR"] = str(folder)
    os.environ["DEBUG"] = "0"
    module = "bench.unsafe_settings" if control else "cms.settings.dev"
    os.environ["DJANGO_SETTINGS_MODULE"] = module


def storm(server: Server, visitors: Visitors, options: argparse.Namespace) -> int:
    """Let the visitors send, and kill the server again and again until they are done."""
    threads = [threading.Thread(target=visitors.work) for _visitor in range(options.visitors)]
    for thread in threads:
        thread.start()
    kills = 0
    step = max(1, options.posts // (options.kills + 1))
    while any(thread.is_alive() for thread in threads):
        if kills < options.kills and len(visitors.acknowledged) >= (kills + 1) * step:
            time.sleep(random.uniform(0, 0.05))  # noqa: S311
            server.kill()
            kills += 1
            server.start()
            server.wait_until_up()
        time.sleep(0.01)
    return kills


def read_form(port: int) -> tuple[str, str]:
    """Return the form's action and its signed stamp, as a browser sees them."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", "/request/", headers={"Host": "localhost"})
    page = connection.getresponse().read().decode()
    action = re.search(r'<form[^>]*action="([^"]+)"', page)
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    if not (action and stamp):
        sys.exit("The form was not found on the request page.")
    return action.group(1), stamp.group(1)


def stored_keys() -> dict[str, int]:
    """Return how many leads there are of each visitor, read by another process."""
    script = (
        "from collections import Counter; from leads.models import Lead; "
        "print('\\n'.join(f'{e} {n}' for e, n in "
        "Counter(Lead.objects.values_list('email', flat=True)).items()))"
    )
    lines = manage("shell", "--no-imports", "-c", script).splitlines()
    pairs = (line.split() for line in lines if "@example.com" in line)
    return {address.removesuffix("@example.com"): int(number) for address, number in pairs}


def report(visitors: Visitors, kills: int, stored: dict[str, int]) -> int:
    lost = [key for key in visitors.acknowledged if key not in stored]
    doubled = [key for key, number in stored.items() if number > 1]
    print(
        f"{len(visitors.acknowledged)} acknowledged in {visitors.tries} tries "
        f"({visitors.broken} connections broken), {kills} kills: "
        f"lost {len(lost)}, doubled {len(doubled)}, stored {len(stored)}"
    )
    return 1 if lost or doubled else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def manage(*arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
