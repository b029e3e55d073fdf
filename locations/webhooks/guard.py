"""Where a webhook may go: to a public address, by https, and nowhere inside.

Who enters an address makes our server open a connection. Without a guard that reaches what only
our server can reach: the database's port, the metadata of the cloud, the router's admin. Names are
resolved once, and the connection goes to the address that was checked, so that a name cannot point
elsewhere a moment later.
"""

import re
import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from ..conf import clinic_settings

Address = IPv4Address | IPv6Address

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
DEFAULT_PORTS = {"https": 443, "http": 80}

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"({LABEL}\.)+{LABEL}")
# A name whose last part is a number is an address in one of its odd spellings (0177.1, 0x7f.1).
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Public by their number, and yet somebody's inside: Azure's own services, Oracle's metadata.
INSIDE = [ip_network("168.63.129.16/32"), ip_network("192.0.0.0/24")]
# IPv6 addresses that carry an IPv4 address in their last four bytes.
NAT64 = IPv6Network("64:ff9b::/96")
COMPATIBLE = IPv6Network("::/96")
# All of IPv6 that is given to anybody on the Internet.
GLOBAL_UNICAST = IPv6Network("2000::/3")


class Refused(Exception):
    """We do not connect there. `reason` is kept and shown; it repeats nothing of the address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: what to ask for, and of whom."""

    scheme: str
    host: str
    port: int
    path: str
    is_loopback: bool

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def check(url: str) -> Target:
    """Return what `url` means to us, as far as that can be said without asking for the name."""
    if not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise Refused("address: characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused("address: not one") from error
    is_loopback = clinic_settings.WEBHOOK_ALLOW_LOOPBACK and host in LOOPBACK_HOSTS
    if parts.scheme not in ({"https", "http"} if is_loopback else {"https"}):
        raise Refused("address: not https")
    if parts.username is not None or parts.password is not None:
        raise Refused("address: credentials")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if not is_loopback:
        _check_host(host)
        if port not in clinic_settings.WEBHOOK_PORTS:
            raise Refused("address: port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, is_loopback)


def resolve(target: Target, *, timeout: float) -> str:
    """Return the address to connect to. Each one that the name has must be public.

    Raises Refused, OSError as the resolver does, and TimeoutError.
    """
    found = _looked_up(target, timeout=timeout)
    if not target.is_loopback and not all(is_public(ip_address(each)) for each in found):
        raise Refused("address: not public")
    return found[0]


def is_public(address: Address) -> bool:
    """Is this an address on the Internet, rather than in some network of ours?"""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    if any(address.version == net.version and address in net for net in INSIDE):
        return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not special and not address.is_link_local


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 address, by whatever way it got there."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64 or (address in COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


def _check_host(host: str) -> None:
    if "%" in host:  # the zone of an address: another of this machine's networks
        raise Refused("address: host")
    try:
        literal = ip_address(host)
    except ValueError:
        if NAME.fullmatch(host) and not NUMBER.fullmatch(host.rpartition(".")[2]):
            return
        raise Refused("address: host") from None
    if not is_public(literal):
        raise Refused("address: not public")


def _looked_up(target: Target, *, timeout: float) -> list[str]:
    """Ask the resolver. It knows no timeout of its own, and it may be a stranger who is slow."""
    answers: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            answers.append([str(each[4][0]).partition("%")[0] for each in found])
        except (OSError, UnicodeError) as error:
            answers.append(error if isinstance(error, OSError) else OSError("name"))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout)
    if not answers:
        raise TimeoutError
    answer = answers[0]
    if isinstance(answer, OSError):
        raise answer
    if not answer:
        raise OSError("no address")
    return answer
