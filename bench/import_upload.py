"""How much memory the web server needs for an upload of 100 MB on the page “Import articles”.

    make serve                                             # in another terminal
    .venv/bin/python bench/import_upload.py [--megabytes 100] [--steps 20] [ADDRESS]

Signs in to the demo as its practitioner, uploads a WordPress export of that size, then posts the
steps of the progress bar as the page's script does, and prints what the bar says and the peak of
the largest process of the server. Linux only: it reads /proc.
"""

import argparse
import http.client
import json
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from wxr_memory import _write

BOUNDARY = "----clinic-bench"
WHO = {"username": "katie", "password": "demo-clinic"}


class Browser:
    """Keeps cookies, and follows nothing by itself."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.origin = address.rstrip("/")
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, body: object = None, **headers: str) -> tuple[str, str]:
        """Return the text of the answer, and where it leads."""
        link = http.client.HTTPConnection(self.host, timeout=600)
        known = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        link.request(method, path, body, {"Cookie": known, "Referer": self.origin, **sent})
        answer = link.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = answer.read().decode()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status}")
        return text, answer.getheader("Location") or ""

    def token(self, path: str) -> str:
        text, _to = self.send("GET", path)
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text).group(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://localhost:8000")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    port = urlsplit(options.address).port or 80
    browser = Browser(options.address)
    form = urlencode(WHO | {"csrfmiddlewaretoken": browser.token("/admin/login/")})
    browser.send("POST", "/admin/login/", form, Content_Type="application/x-www-form-urlencoded")
    print(f"signed in; peak of the server {_peak(port):.0f} MB", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xml"
        _write(path, options.megabytes * 1_000_000)
        where = _upload(browser, path, port)
    _go_on(browser, where, options.steps, port)


def _upload(browser: Browser, path: Path, port: int) -> str:
    started = time.monotonic()
    page = "/admin/clinic/import/"
    fields = {"csrfmiddlewaretoken": browser.token(page), "text": ""}
    head = "".join(_field(*field) for field in fields.items()) + _file_head(path.name)
    tail = f"\r\n--{BOUNDARY}--\r\n"
    length = len(head) + path.stat().st_size + len(tail)
    headers = {
        "Content_Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content_Length": str(length),
    }
    _text, where = browser.send("POST", page, _body(head, path, tail), **headers)
    if not where:
        raise SystemExit("The upload was refused.")
    print(
        f"uploaded {path.stat().st_size / 1e6:.0f} MB in {time.monotonic() - started:.0f} s,"
        f" leads to {where}; peak of the server {_peak(port):.0f} MB",
        flush=True,
    )
    return where


def _body(head: str, path: Path, tail: str) -> Iterator[bytes]:
    yield head.encode()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            yield part
    yield tail.encode()


def _field(name: str, value: str) -> str:
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


def _file_head(name: str) -> str:
    what = f'Content-Disposition: form-data; name="uploads"; filename="{name}"'
    return f"--{BOUNDARY}\r\n{what}\r\nContent-Type: text/xml\r\n\r\n"


def _go_on(browser: Browser, where: str, steps: int, port: int) -> None:
    """Post steps as the script of the page does, until the bar is full or `steps` are done."""
    token = browser.token(where)
    started = time.monotonic()
    for number in range(1, steps + 1):
        text, _to = browser.send(
            "POST",
            where,
            urlencode({"csrfmiddlewaretoken": token}),
            Content_Type="application/x-www-form-urlencoded",
            Accept="application/json",
        )
        state = json.loads(text)
        print(
            f"step {number}: {state['percent']} % “{state['said']}”,"
            f" {time.monotonic() - started:.0f} s; peak of the server {_peak(port):.0f} MB",
            flush=True,
        )
        if state["url"]:
            break


def _peak(port: int) -> float:
    """The most that any process of the server at this port ever had in memory, in MB."""
    peaks = [0.0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--port={port}" in (process / "cmdline").read_text():
                status = (process / "status").read_text()
                peaks.append(int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1000)
        except (OSError, AttributeError):  # it ended, or it is no process of ours
            continue
    return max(peaks)


if __name__ == "__main__":
    main()
