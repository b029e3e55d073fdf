"""Redis is dead, hangs, or is full."""

import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import redis

from .checker import Findings
from .faults import BARE_ERRORS, Fault
from .lab import Lab
from .ports import HOST, free_port, wait_for_port
from .processes import Process

SECONDS, QUICK_SECONDS = 20, 8
PLAIN = "django.core.cache.backends.redis.RedisCache"


class RedisServer(Process):
    """A Redis of our own, in memory only."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise LookupError("Redis is not installed (apt-get install redis-server)")
        self.port = free_port()
        command = [program, "--port", str(self.port), "--bind", HOST, "--save", ""]
        super().__init__([*command, "--dir", str(folder)], {})
        wait_for_port(self.port)
        self.url = f"redis://{HOST}:{self.port}/0"

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def limit(self, size: str) -> None:
        """Let it refuse what would take more memory than `size`."""
        with redis.Redis(port=self.port) as client:
            client.config_set("maxmemory-policy", "noeviction")
            client.config_set("maxmemory", size)


Trouble = Callable[[RedisServer], None]


def disturb(lab: Lab, *, begin: Trouble, end: Trouble, seconds: float, **unsafe: str) -> Findings:
    """Let visitors ask before, while and after Redis is in trouble."""
    server = RedisServer(lab.new_folder("redis"))
    try:
        with lab.clinic(CACHE_URL=server.url, **unsafe) as clinic:
            with clinic.visitors(pause=0.3) as visitors:
                visitors.wait_for(3)
                begin(server)
                time.sleep(seconds)
                end(server)
                visitors.wait_for(3)
            return clinic.findings(visitors.history)
    finally:
        server.signal(signal.SIGCONT)
        server.kill()


def nothing(_server: RedisServer) -> None:
    return


def kill(server: RedisServer) -> None:
    server.kill()


def revive(server: RedisServer) -> None:
    server.start()


def fill(server: RedisServer) -> None:
    server.limit("1")
    with redis.Redis(port=server.port) as client:
        client.flushall()  # so that everything has to be written again


def widen(server: RedisServer) -> None:
    server.limit("0")


def freeze(server: RedisServer) -> None:
    server.signal(signal.SIGSTOP)


def thaw(server: RedisServer) -> None:
    server.signal(signal.SIGCONT)


def faults(*, quick: bool) -> list[Fault]:
    seconds = QUICK_SECONDS if quick else SECONDS

    def fault(name: str, title: str, begin: Trouble, end: Trouble, unsafe: dict[str, str]) -> Fault:
        run = partial(disturb, begin=begin, end=end, seconds=seconds)
        words = "Django's own cache backend, and Django's own error page"
        calm = partial(disturb, begin=nothing, end=nothing, seconds=0, **unsafe)
        return Fault(name, title, f"{seconds} s", run, words, partial(run, **unsafe), calm)

    unsafe = {"FAULTS_CACHE": PLAIN} | BARE_ERRORS
    return [
        fault("redis-dead", "Redis killed (SIGKILL)", kill, revive, unsafe),
        fault("redis-hung", "Redis hangs (SIGSTOP)", freeze, thaw, unsafe),
        fault("redis-full", "Redis full (maxmemory, noeviction)", fill, widen, unsafe),
    ]
