"""From which network a request comes, as far as that can be known without trusting anybody.

What a visitor writes into X-Forwarded-For is worth nothing; what our own proxies added to it is.
"""

import ipaddress

from django.http import HttpRequest

from locations.conf import clinic_settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Whoever has one IPv6 address has the 2⁶⁴ beside it.
IPV6_PREFIX = 64


def network_of(request: HttpRequest) -> str:
    """Return the visitor's network, "203.0.113.7" or "2001:db8:1:2::/64"; "" when it is not known.

    An address that is not of the public Internet is a proxy that nobody told us of, or this very
    machine. It is not known then, because every visitor would seem to come from there.
    """
    address = _read(_nearest_stranger(request))
    if address is None or not address.is_global:
        return ""
    return str(address) if address.version == 4 else str(_whole(address))


def first_address_of(request: HttpRequest) -> str | None:
    """Return the first address of the network, also of one that is not public; None for none.

    For who counts tries to sign in: there, the machines of the clinic's own network count, too.
    """
    address = _read(_nearest_stranger(request))
    if address is None:
        return None
    return str(address) if address.version == 4 else str(_whole(address).network_address)


def _whole(address: Address) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network((address, IPV6_PREFIX), strict=False)


def _nearest_stranger(request: HttpRequest) -> str:
    """The address that the outermost of our proxies was asked from."""
    proxies = clinic_settings.NUM_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if proxies == 0 or not forwarded:
        return request.META.get("REMOTE_ADDR", "")
    hops = forwarded.split(",")
    return hops[-min(proxies, len(hops))]


def _read(text: str) -> Address | None:
    """An address as proxies write it: also “[2001:db8::1]:443” and “203.0.113.7:4711”."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
