"""nginx before several web servers, with a configuration of its own in a folder."""

import shutil
from pathlib import Path

from .ports import HOST, free_port, wait_for_port
from .processes import Process

# A request that a dying node did not answer is sent to the other one, though it is a POST: each
# form carries a key, under which it is stored once (docs/operations.md). Failures are not counted
# (max_fails=0): nginx would answer 502 by itself while one node is dead and the other one slow.
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream clinic {{
        {servers}
    }}
    server {{
        listen {host}:{port};
        location / {{
            proxy_pass http://clinic;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_connect_timeout 2s;
            {retries}
        }}
    }}
}}
"""
RETRIES = "proxy_next_upstream error timeout non_idempotent;"
NO_RETRIES = "proxy_next_upstream off;"


class Nginx(Process):
    """Listens on `port`; asks the nodes in turn, and the other one if one is dead."""

    def __init__(self, folder: Path, ports: list[int], *, retries: bool = True) -> None:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        if not Path(program).exists():
            raise LookupError("nginx is not installed (apt-get install nginx-light)")
        self.port = free_port()
        servers = "\n".join(f"server {HOST}:{port} max_fails=0;" for port in ports)
        text = CONFIGURATION.format(
            folder=folder,
            host=HOST,
            port=self.port,
            servers=servers,
            retries=RETRIES if retries else NO_RETRIES,
        )
        file = folder / "nginx.conf"
        file.write_text(text)
        log = folder / "nginx.log"
        super().__init__([program, "-c", str(file), "-e", str(log)], {}, log)
        wait_for_port(self.port)
