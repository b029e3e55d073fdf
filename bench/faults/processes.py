"""The site's own processes, as a live site starts them, to be killed whole."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from home.demo.serve import GRANIAN, MANAGE, die_with_parent

from .ports import HOST, free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]


class Child(Protocol):
    """What a program that runs is known by."""

    pid: int

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...


# Starts a command with an environment in a session of its own; what it says goes to a file.
Launch = Callable[[list[str], Mapping[str, str], IO[bytes]], Child]


def start(
    command: list[str],
    environment: Mapping[str, str],
    log: IO[bytes],
    pass_fds: Sequence[int] = (),
    program: Path = ROOT,
) -> subprocess.Popen[bytes]:
    """As a shell does: an interpreter, which then loads all that it needs.

    `program` is the folder of the program, another one for another version.
    """
    return subprocess.Popen(
        command,
        cwd=program,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=die_with_parent,
        pass_fds=pass_fds,
    )


class Process:
    """A program, to be started and killed again and again."""

    def __init__(
        self,
        command: list[str],
        environment: Mapping[str, str],
        log: Path | None = None,
        *,
        launch: Launch = start,
    ) -> None:
        self.command, self.environment, self.log = command, dict(environment), log
        self.launch = launch
        self.start()

    def start(self) -> None:
        with open(self.log or os.devnull, "ab") as log:
            self.process = self.launch(self.command, self.environment, log)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        kill_together([self])


def kill_together(processes: Sequence[Process]) -> None:
    """End programs and their children in one moment (SIGKILL), and wait for their end."""
    for one in processes:
        with suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGKILL)
    for one in processes:
        one.process.wait()


class WebServer(Process):
    """Granian with the project's own options."""

    def __init__(self, environment: Mapping[str, str], log: Path, launch: Launch) -> None:
        self.port = free_port()
        command = [*GRANIAN, f"--host={HOST}", f"--port={self.port}"]
        super().__init__(command, environment, log, launch=launch)
        self.wait_until_up()

    def wait_until_up(self) -> None:
        wait_for_port(self.port)

    def restart(self) -> None:
        self.start()
        self.wait_until_up()


def worker(environment: Mapping[str, str], log: Path, launch: Launch) -> Process:
    """The delivery worker; it looks for work more often than by default, and sooner."""
    command = [*MANAGE, "clinic_deliver", "--loop", "--interval=0.3", "--skip-checks"]
    return Process(command, environment, log, launch=launch)


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


def manage(environment: Mapping[str, str], *arguments: str, program: Path = ROOT) -> str:
    """Run a management command to its end; RuntimeError with its last words if it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=program,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed: {done.stderr[-2000:]}")
    return done.stdout
