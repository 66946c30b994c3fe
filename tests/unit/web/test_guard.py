"""Which addresses may be fetched, by their spelling and by where they lead."""

import socket

import pytest

from bot.errors import FetchFailed, FetchTrouble
from bot.settings import WebSettings
from bot.web.guard import AddressRefused, Guard


def guard(*allowed: str) -> Guard:
    return Guard.from_settings(WebSettings(allow_networks=allowed))


def verdict(url: str, *allowed: str) -> str:
    try:
        guard(*allowed).check_url(url)
    except FetchFailed as refused:
        return refused.trouble
    return "fine"


def opened(address: str, *allowed: str, port: int = 443) -> str:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        guard(*allowed).open_socket((family, socket.SOCK_STREAM, 6, "", (address, port))).close()
    except AddressRefused as refused:
        return refused.trouble
    return "fine"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org", "http://example.org:8080/feed?x=1#y", "https://münchen.example/", "https://xn--mnchen-3ya.example/",
        "https://ニュース.example/", "http://8.8.8.8/", "http://[2606:4700::1111]:8443/", "https://example.org./",
        "https://a_b.example.org/feed", "https://example.org/a%20b",
    ],
)  # fmt: skip
def test_ordinary_addresses_pass(url):
    assert verdict(url) == "fine"


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org/feed", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///x",
        "http://[::1",
        "https://user@example.org/", "https://user:word@example.org/", "https://example.org\\@evil.example/",
        "https://example.org/\r\nX: 1",
        "https://example.org:22/", "https://example.org:99999/", "https://example.org:0/", "https://8.8.8.8:25/", "http://127.1/",
        "http://0x7f.0.0.1/", "http://0177.0.0.0x1/", "http://ex ample.org/", "http://１２７.０.０.１/", "http://a..example/", "http://.example.org/",
        "http://[fe80::1%25eth0]/", "http://%31%32%37.0.0.1/", "https://example.org/\ud800", "https://exa\u200dmple.org/",
        "https://example.org/" + "x" * 2048, "http://1.2.3.4.5/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url):
    assert verdict(url) == FetchTrouble.BAD_URL


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://printer.local/", "http://db.internal/", "http://nas.lan/",
        "http://x.home.arpa/", "http://abc.onion/", "http://intranet/", "http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/", "http://0.0.0.0/", "http://[fd00::1]/", "http://127.0.0.1:22/",
    ],
)  # fmt: skip
def test_private_names_and_addresses_are_refused(url):
    assert verdict(url) == FetchTrouble.PRIVATE


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:5000/", "127.0.0.0/8"),
        ("http://10.1.2.3:9/", "10.1.2.3"),
        ("http://[::1]:9/", "::1"),
        ("http://[::ffff:10.1.2.3]/", "10.0.0.0/8"),
        ("http://localhost:5000/", "127.0.0.0/8"),
        ("http://localhost:5000/", "::1"),
        ("http://wiki.example.lan:9000/", "wiki.example.lan"),
        ("http://WIKI:9000/", "wiki"),
        ("http://wiki.example.org:9000/", "10.0.0.0/8"),
    ],
)
def test_the_operator_may_list_networks_and_hosts_on_any_port(url, allowed):
    assert verdict(url, allowed) == "fine"


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://10.2.0.1/", "10.1.0.0/16"),
        ("http://localhost/", "10.0.0.0/8"),
        ("http://127.0.0.1/", "localhost"),
        ("http://other.lan/", "wiki.lan"),
        ("http://x.wiki.lan/", "wiki.lan"),
        ("http://wiki.lan/", "10.0.0.0/8"),
    ],
)
def test_a_list_opens_no_more_than_it_names(url, allowed):
    assert verdict(url, allowed) == FetchTrouble.PRIVATE


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses_get_a_socket(address):
    assert opened(address) == "fine"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.8", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::10.1.2.3", "::ffff:10.1.2.3", "::ffff:0:10.1.2.3", "64:ff9b::10.1.2.3", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "3fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_no_private_address_gets_a_socket(address):
    assert opened(address) == FetchTrouble.PRIVATE


def test_a_listed_network_gets_a_socket_on_any_port():
    assert opened("10.1.2.3", "10.0.0.0/8", port=9999) == "fine"
    assert opened("::ffff:10.1.2.3", "10.0.0.0/8", port=9999) == "fine"


def test_a_public_address_gets_no_socket_on_an_odd_port():
    assert opened("8.8.8.8", port=22) == FetchTrouble.BAD_URL


def test_a_listed_name_opens_private_addresses_only_while_it_is_asked():
    told = guard("wiki.lan")
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 9999))

    with told.request_to("Wiki.lan"):
        told.open_socket(info).close()

    with pytest.raises(AddressRefused):
        told.open_socket(info)
    with told.request_to("other.lan"), pytest.raises(AddressRefused):
        told.open_socket(info)


def test_every_socket_is_opened_by_the_guard_so_it_is_of_the_family_asked_for():
    with guard().open_socket((socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1111", 443, 0, 0))) as made:
        assert made.family == socket.AF_INET6
