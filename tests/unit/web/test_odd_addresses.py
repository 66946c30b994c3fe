"""Every odd spelling of a private address, up to the moment of connecting: the server behind it is never asked."""

import pytest

from bot.errors import FetchFailed, FetchTrouble
from bot.settings import WebSettings
from bot.web.client import Accept, WebClient
from tests.unit.web.site import Names, answer, site

SPELLINGS = [
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "017700000001",
    "0177.0.0.1", "0177.1", "127.0.0.0x1", "127.000.000.001", "0", "0.0.0.0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::127.0.0.1]", "[64:ff9b:1:ffff::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "[2001::1]", "[fe80::1%25lo]", "[fe80::1%lo]", "[::1%25lo]", "[::1%251]", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①",
    "127．0．0．1", "localhost", "LOCALHOST", "localhost.", "LocalHost.LocalDomain", "ⓛocalhost", "user@127.0.0.1",
    "user:word@127.0.0.1", "example.org@127.0.0.1", "example.org%40127.0.0.1", "127.0.0.1%2e", "%31%32%37.0.0.1",
    "127.0.0.1\\@example.org", "example.org\\@127.0.0.1", "127.0.0.1\t", "127\u00ad.0.0.1", "127\u200b.0.0.1",
    "10.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "2852039166",
    "0xa9fea9fe", "0251.0376.0251.0376", "168.63.129.16", "100.100.100.200", "192.0.0.192", "224.0.0.1",
    "255.255.255.255", "[ff02::1]", "metadata.google.internal", "metadata", "a.localhost", "leads-inside.example.org",
    "leads-inside-by-six.example.org", "leads-inside-by-nat.example.org", "leads-both-ways.example.org",
]  # fmt: skip


class Everywhere(Names):
    """A name service that leads nearly every name, and every number that is no plain address, to the server here."""

    async def resolve(self, host, port=0, family=0):
        return await Names({host: self.known.get(host, ("127.0.0.1",))}).resolve(host, port, family)


NAMES = Everywhere({
    "leads-inside.example.org": ("127.0.0.1",),
    "leads-inside-by-six.example.org": ("::1", "::ffff:127.0.0.1"),
    "leads-inside-by-nat.example.org": ("64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::"),
    "leads-both-ways.example.org": ("::ffff:7f00:1", "127.0.0.1", "0.0.0.0"),
})  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_a_private_address_reaches_it(spelling):
    async with site({"/": answer(200, b"inside")}) as inside:
        open_ports = WebSettings(allow_ports=(80, 443, inside.port), connect_timeout_s=2, total_timeout_s=3)
        async with WebClient(open_ports, version="1", resolver=NAMES) as web:
            with pytest.raises(FetchFailed) as caught:
                await web.fetch(f"http://{spelling}:{inside.port}/", accept=Accept.FEED)

        assert inside.asked == []
    assert caught.value.trouble in {FetchTrouble.PRIVATE, FetchTrouble.BAD_URL}


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_redirect_to_one_reaches_it_either(spelling):
    async with site({"/": answer(200, b"inside")}) as inside:
        async with site({"/": answer(302, Location=f"http://{spelling}:{inside.port}/")}) as front:
            settings = WebSettings(
                allow_networks=("front.example.org",), allow_ports=(80, front.port, inside.port), connect_timeout_s=2, total_timeout_s=3
            )
            async with WebClient(settings, version="1", resolver=NAMES) as web:
                with pytest.raises(FetchFailed) as caught:
                    await web.fetch(front.url(host="front.example.org"), accept=Accept.FEED)

        assert inside.asked == []
    assert caught.value.trouble in {FetchTrouble.PRIVATE, FetchTrouble.BAD_URL, FetchTrouble.BROKEN}


async def test_what_is_said_of_a_failure_holds_host_and_path_only():
    async with WebClient(WebSettings(), version="1", resolver=NAMES) as web:
        with pytest.raises(FetchFailed) as caught:
            await web.fetch("http://leads-inside.example.org/feed?key=s3cret#s3cret", accept=Accept.FEED)

    assert "leads-inside.example.org/feed" in str(caught.value)
    assert "s3cret" not in str(caught.value) + caught.value.said
