"""Loopback and its free ports."""

import socket
import time

HOST = "127.0.0.1"  # never the network


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for_port(port: int, *, seconds: float = 60) -> None:
    """Return when something listens; TimeoutError when nothing does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")
