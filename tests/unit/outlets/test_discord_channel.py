"""Posts in a Discord channel, with a channel made for the test. The real client over HTTP is tried elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.errors import ChannelClosed, MessageGone, SendFailed, SendRefused
from bot.model.delivery import Panel, Post, Sent
from bot.model.subscription import OutletName, Target
from bot.outlets.discord_channel import DiscordOutlet
from bot.outlets.unseen import REFUSALS

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TARGET = Target(outlet=OutletName.DISCORD, channel=42, guild=7)
POST = Post(code="BB-1", panels=(Panel(body="Beep!"), Panel(title="T", url="https://e.example/", body="b", colour=1, footer="unit BB-1")))
KEY = aiohttp.client_reqrep.ConnectionKey("discord.example", 443, True, True, None, None, None)


class Channel:
    """Keeps what is sent, gives a history, or fails as told."""

    def __init__(self, *, failure: Exception | None = None, slow: bool = False, history: tuple[object, ...] = ()) -> None:
        self.failure = failure
        self.slow = slow
        self.past = history
        self.sent: list[dict[str, Any]] = []
        self.asked: dict[str, Any] = {}

    async def send(self, **message: Any) -> object:
        self.sent.append(message)
        if self.slow:
            await asyncio.sleep(5)
        if self.failure:
            raise self.failure
        return SimpleNamespace(id=99)

    async def history(self, **asked: Any) -> AsyncIterator[object]:
        self.asked = asked
        if self.failure:
            raise self.failure
        for message in self.past:
            yield message


class Client:
    """As much of `discord.Client` as the outlet uses."""

    def __init__(self, channel: Channel, *, closed: bool = False) -> None:
        self.channel = channel
        self.closed = closed
        self.user = SimpleNamespace(id=1)
        self.places: list[tuple[int, int | None]] = []

    def is_closed(self) -> bool:
        return self.closed

    def is_ready(self) -> bool:
        return False

    def get_channel(self, channel: int) -> None:
        """Not in the cache, as for a bot that has just started."""

    def get_partial_messageable(self, channel: int, *, guild_id: int | None) -> Channel:
        self.places.append((channel, guild_id))
        return self.channel


def outlet_to(channel: Channel, *, closed: bool = False, timeout_s: float = 5) -> DiscordOutlet:
    return DiscordOutlet(cast("discord.Client", Client(channel, closed=closed)), per_second=1000, timeout_s=timeout_s)


def answer(
    status: int, code: int = 0, *, kind: type[discord.HTTPException] = discord.HTTPException, **headers: str
) -> discord.HTTPException:
    response = cast(
        "aiohttp.ClientResponse", SimpleNamespace(status=status, reason="", headers={k.replace("_", "-"): v for k, v in headers.items()})
    )
    return kind(response, {"code": code, "message": "no"})


def message(author: int, footer: str | None, *, id: int = 5) -> object:  # noqa: A002  Discord's name for it
    embed = discord.Embed(title="x")
    if footer:
        embed.set_footer(text=footer)
    return SimpleNamespace(id=id, author=SimpleNamespace(id=author), embeds=[discord.Embed(title="first"), embed], components=[])


async def test_a_post_becomes_embeds_under_its_nonce_and_mentions_nobody():
    channel = Channel()

    made = await outlet_to(channel).send(TARGET, POST, nonce="n1")

    (sent,) = channel.sent
    first, last = (embed.to_dict() for embed in sent["embeds"])
    assert made == Sent(message="99")
    assert (sent["nonce"], sent["allowed_mentions"].to_dict()) == ("n1", {"parse": []})
    assert first["description"] == "Beep!"
    assert not {"title", "url", "footer", "color"} & set(first)
    assert (last["title"], last["url"], last["color"], last["footer"]) == ("T", "https://e.example/", 1, {"text": "unit BB-1"})


async def test_a_post_goes_to_the_targets_channel():
    client = Client(Channel())

    await DiscordOutlet(cast("discord.Client", client), per_second=1000).send(TARGET, POST, nonce="n")

    assert client.places == [(42, 7)]


@pytest.mark.parametrize(
    "failure",
    [
        answer(403, 50001, kind=discord.Forbidden), answer(403, 50013, kind=discord.Forbidden), answer(404, 10003, kind=discord.NotFound),
        answer(403, 50007, kind=discord.Forbidden), answer(400, 50083), answer(400, 160005), answer(400, 40067),
        answer(404, kind=discord.NotFound),
    ],
)  # fmt: skip
async def test_a_closed_channel_is_told_from_a_bad_post(failure):
    with pytest.raises(ChannelClosed, match=str(failure.code)):
        await outlet_to(Channel(failure=failure)).send(TARGET, POST, nonce="n")


async def test_until_the_gateway_has_told_what_there_is_refusals_put_others_off_for_seconds_only():
    outlet = outlet_to(Channel(failure=answer(404, 10003, kind=discord.NotFound)))
    for _ in range(REFUSALS):
        with pytest.raises(ChannelClosed):
            await outlet.send(TARGET, POST, nonce="n")

    with pytest.raises(SendFailed) as caught:
        await outlet.send(TARGET, POST, nonce="n")

    assert caught.value.retry_after_s == 10


async def test_a_bad_post_is_refused_for_good():
    with pytest.raises(SendRefused, match="50035"):
        await outlet_to(Channel(failure=answer(400, 50035))).send(TARGET, POST, nonce="n")


@pytest.mark.parametrize(
    ("failure", "uncertain", "retry_after_s"),
    [
        (answer(500, kind=discord.DiscordServerError), True, None),
        (answer(503, kind=discord.DiscordServerError), True, None),
        (answer(429, Retry_After="7.5"), False, 7.5),
        (answer(429, Retry_After="soon"), False, 60),
        (answer(429), False, 60),
        (answer(401), False, 60),
        (answer(400, 30046), False, 900),
        (answer(400, 20016, Retry_After="9"), False, 9),
        (answer(408), False, None),
        (discord.RateLimited(12), False, 12),
        (aiohttp.ClientConnectorError(KEY, OSError("refused")), False, None),
        (aiohttp.ServerDisconnectedError(), True, None),
        (ConnectionResetError(104, "reset"), True, None),
    ],
)
async def test_a_failure_says_whether_the_post_may_have_arrived_and_when_to_try_again(failure, uncertain, retry_after_s):
    with pytest.raises(SendFailed) as caught:
        await outlet_to(Channel(failure=failure)).send(TARGET, POST, nonce="n")

    assert (caught.value.uncertain, caught.value.retry_after_s) == (uncertain, retry_after_s)
    assert caught.value.__cause__ is failure


async def test_a_silent_discord_is_a_failure_in_time():
    with pytest.raises(SendFailed, match="too long"):
        await outlet_to(Channel(slow=True), timeout_s=0.02).send(TARGET, POST, nonce="n")


async def test_posts_go_out_at_our_own_rate_however_many_there_are():
    channel = Channel()
    outlet = DiscordOutlet(cast("discord.Client", Client(channel)), per_second=20)
    began = asyncio.get_running_loop().time()

    await asyncio.gather(*(outlet.send(TARGET, POST, nonce=str(number)) for number in range(10)))

    assert len(channel.sent) == 10
    assert asyncio.get_running_loop().time() - began > 0.2  # five at once, then 20 a second


async def test_a_closed_client_sends_nothing():
    channel = Channel()

    with pytest.raises(SendFailed, match="not taken"):
        await outlet_to(channel, closed=True).send(TARGET, POST, nonce="n")

    assert channel.sent == []


async def test_a_bug_is_not_dressed_up_as_a_failure():
    with pytest.raises(ZeroDivisionError):
        await outlet_to(Channel(failure=ZeroDivisionError())).send(TARGET, POST, nonce="n")


async def test_our_own_message_with_the_code_is_found():
    channel = Channel(history=(message(1, None), message(2, "unit BB-1", id=6), message(1, "Bye · unit BB-1", id=8)))

    assert await outlet_to(channel).find(TARGET, code="BB-1", since=NOW) == Sent(message="8")


async def test_a_message_of_somebody_else_or_with_another_code_is_not_ours():
    channel = Channel(history=(message(2, "unit BB-1"), message(1, "unit BB-2")))

    assert await outlet_to(channel).find(TARGET, code="BB-1", since=NOW) is None


async def test_the_search_starts_a_day_earlier_since_clocks_may_be_set_wrong():
    channel = Channel()

    await outlet_to(channel).find(TARGET, code="BB-1", since=NOW)

    assert channel.asked == {"limit": 2000, "after": NOW - timedelta(hours=25), "oldest_first": False}


async def test_a_search_that_fails_says_so():
    with pytest.raises(ChannelClosed, match="50001"):
        await outlet_to(Channel(failure=answer(403, 50001, kind=discord.Forbidden))).find(TARGET, code="BB-1", since=NOW)


async def test_a_message_that_somebody_deleted_is_not_made_again():
    with pytest.raises(MessageGone):
        await outlet_to(Channel(failure=answer(404, 10008, kind=discord.NotFound))).send(TARGET, POST, nonce="n")


@pytest.mark.parametrize(
    "panels",
    [
        (),
        (Panel(footer="unit BB-1"),),
        (Panel(body="x" * 4097),),
        (Panel(title="x" * 257),),
        (Panel(body="x"),) * 11,
        (Panel(body="x" * 3001),) * 2,
        (Panel(body="😀" * 2049),),
    ],
)
async def test_a_post_over_discords_limits_is_refused_before_anything_is_asked(panels):
    channel = Channel()

    with pytest.raises(SendRefused):
        await outlet_to(channel).send(TARGET, Post(code="BB-1", panels=panels), nonce="n")

    assert channel.sent == []


async def test_a_busy_channel_is_read_from_the_time_of_the_try_too():
    class Busy(Channel):
        async def history(self, **asked: Any) -> AsyncIterator[object]:
            for _ in range(asked["limit"] if not asked["oldest_first"] else 0):
                yield message(2, None)
            if asked["oldest_first"]:
                yield message(1, "unit BB-1", id=8)

    assert await outlet_to(Busy()).find(TARGET, code="BB-1", since=NOW) == Sent(message="8")


@pytest.mark.parametrize(("thread", "kind"), [(None, ChannelClosed), ("77", MessageGone)])
async def test_a_forums_deleted_thread_does_not_close_the_forum(thread, kind):
    class Gone(Channel):
        def get_partial_message(self, _message: int) -> "Gone":
            return self

        async def edit(self, **_shown: Any) -> None:
            raise answer(404, 10003, kind=discord.NotFound)

    with pytest.raises(kind):
        await outlet_to(Gone()).edit(TARGET, Sent(message="99", thread=thread), POST)
