"""A process that has loaded the site once, and forks from itself what is killed again and again.

A start costs ten seconds on a slow core: an interpreter, the imports, and what the first answer
loads. A fork costs a moment and leaves out nothing else: it runs the same command line as any other
start, `python -m granian …` or `python manage.py clinic_deliver …`, which opens the database and
the port by itself. The process that forks holds neither a connection nor a thread.
"""

import ctypes
import json
import os
import runpy
import shutil
import socket
import sys
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.http import HttpRequest

from home.demo.serve import die_with_parent

from .form import form_in
from .processes import Child, start
from .visitors import FORM, answers_of

PR_SET_CHILD_SUBREAPER = 36


class Preloaded:
    """The side of the run: starts such a process, and asks it for forks."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.environment, self.lock = dict(environment), threading.Lock()
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "bench.faults.preloaded", str(theirs.fileno())]
        with ours, theirs, open(log, "ab") as said:
            self.process = start(command, self.environment, said, pass_fds=[theirs.fileno()])
            self.talk = ours.makefile("rw")
        self._answer()

    def launch(self, command: list[str], environment: Mapping[str, str], log: IO[bytes]) -> Child:
        """Fork a process that runs a command line of Python and leads a group of its own."""
        if environment != self.environment:
            raise ValueError("the site was loaded with another environment")
        return ForkedChild(self, self.ask(fork=command[1:], log=log.name))

    def ask(self, **what: Any) -> int:
        with self.lock:
            print(json.dumps(what), file=self.talk, flush=True)
            return self._answer()

    def _answer(self) -> int:
        line = self.talk.readline()
        if not line:
            raise RuntimeError("the process that forks has ended")
        return int(line)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.talk.close()


class ForkedChild:
    """What was forked, as `subprocess.Popen` shows what it has started."""

    def __init__(self, parent: Preloaded, pid: int) -> None:
        self.parent, self.pid = parent, pid

    def poll(self) -> int | None:
        """0 if it has ended, None if it lives."""
        return 0 if self.parent.ask(is_over=self.pid) else None

    def wait(self) -> int:
        """Return when the process and all that it had started have ended."""
        return self.parent.ask(wait=self.pid)


def main() -> None:
    """The side of the site: load it, then do what is asked until nobody asks any more."""
    # Who loses its parent becomes our child: so we know when it has let go of the database.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    load()
    with socket.socket(fileno=int(sys.argv[1])) as end, end.makefile("rw") as talk:
        print(os.getpid(), file=talk, flush=True)
        for line in talk:
            print(done(**json.loads(line)), file=talk, flush=True)


def load() -> None:
    """Import the site, and let it do once what will be asked of it, on a copy of the database."""
    import cms.wsgi  # noqa: F401  sets Django up

    with a_copy_of_the_database():
        rehearse()
        for thread in threading.enumerate():  # the control that stores behind its answer
            if thread is not threading.current_thread():
                thread.join(timeout=10)
    sys.stdout.flush()  # or each fork says it again
    if threading.active_count() > 1:
        raise RuntimeError(f"a fork would lose {threading.enumerate()}")


@contextmanager
def a_copy_of_the_database() -> Iterator[None]:
    """Afterwards neither the copy is left, nor a connection, nor what a cache took from it."""
    from django.core.cache import cache
    from django.db import connection

    with TemporaryDirectory() as folder:
        own, copy = connection.settings_dict["NAME"], Path(folder) / "db.sqlite3"
        shutil.copyfile(own, copy)
        connection.settings_dict["NAME"] = str(copy)
        yield
        connection.close()
        connection.settings_dict["NAME"] = own
        cache.clear()


def rehearse() -> None:
    """A visitor opens the form and sends it, and the worker tells the desk and the visitor."""
    from django.core.management import call_command
    from django.test import RequestFactory

    from cms.wsgi import django_application

    def answered(request: HttpRequest) -> str:
        answer = django_application(request.environ, lambda *_head: None)
        text = b"".join(answer).decode()
        answer.close()
        return text

    visitor, key = RequestFactory(SERVER_NAME="localhost"), uuid.uuid4().hex
    form = form_in(answered(visitor.get(FORM)))
    if form is None:
        raise RuntimeError("the form was not found on the request page")
    answered(visitor.post(form.action, form.filled(answers_of(key), key=key)))
    call_command("clinic_deliver")


def done(*, fork: list[str] | None = None, log: str = "", wait: int = 0, is_over: int = 0) -> int:
    if fork:
        return forked(fork, log)
    return waited(wait) if wait else ended(is_over)


def forked(arguments: list[str], log: str) -> int:
    """Return the number of a new process, which runs `python *arguments` to its end."""
    if pid := os.fork():
        os.setpgid(pid, pid)  # here, too: whoever hears its number may kill it at once
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        die_with_parent()
        said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for number, end in enumerate([os.open(os.devnull, os.O_RDONLY), said, said]):
            os.dup2(end, number)
        run(arguments)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def run(arguments: list[str]) -> None:
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")


def waited(leader: int) -> int:
    """Return when nobody of a process's group lives any more."""
    try:
        while True:
            os.waitpid(-leader, 0)
    except ChildProcessError:
        return 0


def ended(pid: int) -> int:
    """1 if the process has ended, 0 if it lives."""
    try:
        return int(os.waitpid(pid, os.WNOHANG)[0] == pid)
    except ChildProcessError:
        return 1


if __name__ == "__main__":
    main()
