"""`Settings` in, the text of config.example.toml out: every setting with its default. Pure."""

from pydantic import BaseModel, SecretStr

from bot.settings.sections import Settings

_HEAD = """\
# ByteBot's settings, each with its default. Copy to config.toml and keep what you change.
# The environment wins over this file: BYTEBOT_<SECTION>__<KEY>, such as BYTEBOT_DISCORD__TOKEN.
# Names that end in _s are lengths of time in seconds; fractions are fine.
"""


def example() -> str:
    """The whole file, ending in a newline."""
    return _HEAD + "".join(_section(name, field.get_default()) for name, field in Settings.model_fields.items())


def _section(name: str, values: BaseModel) -> str:
    lines = [f"\n# {(type(values).__doc__ or '').strip()}", f"[{name}]"]
    for key, field in type(values).model_fields.items():
        lines += [f"# {field.description}", f"{key} = {literal(getattr(values, key))}"]
    return "\n".join(lines) + "\n"


def literal(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, SecretStr | str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(literal(each) for each in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
