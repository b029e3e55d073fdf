"""One clinic's live site on this machine: database, web servers, workers, mail server."""

import os
import time
from pathlib import Path
from typing import Any

from .checker import Findings, check
from .history import History
from .post_office import PostOffice
from .preloaded import Preloaded
from .processes import Launch, Process, WebServer, kill_together, manage, start, worker
from .stored import leads_in, reader, waiting_in
from .visitors import Visitors

DRAIN_SECONDS = 120  # for the last mails, once the fault is over
SETTLE_SECONDS = 2  # even a server that stores after it has answered has done it by then
HEARTBEATS = "SELECT worker FROM clinic_leads_heartbeat"
QUIET_SECONDS = 1  # without a letter: who has recorded a mail has sent it by then


class Clinic:
    """Begins with a seeded database; `stop` ends all processes."""

    def __init__(self, folder: Path, database_url: str, **environment: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.post_office = PostOffice()
        self.environment = environment_of(folder, database_url, self.post_office) | environment
        self.read = reader(database_url)
        self.servers: list[WebServer] = []
        self.workers: list[Process] = []
        self.preloaded: Preloaded | None = None
        self.launch: Launch = start
        self.quiet_seconds: float = QUIET_SECONDS

    def preload(self) -> None:
        """Fork all processes from one that has loaded the site: what is killed is soon back."""
        self.preloaded = Preloaded(self.environment, self.folder / "preloaded.log")
        self.launch = self.preloaded.launch

    def start(self, *, servers: int = 1, workers: int = 1) -> None:
        for number in range(servers):
            log = self.folder / f"web{number}.log"
            self.servers.append(WebServer(self.environment, log, self.launch))
        for _one in range(workers):
            self.add_worker()

    def add_worker(self, **environment: str) -> Process:
        log = self.folder / f"worker{len(self.workers)}.log"
        self.workers.append(worker(self.environment | environment, log, self.launch))
        return self.workers[-1]

    def wait_for_worker(self, worker: Process, *, seconds: float = 120) -> None:
        """Wait for the first sign of life of a worker since it was started."""
        until, name = time.monotonic() + seconds, f" {worker.process.pid}"
        while not any(one.endswith(name) for (one,) in self.read(HEARTBEATS)):
            if time.monotonic() > until:
                raise TimeoutError(f"the worker does not live after {seconds} s")
            time.sleep(0.1)

    @property
    def web(self) -> WebServer:
        return self.servers[0]

    def visitors(self, **options: Any) -> Visitors:
        return Visitors(self.web.port, **options)

    def manage(self, *arguments: str) -> str:
        return manage(self.environment, *arguments)

    def drain(self, *, seconds: float) -> None:
        """Wait until no mail waits, or until that took too long: the checker sees what is left."""
        until = time.monotonic() + seconds
        while waiting_in(self.read) and time.monotonic() < until:
            time.sleep(0.2)
        self.post_office.wait_until_quiet(quiet=self.quiet_seconds)

    def findings(
        self,
        history: History,
        *,
        with_mail: bool = True,
        patience: float = DRAIN_SECONDS,
        may_copy: int | None = None,
    ) -> Findings:
        """Compare everything, when all has come to rest.

        `may_copy` is how many senders have died; else a copy is explained by a sender that was
        told “yes” too late.
        """
        time.sleep(SETTLE_SECONDS)
        if with_mail:
            self.drain(seconds=patience)
        letters = self.post_office.letters if with_mail else None
        explained = self.post_office.unheard if may_copy is None else may_copy
        found = check(history, leads_in(self.read), letters, may_copy=explained)
        history.write(self.folder / "history.jsonl")
        return found

    def kill(self) -> None:
        """End all processes in one moment: nobody has the database open any more."""
        kill_together([*self.servers, *self.workers])

    def restart(self) -> None:
        for process in self.workers:
            process.start()
        for server in self.servers:
            server.restart()

    def stop(self) -> None:
        self.kill()
        if self.preloaded:
            self.preloaded.close()
        self.post_office.close()


def environment_of(folder: Path, database_url: str, office: PostOffice) -> dict[str, str]:
    """What a live site is told, and nothing of what this shell happens to be told."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "bench.faults.settings",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(folder),
        "SECRET_KEY": "a key of a site that lives for minutes",
        "ALLOWED_HOSTS": "localhost",
        "WAGTAILADMIN_BASE_URL": "http://localhost",
        "DEFAULT_FROM_EMAIL": "clinic@localhost",
        "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
    }
