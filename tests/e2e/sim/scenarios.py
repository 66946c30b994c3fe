"""A scenario for each command: what anybody would try first, and what they should see. `SCENARIOS` names them by their commands.

Sentences are free to change; what is asked for are the facts in them, who sees them, and what can be pressed.
"""

from collections.abc import Awaitable, Callable

from tests.e2e.sim.conftest import World

Scenario = Callable[[World], Awaitable[None]]
SCENARIOS: dict[str, Scenario] = {}

FEED, ALPHA, BETA = "Made-up News", "Alpha releases version 3.0", "Beta opens a wind tunnel"
CARD = ["Receipts", "More", "Save", "Less like this", "Report a bullet"]


def scenario(*names: str) -> Callable[[Scenario], Scenario]:
    """Tells which commands the function below tries."""

    def keep(deed: Scenario) -> Scenario:
        SCENARIOS.update(dict.fromkeys(names, deed))
        return deed

    return keep


@scenario("feed add")
async def a_feed_is_followed_and_its_stories_come(world: World) -> None:
    sim = world.sim
    offered = await sim.slash(sim.ada, "feed add", url=world.web.url("/feed"), backfill=2)
    assert offered.ephemeral
    assert FEED in offered.text
    assert offered.labels == ["Confirm", "Change", "Cancel"]

    done = await sim.click(sim.ada, offered, "Confirm")
    first, second = await world.post()

    assert FEED in done.text
    assert done.labels == []
    assert ALPHA in str(first.components) + str(second.components)
    assert BETA in str(first.components) + str(second.components)


@scenario("feed list", "feed show", "feed health", "feed pause", "feed resume")
async def a_feed_is_listed_shown_paused_and_resumed(world: World) -> None:
    await world.follow()
    sim = world.sim
    found = await sim.choices(sim.ada, "feed show", "feed", "made")
    (number,) = found.values()
    listed, health = await sim.slash(sim.ada, "feed list"), await sim.slash(sim.ada, "feed health")
    shown = await sim.slash(sim.ada, "feed show", feed=number)
    paused = await sim.slash(sim.ada, "feed pause", feed=number)
    listed_paused = await sim.slash(sim.ada, "feed list")
    resumed = await sim.slash(sim.ada, "feed resume", feed=number)

    assert all(FEED in each.text and each.ephemeral for each in (listed, shown, paused, resumed))
    assert "paused" in listed_paused.text.lower()
    assert health.ephemeral


@scenario("feed edit")
async def a_subscription_is_changed_by_its_form(world: World) -> None:
    await world.follow()
    sim = world.sim
    (number,) = (await sim.choices(sim.ada, "feed edit", "feed", "")).values()
    form = await sim.slash(sim.ada, "feed edit", feed=number)
    changed = await sim.submit(sim.ada, form, mode=["digest"], takeaways=["5"], channel=[sim.talk], mention=[])
    shown = await sim.slash(sim.ada, "feed show", feed=number)

    assert "takeaways" in form.fields
    assert changed.ephemeral
    assert "5 Key Takeaways" in shown.text


@scenario("feed remove")
async def a_feed_is_removed_and_brought_back(world: World) -> None:
    await world.follow()
    sim = world.sim
    (number,) = (await sim.choices(sim.ada, "feed remove", "feed", "")).values()
    asked = await sim.slash(sim.ada, "feed remove", feed=number)
    removed = await sim.click(sim.ada, asked, "Remove")
    empty = await sim.slash(sim.ada, "feed list")
    await sim.click(sim.ada, removed, "Undo")
    back = await sim.slash(sim.ada, "feed list")

    assert asked.labels == ["Remove", "Keep"]
    assert FEED not in empty.text
    assert FEED in back.text


@scenario("feed test")
async def a_feed_is_tried_without_a_post(world: World) -> None:
    await world.follow()
    sim = world.sim
    (number,) = (await sim.choices(sim.ada, "feed test", "feed", "")).values()
    tried = await sim.slash(sim.ada, "feed test", feed=number)

    assert tried.ephemeral
    assert ALPHA in tried.text
    assert sim.posts() == []


@scenario("feed export", "feed import")
async def a_list_of_feeds_goes_out_and_a_form_asks_for_one(world: World) -> None:
    await world.follow()
    sim = world.sim
    given = await sim.slash(sim.ada, "feed export")
    form = await sim.slash(sim.ada, "feed import")

    assert given.ephemeral
    assert [name.rsplit(".", 1)[-1] for name in given.files] == ["opml"]
    assert form.fields == ["file"]


@scenario("feed packs")
async def starter_packs_are_offered(world: World) -> None:
    sim = world.sim
    offered = await sim.choices(sim.ada, "feed packs", "pack", "")
    shown = await sim.slash(sim.ada, "feed packs")

    assert len(offered) >= 3
    assert shown.ephemeral
    assert all(name.split(maxsplit=1)[-1] in shown.text for name in offered)


@scenario("digest schedule", "digest show", "digest style", "digest now", "digest stop")
async def a_digest_has_its_hour_its_looks_and_its_end(world: World) -> None:
    await world.follow(mode="digest", backfill=2)
    sim = world.sim
    (zone,) = (await sim.choices(sim.ada, "digest schedule", "zone", "berlin", when="daily 08:30")).values()
    scheduled = await sim.slash(sim.ada, "digest schedule", when="daily 08:30", zone=zone)
    styled = await sim.slash(sim.ada, "digest style", voice="plain")
    shown = await sim.slash(sim.ada, "digest show")
    now = await sim.slash(sim.ada, "digest now")
    posts = await world.post()
    stopped = await sim.slash(sim.ada, "digest stop")

    assert all(each.ephemeral for each in (scheduled, styled, shown, now, stopped))
    assert "08:30" in scheduled.text
    assert "Europe/Berlin" in shown.text
    assert len(posts) == 1
    assert BETA in str(posts[0].components)


@scenario("filter add", "filter list", "filter test", "filter remove")
async def a_filter_is_added_tried_listed_and_removed(world: World) -> None:
    await world.follow(backfill=2)
    sim = world.sim
    added = await sim.slash(sim.ada, "filter add", action="deny", value="wind tunnel")
    tried = await sim.slash(sim.ada, "filter test")
    listed = await sim.slash(sim.ada, "filter list")
    (number,) = (await sim.choices(sim.ada, "filter remove", "filter", "wind")).values()
    removed = await sim.slash(sim.ada, "filter remove", filter=number)
    empty = await sim.slash(sim.ada, "filter list")

    assert all(each.ephemeral for each in (added, tried, listed, removed, empty))
    assert "wind tunnel" in listed.text
    assert "wind tunnel" not in empty.text
    assert "Beta" in tried.text


@scenario("why")
async def it_tells_why_something_was_posted(world: World) -> None:
    await world.follow(backfill=2)
    await world.post()
    sim = world.sim
    offered = await sim.choices(sim.ada, "why", "item", "beta")
    told = await sim.slash(sim.ada, "why", item=next(iter(offered.values())))

    assert told.ephemeral
    assert BETA in told.text


@scenario("tldr")
async def any_link_comes_down_to_its_takeaways_here_and_in_person(world: World) -> None:
    here = await world.sim.slash(world.sim.bob, "tldr", url=world.web.url("/Alpha"))
    there = await world.sim.in_person("tldr", url=world.web.url("/Alpha"))

    assert not here.ephemeral
    assert here.text.count("• ") == 3
    assert there.text == here.text


@scenario("Key takeaways")
async def the_menu_reads_a_message_s_link(world: World) -> None:
    sim = world.sim
    message = await sim.write(sim.ada, f"look at {world.web.url('/Alpha')}")
    told = await sim.menu(sim.bob, "Key takeaways", message)

    assert told.ephemeral
    assert told.text.count("• ") == 3


@scenario("latest", "search", "trending")
async def what_was_posted_is_found_again(world: World) -> None:
    await world.follow(backfill=2)
    sim = world.sim
    before = [await sim.slash(sim.bob, "latest"), await sim.slash(sim.bob, "search", query="hailstorms")]
    await world.post()
    latest, found = await sim.slash(sim.bob, "latest"), await sim.slash(sim.bob, "search", query="hailstorms")
    trending = await sim.slash(sim.bob, "trending", since="9y")
    feeds, topics = await sim.choices(sim.bob, "latest", "feed", "made"), await sim.choices(sim.bob, "search", "topic", "sec", query="x")

    assert all(BETA not in each.text for each in before)
    assert all(each.ephemeral for each in (*before, latest, found, trending))
    assert latest.text.count("• ") == 2
    assert "Beta" in found.text
    assert "Alpha" not in found.text
    assert list(feeds) == [FEED]
    assert "security" in topics.values()


@scenario("saved")
async def what_is_saved_is_kept_for_its_owner(world: World) -> None:
    await world.follow(backfill=1)
    (post,) = await world.post()
    sim = world.sim
    empty = await sim.slash(sim.bob, "saved")
    saved = await sim.click(sim.bob, post, "Save")
    kept, others = await sim.slash(sim.bob, "saved"), await sim.slash(sim.ada, "saved")

    assert all(each.ephemeral for each in (empty, saved, kept, others))
    assert "Alpha" in saved.text
    assert "Alpha" in kept.text
    assert "Alpha" not in empty.text + others.text


@scenario("bytebot about", "bytebot status", "bytebot help")
async def it_tells_who_it_is_how_it_is_and_what_it_can(world: World) -> None:
    await world.follow()
    sim = world.sim
    about, status, help_ = [await sim.slash(sim.bob, f"bytebot {name}") for name in ("about", "status", "help")]
    (topic,) = (await sim.choices(sim.bob, "bytebot help", "topic", "tldr")).values()
    about_one = await sim.slash(sim.bob, "bytebot help", topic=topic)

    assert all(each.ephemeral for each in (about, status, help_, about_one))
    assert "ByteBot" in about.text
    assert "1" in status.text
    assert "/feed add" not in help_.text.replace("</feed add", "")
    assert "`url`" in about_one.text


@scenario("bytebot follow", "bytebot following", "bytebot unfollow")
async def a_member_follows_in_person(world: World) -> None:
    await world.follow()
    sim = world.sim
    (number,) = (await sim.choices(sim.bob, "bytebot follow", "feed", "made")).values()
    followed = await sim.slash(sim.bob, "bytebot follow", feed=number)
    mine = await sim.in_person("bytebot following")
    (end,) = (await sim.choices(sim.bob, "bytebot unfollow", "what", "made")).values()
    ended = await sim.slash(sim.bob, "bytebot unfollow", what=end)
    nothing = await sim.in_person("bytebot following")

    assert all(FEED in each.text for each in (followed, mine, ended))
    assert FEED not in nothing.text
    assert len(sim.letters()) >= 1


@scenario("bytebot forget")
async def data_is_erased_after_a_question(world: World) -> None:
    await world.follow()
    sim = world.sim
    asked = await sim.slash(sim.ada, "bytebot forget", what="server")
    before = await sim.slash(sim.ada, "feed list")
    forgot = await sim.click(sim.ada, asked, "Confirm")
    after = await sim.slash(sim.ada, "feed list")

    assert asked.ephemeral
    assert asked.labels == ["Confirm", "Cancel"]
    assert forgot.labels == []
    assert FEED in before.text
    assert FEED not in after.text
