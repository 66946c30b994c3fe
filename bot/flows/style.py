"""A channel's wishes in: how its posts look and sound from now on. What was posted keeps its look."""

from dataclasses import dataclass, replace
from typing import Final

from bot.catalogue import say
from bot.errors import Refused
from bot.flows.app import App
from bot.model.delivery import Style
from bot.model.subscription import Channel, Look, Target
from bot.store import subscriptions

LANGUAGES: Final = {"en": "English", "de": "Deutsch", "es": "Español"}
VOICES: Final = ("bytebot", "plain")
AS_SET: Final = "settings"
"""The voice that the operator set for every channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleWish:
    """What a person asks for; None: as it is."""

    look: str | None = None
    language: str | None = None
    voice: str | None = None


async def set_style(wish: StyleWish, *, target: Target, app: App) -> Style:
    """The channel's posts are made so from now on.

    Raises `Refused` where it has no subscription or a wish cannot be read, `StoreFailed`.
    """
    async with app.db.transaction() as tx:
        channel = await subscriptions.channel_of(tx, target)
        if channel is None:
            raise Refused(why=say("This channel follows no feed yet; add one first, then say how its posts should look."))
        wished = _wished(wish, style_of(channel))
        await subscriptions.set_style(tx, channel.id, wished)
    return wished


def style_of(channel: Channel) -> Style:
    """How the channel wants its posts now. Pure."""
    return Style(look=channel.look, language=channel.language, voice=channel.voice)


async def style_at(target: Target, *, app: App) -> Style:
    """How posts there look and sound now; as they do at first where it follows nothing yet. Raises `StoreFailed`."""
    async with app.db.reading() as tx:
        channel = await subscriptions.channel_of(tx, target)
    return style_of(channel) if channel else Style()


def style_said(style: Style) -> str:
    """In words, as one sentence. Pure."""
    looks = {Look.CARDS: say("cards"), Look.EMBEDS: say("embeds")}
    voices = {"bytebot": say("in ByteBot's voice"), "plain": say("in plain words"), "": say("in the voice that the operator set")}
    language = LANGUAGES.get(style.language or "en", style.language)
    return say("Posts are {look}, in {language}, {voice}.", look=looks[style.look], language=language, voice=voices[style.voice])


def _wished(wish: StyleWish, style: Style) -> Style:
    """Raises `Refused` with what there is to choose from."""
    if wish.look is not None:
        style = replace(style, look=Look(_known(wish.look, tuple(Look))))
    if wish.language is not None:
        style = replace(style, language=_known(wish.language, tuple(LANGUAGES)))
    if wish.voice is not None:
        voice = _known(wish.voice, (*VOICES, AS_SET))
        style = replace(style, voice="" if voice == AS_SET else voice)
    return style


def _known(wanted: str, choices: tuple[str, ...]) -> str:
    found = wanted.strip().casefold()
    if found not in choices:
        raise Refused(why=say("There is no “{wanted}”; choose one of: {choices}.", wanted=wanted, choices=", ".join(choices)))
    return found
