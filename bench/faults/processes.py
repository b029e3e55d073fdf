"""The site's own processes, as a live site starts them, to be killed whole."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from home.demo.serve import GRANIAN, MANAGE, die_with_parent

from .ports import HOST, free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """A program in a session of its own; what it says goes to a file."""

    def __init__(
        self, command: list[str], environment: Mapping[str, str], log: Path | None = None
    ) -> None:
        self.command, self.environment, self.log = command, dict(environment), log
        self.start()

    def start(self) -> None:
        with open(self.log or os.devnull, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program and its children, and wait for its end."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait()


class WebServer(Process):
    """Granian with the project's own options."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        command = [*GRANIAN, f"--host={HOST}", f"--port={self.port}"]
        super().__init__(command, environment, log)
        self.wait_until_up()

    def wait_until_up(self) -> None:
        wait_for_port(self.port)

    def restart(self) -> None:
        self.start()
        self.wait_until_up()


def worker(environment: Mapping[str, str], log: Path) -> Process:
    """The delivery worker; it looks for work more often than by default."""
    return Process([*MANAGE, "clinic_deliver", "--loop", "--interval=0.3"], environment, log)


class Supervisor(threading.Thread):
    """Starts again what ended by itself, as systemd does."""

    def __init__(self, processes: list[Process]) -> None:
        super().__init__(daemon=True)
        self.processes, self.restarts = processes, 0
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(0.2):
            for process in self.processes:
                if not process.is_alive:
                    self.restarts += 1
                    process.start()

    def stop(self) -> None:
        self.stopping.set()
        self.join()


def manage(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a management command to its end; RuntimeError with its last words if it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed: {done.stderr[-2000:]}")
    return done.stdout
