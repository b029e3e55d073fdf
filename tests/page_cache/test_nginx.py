"""The example configuration of nginx, run by nginx itself before a site that says what it hears."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from locations.page_cache.noting import shared_cache_control

ROOT = Path(__file__).resolve().parents[2]
CONF = (ROOT / "examples/nginx/clinic.conf").read_text()
NAME = "clinic.example"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")
MAIN = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    types {{ text/css css; image/png png; }}
    {conf}
}}
"""

# For how many seconds nginx waits for more of a body, and how many may send at once, here.
PATIENCE, AT_ONCE = 2, 8

# A second, and a second more while a new one is fetched.
SHORT = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=1"

pytestmark = pytest.mark.skipif(
    not (NGINX and OPENSSL), reason="nginx or openssl is not installed: apt-get install nginx-light"
)


class Site(BaseHTTPRequestHandler):
    """Answers what it heard. A page is public, as ours are, unless who asks brings a cookie."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def do_GET(self) -> None:
        Site.asked.append(self.path)
        length = int(self.headers.get("Content-Length", 0))
        heard = {"headers": dict(self.headers), "bytes": len(self.rfile.read(length))}
        body = json.dumps(heard | {"number": len(Site.asked)}).encode()
        self.send_response(503 if self.path.startswith("/broken") else 200)
        if "Cookie" not in self.headers:
            self.send_header(
                "Cache-Control", SHORT if "short" in self.path else shared_cache_control(60)
            )
        self.send_header("Vary", "Accept-Language, Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Nginx:
    """nginx with the example, in which only ports and folders are others."""

    def __init__(self, folder: Path, site: int) -> None:
        self.folder, self.http, self.https = folder, free_port(), free_port()
        replaced = {
            "127.0.0.1:8000": f"127.0.0.1:{site}",
            "listen 80": f"listen 127.0.0.1:{self.http}",
            "listen 443": f"listen 127.0.0.1:{self.https}",
            "/var/cache/nginx/clinic": f"{folder}/cache",
            "/var/log/nginx": str(folder),
            "/etc/ssl/clinic": str(folder),
            "/srv/clinic": str(folder),
            "client_body_timeout 15s": f"client_body_timeout {PATIENCE}s",
            "clinic_each 60": f"clinic_each {AT_ONCE}",
        }
        conf = CONF
        for old, new in replaced.items():
            assert old in conf
            conf = conf.replace(old, new)
        main = folder / "nginx.conf"
        main.write_text(MAIN.format(folder=folder, conf=conf))
        command = [str(NGINX), "-c", str(main), "-p", str(folder), "-e", str(folder / "log")]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def connect(self) -> ssl.SSLSocket:
        """A visitor's connection by HTTPS."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=30)
        return context.wrap_socket(plain, server_hostname=NAME)

    def begin(self, path: str) -> ssl.SSLSocket:
        """Send two bytes of a thousand, and leave it at that."""
        slow = self.connect()
        head = f"POST {path} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000\r\n\r\n"
        slow.sendall(head.encode() + b"x=")
        return slow

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str):
        """The answer to a visitor by HTTPS, with its body as `text`."""
        web = http.client.HTTPSConnection("127.0.0.1", self.https, timeout=30)
        web.sock = self.connect()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        web.request(method, path, body=body, headers={"Host": NAME} | names)
        answer = web.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        web.close()
        return answer


@pytest.fixture(scope="module")
def nginx(site, tmp_path_factory) -> Iterator[Nginx]:
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    for name in ("static", "media", "private"):
        (folder / name).mkdir()
    (folder / "static/clinic.css").write_text("body {}")
    (folder / "static/clinic.css.gz").write_bytes(b"packed")
    (folder / "private/list.txt").write_text("secret")
    (folder / "media/documents").mkdir()
    for file in ("picture.png", "documents/plan.pdf"):
        (folder / "media" / file).write_bytes(b"x")
    (folder / "error-pages").mkdir()
    for number in (413, 503):
        (folder / f"error-pages/{number}.html").write_text(f"{number}: call 612-555-0100")
    key = [str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    key += ["-subj", f"/CN={NAME}", "-keyout", str(folder / "key.pem")]
    subprocess.run([*key, "-out", str(folder / "fullchain.pem")], check=True, capture_output=True)
    yield from running(folder, site)


@pytest.fixture(scope="module")
def lonely(nginx, tmp_path_factory) -> Iterator[Nginx]:
    """nginx before a site that does not answer, with the same files."""
    folder = tmp_path_factory.mktemp("lonely")
    folder.chmod(0o755)
    shutil.copytree(nginx.folder / "error-pages", folder / "error-pages")
    for name in ("key.pem", "fullchain.pem"):
        shutil.copy(nginx.folder / name, folder)
    yield from running(folder, free_port())


def running(folder: Path, site: int) -> Iterator[Nginx]:
    nginx = Nginx(folder, site)
    wait_for(nginx.https)
    yield nginx
    nginx.process.terminate()
    nginx.process.wait(30)


def wait_for(port: int) -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)


def heard(answer) -> dict[str, str]:
    return json.loads(answer.text)["headers"]


def test_site_hears_who_asks_from_nginx_and_not_from_the_visitor(nginx):
    lies = {"X_Forwarded_For": "1.2.3.4", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "a.b"}
    said = heard(nginx.ask("/heard/", **lies))
    assert said["Host"] == NAME
    assert said["X-Forwarded-For"] == "127.0.0.1"
    assert said["X-Forwarded-Proto"] == "https"
    assert "X-Forwarded-Host" not in said


def test_plain_http_leads_to_https_and_other_names_nowhere(nginx):
    web = http.client.HTTPConnection("127.0.0.1", nginx.http, timeout=30)
    web.request("GET", "/x/?a=1", headers={"Host": NAME})
    answer = web.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/x/?a=1")
    web.close()
    web.request("GET", "/", headers={"Host": "other.example"})
    with pytest.raises(http.client.RemoteDisconnected):
        web.getresponse()
    web.close()


def test_static_files_are_kept_for_ever_and_come_compressed(nginx):
    answer = nginx.ask("/static/clinic.css", Accept_Encoding="gzip")
    assert (answer.status, answer.text) == (200, "packed")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "public, immutable" in answer.headers.get_all("Cache-Control")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert nginx.ask("/static/clinic.css").text == "body {}"
    assert nginx.ask("/static/none.css").status == 404


@pytest.mark.parametrize("path", ["/media/../private/list.txt", "/media../private/list.txt"])
def test_private_files_are_not_served(nginx, path):
    assert "secret" not in nginx.ask(path).text


def test_documents_are_the_sites_to_give(nginx):
    """Some are for some people only; pictures are for everybody."""
    assert nginx.ask("/media/picture.png").status == 200
    assert nginx.ask("/media/documents/plan.pdf").status == 403


def test_page_that_is_over_is_not_shown_once_more(nginx):
    """However long nobody asked for it: what it says may be of this morning."""
    nginx.ask("/short/")
    time.sleep(3)
    assert nginx.ask("/short/").headers["X-Cache"] == "EXPIRED"


def test_page_is_kept_and_the_site_is_not_asked_again(nginx):
    first, second = nginx.ask("/page/"), nginx.ask("/page/")
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert first.text == second.text


def test_languages_are_kept_apart(nginx):
    assert nginx.ask("/apart/", Accept_Language="en").headers["X-Cache"] == "MISS"
    assert nginx.ask("/apart/", Accept_Language="es").headers["X-Cache"] == "MISS"
    assert nginx.ask("/apart/", Accept_Language="es").headers["X-Cache"] == "HIT"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/own/", {"Cookie": "sessionid=x"}),
        ("/own/", {"Authorization": "Basic YTpi"}),
        ("/own/?page=2", {}),
    ],
)
def test_somebody_is_answered_by_the_site_and_kept_for_nobody(nginx, path, headers):
    nginx.ask("/own/")
    for _ in range(2):
        assert nginx.ask(path, **headers).headers["X-Cache"] == "BYPASS"
    kept = nginx.ask("/own/")
    assert kept.headers["X-Cache"] == "HIT"
    assert not {"Cookie", "Authorization"} & set(heard(kept))


@pytest.mark.parametrize("path", ["/admin/", "/api/v3/site/", "/healthz"])
def test_these_are_never_kept(nginx, path):
    numbers = [json.loads(nginx.ask(path).text)["number"] for _ in range(2)]
    assert numbers[0] != numbers[1]


def test_form_is_never_kept(nginx):
    nginx.ask("/form/")
    sent = nginx.ask("/form/", method="POST", body=b"x=1")
    assert json.loads(sent.text)["bytes"] == 3
    assert sent.headers["X-Cache"] not in {"HIT", "STALE"}


@pytest.mark.parametrize("path", ["/admin/clinic/import/", "/admin/clinic/import/12/more/"])
def test_large_bodies_are_for_the_import_alone(nginx, path):
    large = b"x" * 27_000_000
    assert json.loads(nginx.ask(path, method="POST", body=large).text)["bytes"] == len(large)
    for other in ("/admin/login/", path + "x", "/admin/clinic/import/12/"):
        assert nginx.ask(other, method="POST", Content_Length=str(len(large))).status == 413


def test_pictures_are_for_the_admin_alone(nginx):
    picture = b"x" * 3_000_000
    path = "/admin/images/multiple/add/"
    assert json.loads(nginx.ask(path, method="POST", body=picture).text)["bytes"] == len(picture)
    assert nginx.ask("/form/", method="POST", body=b"x" * 1_000_000).status == 200
    refused = nginx.ask("/form/", method="POST", body=picture[:2_200_000])
    assert refused.status == 413


# No node answers.


@pytest.mark.parametrize("path", ["/", "/request/?q=1", "/admin/", "/api/v3/site/", "/media/../x"])
def test_who_asks_a_site_that_is_away_gets_the_numbers(lonely, path):
    answer = lonely.ask(path)
    assert (answer.status, answer.text) == (503, "503: call 612-555-0100")
    assert answer.headers["Retry-After"] == "30"


def test_who_sends_a_form_to_a_site_that_is_away_gets_the_numbers_and_can_go_back(lonely):
    """`no-store` would take from the browser what it keeps of the form."""
    answer = lonely.ask("/requests/5/", method="POST", body=b"message=hip")
    assert (answer.status, answer.text) == (503, "503: call 612-555-0100")
    assert "no-store" not in answer.headers["Cache-Control"]


def test_what_is_too_large_is_answered_with_the_numbers(nginx):
    refused = nginx.ask("/form/", method="POST", body=b"x" * 2_200_000)
    assert (refused.status, refused.text) == (413, "413: call 612-555-0100")


def test_what_the_site_answers_by_itself_goes_through(nginx):
    """Its own 503 has what was typed."""
    answer = nginx.ask("/broken/", method="POST", body=b"x=1")
    assert (answer.status, json.loads(answer.text)["bytes"]) == (503, 3)


def test_pages_for_errors_are_no_addresses(nginx):
    assert nginx.ask("/error-pages/503.html").status == 404


def test_without_these_pages_the_status_is_the_same(nginx, lonely):
    for folder in (nginx.folder, lonely.folder):
        (folder / "error-pages").rename(folder / "away")
    try:
        assert lonely.ask("/").status == 503
        assert nginx.ask("/form/", method="POST", body=b"x" * 2_200_000).status == 413
    finally:
        for folder in (nginx.folder, lonely.folder):
            (folder / "away").rename(folder / "error-pages")


def test_no_log_knows_who_asked_for_what(lonely):
    """A secret address, an address of the network, a referrer: upstream failures name them all."""
    page = {"Referer": f"https://{NAME}/?q=mysecretcomplaint"}
    lonely.ask("/requests/status/SECRETTOKEN/", **page)
    lonely.ask("/requests/status/SECRETTOKEN/", method="POST", body=b"x" * 2_200_000, **page)
    slow = [lonely.begin("/requests/status/SECRETTOKEN/") for _ in range(AT_ONCE)]
    assert lonely.ask("/requests/status/SECRETTOKEN/", **page).status == 429
    are_sent_away(slow)
    logs = "".join(path.read_text() for path in lonely.folder.glob("*log*"))
    assert not [word for word in ("SECRETTOKEN", "secret", "client:") if word in logs]


SLOW = ["/admin/login/", "/admin/clinic/import/", "/api/v3/clinic/", "/form/"]


def test_site_does_not_wait_for_who_sends_slowly(nginx):
    """A thread of the site would be held by each of them, and as many as it has threads stop it."""
    visitors = [nginx.begin(f"{path}?slow") for path in SLOW]
    assert nginx.ask("/healthz").status == 200
    are_sent_away(visitors)
    assert not [path for path in Site.asked if path.endswith("?slow")]


def test_one_address_has_only_so_many_requests_at_once(nginx):
    visitors = [nginx.begin("/form/") for _ in range(AT_ONCE)]
    assert nginx.ask("/page/").status == 429
    are_sent_away(visitors)
    assert nginx.ask("/page/").status == 200


def are_sent_away(visitors: list[ssl.SSLSocket]) -> None:
    """nginx has waited for long enough, and hangs up."""
    for visitor in visitors:
        assert visitor.recv(1) == b""
        visitor.close()
