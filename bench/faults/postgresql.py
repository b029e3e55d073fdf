"""A PostgreSQL server of our own, made in a folder, to be crashed."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from .ports import HOST, free_port

DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path:
    """The folder of the newest installed PostgreSQL; LookupError when there is none."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name))
    if folders:
        return folders[-1]
    if found := shutil.which("initdb"):
        return Path(found).parent
    raise LookupError("PostgreSQL's server is not installed (apt-get install postgresql)")


class Cluster:
    """Flushes each commit as a live server does (fsync is on)."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.bin = folder, free_port(), programs()
        self.settings: dict[str, str] = {}
        self.copies = 0
        self._own(folder)
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres")
        self.start()

    def _own(self, folder: Path) -> None:
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            for parent in [folder, *folder.parents]:
                if parent.stat().st_mode & 0o011 != 0o011 and parent.owner() == "root":
                    parent.chmod(0o755)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        subprocess.run(self._as_postgres(command), check=True, capture_output=True, cwd="/")

    def _as_postgres(self, command: list[str]) -> list[str]:
        if os.getuid() != 0:
            return command
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]

    def start(self) -> None:
        settings = {"listen_addresses": HOST, "log_min_messages": "fatal"} | self.settings
        options = [f"-c{name}={value}" for name, value in settings.items()]
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data")]
        command += ["-p", str(self.port), "-k", str(self.folder), *options]
        self.process = subprocess.Popen(
            self._as_postgres(command),
            cwd="/",
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.wait_until_up()

    def wait_until_up(self) -> None:
        for _try in range(600):
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=3).close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("PostgreSQL did not start")

    def crash(self, *, kill: bool) -> None:
        """End the server without a checkpoint: all its processes by SIGKILL, or SIGQUIT."""
        if kill:
            self._signal_all(signal.SIGKILL)
        else:  # what `pg_ctl stop -m immediate` sends
            self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def freeze(self) -> None:
        """Stop all its processes: connections stay, and say nothing any more."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: int) -> None:
        for process in processes_of(self.process.pid):
            _signal(process, number)

    def restart_with(self, settings: dict[str, str]) -> None:
        """Set what differs from PostgreSQL's own settings."""
        self.stop()
        self.settings = settings
        self.start()

    def url(self, name: str) -> str:
        return f"postgres://postgres@{HOST}:{self.port}/{name}"

    def create(self, name: str, template: str = "template1") -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def dump(self, name: str, file: Path) -> None:
        with file.open("wb") as dump:
            command = [str(self.bin / "pg_dump"), "--format=custom", self.url(name)]
            subprocess.run(command, check=True, stdout=dump)

    def load(self, file: Path, name: str) -> None:
        with file.open("rb") as dump:
            command = [str(self.bin / "pg_restore"), "--no-owner", f"--dbname={self.url(name)}"]
            subprocess.run(command, check=True, stdin=dump)

    def copy_of(self, template: str) -> str:
        """Create a database like another; return its URL."""
        self.copies += 1
        self.create(f"copy{self.copies}", template)
        return self.url(f"copy{self.copies}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()


def processes_of(postmaster: int) -> list[int]:
    """The postmaster first, so that it starts no new one, then its processes."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


def _signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return
