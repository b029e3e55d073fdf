"""`make serve`: what goes wrong is one line that says what to do; Ctrl-C leaves nothing behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cms import install
from home.demo import serve

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def port(taken_port) -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_taken_port_is_said_in_one_line(taken_port):
    with pytest.raises(serve.Failure, match=rf"^Port {taken_port} is not free .+make serve PORT="):
        serve.free_port(str(taken_port))


@pytest.mark.parametrize("text", ["", "web", "0", "-1", "65536"])
def test_port_that_is_no_port_is_said_in_one_line(text):
    with pytest.raises(serve.Failure, match=r"^PORT must be a number from 1 to 65535"):
        serve.free_port(text)


def test_free_port_is_taken_as_given(port):
    assert serve.free_port(str(port)) == port


def test_old_python_is_told_which_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    with pytest.raises(SystemExit, match=r"^Python 3\.11 or newer is needed, this is 3\.10\.13"):
        install.check_python()


def test_python_without_venv_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match=r"apt-get install python3\.\d+-venv$"):
        install.check_venv()


class Started:
    """A child that ends when it is told to."""

    code: int | None = None

    def poll(self) -> int | None:
        return self.code


def test_timer_runs_once_a_minute_one_at_a_time_and_after_a_failure(monkeypatch):
    started: list[Started] = []
    now = 1000.0
    monkeypatch.setattr(serve, "start", lambda _command: started.append(Started()) or started[-1])
    monkeypatch.setattr(serve.time, "monotonic", lambda: now)
    timer = serve.Timer(["publish"])
    timer.look()
    timer.look()
    assert len(started) == 1
    now += 61
    timer.look()
    assert len(started) == 1  # the first one is not through
    started[0].code = 1
    timer.look()
    assert timer.child is started[1]
    started[1].code = 0
    timer.look()
    assert len(started) == 2


@pytest.fixture
def demo(tmp_path, port) -> Iterator[subprocess.Popen]:
    environment = os.environ | {
        "PORT": str(port),
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }
    command = [sys.executable, "-m", "home.demo.serve"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=-1, stderr=-2, text=True
    ) as process:
        yield process
        process.kill()


def read_until(process: subprocess.Popen, text: str) -> str:
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def children_of(process: subprocess.Popen) -> set[int]:
    """The children and their children, as Linux lists them in /proc."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone since it was listed
            start, _, rest = path.read_text().rpartition(")")
            parents[int(start.split()[0])] = int(rest.split()[1])
    found = {process.pid}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process.pid}


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def status(port: int, path: str) -> int:
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    web.request("GET", path, headers={"Host": f"localhost:{port}"})
    answer = web.getresponse().status
    web.close()
    return answer


@pytest.mark.demo
def test_demo_serves_and_ctrl_c_leaves_nothing_behind(demo, port):
    shown = read_until(demo, "manager ")
    assert f"http://localhost:{port}/admin/" in shown
    assert [status(port, path) for path in ("/", "/admin/login/", "/dev/mail/")] == [200, 200, 200]
    children = children_of(demo)
    assert len(children) >= 2
    demo.send_signal(signal.SIGINT)
    last_words, _ = demo.communicate(timeout=30)
    assert demo.returncode == 0
    assert last_words.strip().endswith("Stopped.")
    assert "Traceback" not in shown + last_words
    assert not any(is_running(pid) for pid in children)
