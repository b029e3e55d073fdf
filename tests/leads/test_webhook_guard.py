"""Where a webhook must not go, and every way in which somebody may try to send it there."""

import socket
from ipaddress import ip_address
from threading import Event

import pytest

from locations.webhooks.guard import Refused, Target, check, is_public, resolve

INNER = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",  # metadata of most clouds
    "169.254.0.1",
    "100.64.0.1",  # carrier-grade NAT
    "100.100.100.200",  # metadata of Alibaba's cloud
    "168.63.129.16",  # inside Azure
    "192.0.0.192",  # metadata of Oracle's older cloud
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",  # 127.0.0.1 by NAT64
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",  # 127.0.0.1 by 6to4
    "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",  # Teredo to 10.0.0.1
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",  # metadata of Amazon's cloud
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "5f00::1",
]


@pytest.mark.parametrize("address", INNER)
def test_inner_address_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_address_on_the_internet_is_public(address):
    assert is_public(ip_address(address))


ATTACKS = [
    ("", "address: not https"),
    ("hooks.example.com", "address: not https"),
    ("//hooks.example.com/", "address: not https"),
    ("http://hooks.example.com/", "address: not https"),
    ("ftp://hooks.example.com/", "address: not https"),
    ("file:///etc/passwd", "address: not https"),
    ("gopher://127.0.0.1:6379/_FLUSHALL", "address: not https"),
    ("javascript:alert(1)", "address: not https"),
    ("http://localhost/", "address: not https"),
    ("http://127.0.0.1/", "address: not https"),
    ("https://", "address: host"),
    ("https:///path", "address: host"),
    ("https://localhost/", "address: host"),
    ("https://localhost./", "address: host"),
    ("https://intranet/", "address: host"),
    ("https://hooks.example.com./", "address: host"),
    ("https://hooks..example.com/", "address: host"),
    ("https://-hooks.example.com/", "address: host"),
    ("https://hooks_1.example.com/", "address: host"),
    ("https://%6c%6f%63%61%6c%68%6f%73%74/", "address: host"),
    ("https://user@hooks.example.com/", "address: credentials"),
    ("https://user:word@hooks.example.com/", "address: credentials"),
    ("https://@hooks.example.com/", "address: credentials"),
    ("https://hooks.example.com@127.0.0.1/", "address: credentials"),
    ("https://hooks.example.com:22/", "address: port"),
    ("https://hooks.example.com:6379/", "address: port"),
    ("https://hooks.example.com:80/", "address: port"),
    ("https://hooks.example.com:0/", "address: port"),
    ("https://hooks.example.com:99999/", "address: not one"),
    ("https://hooks.example.com:https/", "address: not one"),
    ("https://[::1/", "address: not one"),
    ("https://127.0.0.1/", "address: not public"),
    ("https://10.1.2.3/", "address: not public"),
    ("https://169.254.169.254/latest/meta-data/", "address: not public"),
    ("https://[::1]/", "address: not public"),
    ("https://[::ffff:127.0.0.1]/", "address: not public"),
    ("https://[fd00:ec2::254]/", "address: not public"),
    ("https://[fe80::1%25eth0]/", "address: host"),
    ("https://2130706433/", "address: host"),  # 127.0.0.1 as one number
    ("https://0x7f000001/", "address: host"),
    ("https://0x7f.0.0.1/", "address: host"),
    ("https://0177.0.0.1/", "address: host"),
    ("https://127.1/", "address: host"),
    ("https://127.0.0.0x1/", "address: host"),
    ("https://1.2.3.4.5/", "address: host"),
    ("https://127。0。0。1/", "address: characters"),
    ("https://１２７.0.0.1/", "address: characters"),
    ("https://ⓛocalhost/", "address: characters"),
    ("https://hooks.example.com\\@127.0.0.1/", "address: characters"),
    ("https://hooks.example.com/\r\nHost: inner", "address: characters"),
    ("https://hooks.example.com/a b", "address: characters"),
    ("https://hooks.example.com\t/", "address: characters"),
    ("https://hooks.example.com/\x00", "address: characters"),
    (" https://hooks.example.com/", "address: characters"),
]


@pytest.mark.parametrize(("url", "reason"), ATTACKS)
def test_address_is_refused(url, reason):
    with pytest.raises(Refused) as refusal:
        check(url)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (
            "https://hooks.example.com/clinic?x=1#top",
            ("hooks.example.com", 443, "/clinic?x=1", "hooks.example.com"),
        ),
        ("https://HOOKS.Example.com", ("hooks.example.com", 443, "/", "hooks.example.com")),
        (
            "https://hooks.example.com:8443/",
            ("hooks.example.com", 8443, "/", "hooks.example.com:8443"),
        ),
        ("https://xn--bcher-kva.example/", ("xn--bcher-kva.example", 443, "/", None)),
        ("https://8.8.8.8/", ("8.8.8.8", 443, "/", "8.8.8.8")),
        ("https://[2606:4700::1111]/", ("2606:4700::1111", 443, "/", "[2606:4700::1111]")),
    ],
)
def test_address_on_the_internet_is_taken(url, target):
    found = check(url)
    assert (found.host, found.port, found.path) == target[:3]
    assert found.host_header == (target[3] or found.host)


def test_other_ports_are_a_matter_of_the_settings(settings):
    settings.CLINIC = {**settings.CLINIC, "WEBHOOK_PORTS": (9443,)}
    assert check("https://hooks.example.com:9443/").port == 9443
    with pytest.raises(Refused):
        check("https://hooks.example.com/")


def test_this_machine_is_reached_only_when_the_settings_say_so(settings):
    settings.CLINIC = {**settings.CLINIC, "WEBHOOK_ALLOW_LOOPBACK": True}
    for url in ["http://127.0.0.1:8000/", "http://localhost:8000/", "https://[::1]:8000/"]:
        assert check(url).is_loopback
    for url in ["http://hooks.example.com/", "http://10.0.0.1/", "https://127.0.0.2/"]:
        with pytest.raises(Refused):
            check(url)


# Names


def a_resolver(*answers):
    """A stand-in for the resolver: each call gives the next answer."""
    left = list(answers)

    def getaddrinfo(host, port, *args, **kwargs):
        found = left.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    return getaddrinfo


NAMED = Target("https", "hooks.example.com", 443, "/", is_loopback=False)


@pytest.mark.parametrize("address", INNER)
def test_name_of_an_inner_address_is_refused(monkeypatch, address):
    monkeypatch.setattr(socket, "getaddrinfo", a_resolver([address]))
    with pytest.raises(Refused):
        resolve(NAMED, timeout=5)


def test_name_with_one_inner_address_among_others_is_refused(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", a_resolver(["8.8.8.8", "10.0.0.1"]))
    with pytest.raises(Refused):
        resolve(NAMED, timeout=5)


def test_name_that_changes_its_mind_is_asked_once(monkeypatch):
    """What is connected to is the address that was checked, not what the name says next."""
    monkeypatch.setattr(socket, "getaddrinfo", a_resolver(["8.8.8.8"], ["127.0.0.1"]))
    assert resolve(NAMED, timeout=5) == "8.8.8.8"


def test_loopback_setting_opens_no_other_name(monkeypatch, settings):
    settings.CLINIC = {**settings.CLINIC, "WEBHOOK_ALLOW_LOOPBACK": True}
    monkeypatch.setattr(socket, "getaddrinfo", a_resolver(["127.0.0.1"]))
    with pytest.raises(Refused):
        resolve(check("https://hooks.example.com/"), timeout=5)


def test_name_that_does_not_exist_is_a_fault_of_the_resolver(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(socket.gaierror):
        resolve(NAMED, timeout=5)


def test_silent_resolver_costs_a_timeout(monkeypatch):
    over = Event()

    def slow(*args, **kwargs):
        over.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    try:
        with pytest.raises(TimeoutError):
            resolve(NAMED, timeout=0.05)
    finally:
        over.set()
