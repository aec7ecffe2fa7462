"""Which addresses a stranger's link may lead to, in whatever form they are written."""

import socket
import threading
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import connecting
from common.reach import carried, is_public
from data.imports import fetching

PRIVATE_4 = ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"]
FORMS = {
    "mapped": lambda value: (0xFFFF << 32) | value,
    "compatible": lambda value: value,
    "translated": lambda value: (0xFFFF << 48) | value,
    "nat64": lambda value: (0x64FF9B << 96) | value,
    "nat64 of one's own": lambda value: (0x64FF9B0001 << 80) | value,
    "6to4": lambda value: (0x2002 << 112) | (value << 80) | 1,
    "teredo": lambda value: (0x20010000 << 96) | (value ^ 0xFFFFFFFF),
    "isatap": lambda value: (0x2A01 << 112) | (0x5EFE << 32) | value,
    "isatap, universal": lambda value: (0x2A01 << 112) | (0x02005EFE << 32) | value,
}


@pytest.mark.parametrize(
    "address",
    [
        *PRIVATE_4, "192.0.0.192", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "203.0.113.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8",
        "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8", "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1", "64:ff9b:1::808:808", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
        "2002:a00:1::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1",
        "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "2a01:e0a::5efe:10.0.0.1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "193.252.1.1", "192.0.1.1", "2a01:e0a::1", "2606:4700::1111", "2001:41d0::1",
        "64:ff9b::808:808", "::ffff:8.8.8.8",
    ],
)  # fmt: skip
def test_what_is_public_is_not(address):
    assert is_public(address)


@given(value=st.integers(0, 2**32 - 1), form=st.sampled_from(sorted(FORMS)))
def test_no_dress_makes_an_old_address_more_public_than_it_is(value, form):
    plain, dressed = IPv4Address(value), IPv6Address(FORMS[form](value))
    assert not is_public(str(dressed)) or is_public(str(plain))


@given(
    private=st.sampled_from(PRIVATE_4), form=st.sampled_from(sorted(FORMS)), zone=st.sampled_from(["", "%1"])
)
def test_a_private_address_is_refused_in_every_dress(private, form, zone):
    assert not is_public(str(IPv6Address(FORMS[form](int(IPv4Address(private))))) + zone)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_passes_that_python_calls_private(number):
    if is_public(str(number)):
        assert (getattr(number, "ipv4_mapped", None) or number).is_global
        assert number.version == 4 or all(inside.is_global for inside in carried(number))


def test_the_address_that_is_judged_is_the_one_that_is_gone_to(monkeypatch):
    """A name whose answer changes between the check and the connection leads where the check saw it lead."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    gone_to = []

    def resolve(host, port, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def go(address, timeout):
        gone_to.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(connecting.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(connecting.socket, "create_connection", go)
    with pytest.raises(fetching.NotFetched, match="ne répond pas"):
        fetching.fetch("http://change.example/x.csv")
    assert gone_to == [("93.184.216.34", 80)]


def test_one_private_address_among_those_of_a_name_is_enough_to_refuse(monkeypatch):
    def resolve(host, port, **options):
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(connecting.socket, "getaddrinfo", resolve)
    with pytest.raises(fetching.NotFetched, match="privée"):
        fetching.fetch("http://two.example/x.csv")


@pytest.fixture
def trickling():
    """Serves once: a head, then a byte every twentieth of a second, a hundred times if nobody leaves."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            client.recv(65536)
            client.sendall(listener_head[0])
            for _ in range(100):
                if stop.wait(0.05):
                    return
                try:
                    client.sendall(b"x")
                except OSError:
                    left.set()
                    return

    listener_head, left = [b""], threading.Event()
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()

    def start(head: bytes) -> tuple[str, threading.Event]:
        listener_head[0] = head
        return f"http://127.0.0.1:{listener.getsockname()[1]}/annuaire.csv", left

    yield start
    stop.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"",
    ],
)
def test_a_byte_now_and_then_does_not_hold_a_worker(trickling, monkeypatch, head):
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.3)
    url, left = trickling(head)
    with pytest.raises(fetching.NotFetched, match="trop lent"):
        list(fetching.fetch(url, allow_private=True).chunks)
    assert left.wait(10)
