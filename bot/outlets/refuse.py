"""The body of a message in, its refusal out where it breaks Discord's limits: what would be answered with 400 is not even asked. Pure.

The numbers: https://discord.com/developers/docs/resources/message, and .../components/reference for messages of components alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.errors import SendRefused

EMBEDS: Final = 10
EMBED_TEXT: Final = 6000
CONTENT: Final = 2000
COMPONENTS: Final = 40
COMPONENT_TEXT: Final = 4000

BUTTONS: Final = 5
"""In one row."""
LABEL: Final = 80
CUSTOM_ID: Final = 100
COMPONENTS_ALONE: Final = 1 << 15
"""The message's flag by which it is laid out in components, without content and embeds."""

_ROW: Final = 1
_TEXT: Final = 10
_PICTURES: Final = frozenset({11})
_OF_EMBED: Final = {"title": 256, "description": 4096, "footer": 2048, "url": 2048}


def refuse(body: Mapping[str, Any]) -> None:
    """`body` as Discord is to get it: content, embeds, components. Raises `SendRefused` naming each limit that it breaks."""
    problems = [*_of_embeds(body.get("embeds") or ()), *_of_components(body.get("components") or ())]
    content = _units(body.get("content"))
    if int(body.get("flags") or 0) & COMPONENTS_ALONE and (content or body.get("embeds")):
        problems.append("components beside content or embeds")
    if content > CONTENT:
        problems.append(f"{content} characters, {CONTENT} allowed")
    if not any(body.get(part) for part in ("content", "embeds", "components")):
        problems.append("nothing to show")
    if problems:
        raise SendRefused(detail="; ".join(problems))


def _of_embeds(embeds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    whole = 0
    if len(embeds) > EMBEDS:
        yield f"{len(embeds)} embeds, {EMBEDS} allowed"
    for embed in embeds:
        texts = {part: _units(embed.get(part)) for part in ("title", "description", "url")}
        texts["footer"] = _units((embed.get("footer") or {}).get("text"))
        whole += sum(length for part, length in texts.items() if part != "url")
        yield from (f"{part} of {length}, {_OF_EMBED[part]} allowed" for part, length in texts.items() if length > _OF_EMBED[part])
        if not texts["title"] and not texts["description"]:
            yield "an empty embed"
    if whole > EMBED_TEXT:
        yield f"{whole} characters in all embeds, {EMBED_TEXT} allowed"


def _of_components(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    every = list(_walk(components))
    text = sum(_units(each.get("content")) for each in every)
    if len(every) > COMPONENTS:
        yield f"{len(every)} components, {COMPONENTS} allowed"
    if text > COMPONENT_TEXT:
        yield f"{text} characters in all components, {COMPONENT_TEXT} allowed"
    ids = [each["custom_id"] for each in every if each.get("custom_id")]
    if len(ids) > len(set(ids)):
        yield "one custom id twice"
    for each in every:
        yield from _of_component(each)


def _of_component(each: Mapping[str, Any]) -> Iterator[str]:
    kind = each.get("type")
    if kind == _ROW and not 1 <= len(each.get("components") or ()) <= BUTTONS:
        yield f"{len(each.get('components') or ())} buttons in a row, 1 to {BUTTONS} allowed"
    if kind == _TEXT and not str(each.get("content") or "").strip():
        yield "an empty text"
    if kind in _PICTURES and not str((each.get("media") or {}).get("url")).startswith(("https://", "http://")):
        yield "a picture without an address on the web"
    for part, limit in (("label", LABEL), ("custom_id", CUSTOM_ID)):
        if _units(each.get(part)) > limit:
            yield f"{part} of {_units(each.get(part))}, {limit} allowed"


def _walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component, nested ones and accessories too: Discord counts them all."""
    for each in components:
        yield each
        yield from _walk(each.get("components") or ())
        if accessory := each.get("accessory"):
            yield from _walk((accessory,))


def _units(text: object) -> int:
    """UTF-16 code units: what Discord means by characters is not written down, and these are never fewer."""
    return len(str(text or "").encode("utf-16-le", "surrogatepass")) // 2
