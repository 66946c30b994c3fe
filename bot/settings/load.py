"""A config file's path and the environment in, `Settings` out, or every problem at once. Reads one file."""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.errors import SettingsInvalid
from bot.settings.sections import Settings

DEFAULT_FILE = "config.toml"
_PREFIX = "BYTEBOT_"
_OTHER_NAMES = frozenset({"BYTEBOT_CONFIG"})


def load_settings(path: Path | None = None) -> Settings:
    """Settings from `path`, else from $BYTEBOT_CONFIG, else from ./config.toml where there is one; the environment wins over the file.

    Raises `SettingsInvalid` with one line a problem. No line holds a value, since a value may be a secret.
    """
    named = os.environ.get("BYTEBOT_CONFIG")
    file = path or (Path(named) if named else None)
    text = _read(file)
    name = str(file or DEFAULT_FILE)
    values = _parse(text, name=name)
    strangers = tuple(_unknown_names(os.environ))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        lines = tuple(
            _problem(each["loc"], kind=each["type"], said=each["msg"], text=text, name=name) for each in error.errors(include_input=False)
        )
        raise SettingsInvalid(problems=strangers + lines) from None  # pydantic's own text would add nothing but noise
    if strangers:
        raise SettingsInvalid(problems=strangers)
    return settings


def _read(file: Path | None) -> str:
    """The file's text; "" where none was named and ./config.toml is not there."""
    if file is None and not Path(DEFAULT_FILE).exists():
        return ""
    file = file or Path(DEFAULT_FILE)
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        problem = f"{file}: there is no such file; copy config.example.toml, or leave --config out to use the defaults."
    except UnicodeDecodeError:
        problem = f"{file}: is not UTF-8 text; save it as UTF-8."
    except OSError as error:
        problem = f"{file}: cannot be read ({error.strerror}); check its owner and permissions."
    raise SettingsInvalid(problems=(problem,))


def _parse(text: str, *, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The message names line and column, never the text.
        raise SettingsInvalid(problems=(f"{name}: is not TOML: {error}.",)) from None


def _sections() -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield name, model


def _env_name(section: str, key: str) -> str:
    return f"{_PREFIX}{section.upper()}__{key.upper()}"


def _unknown_names(environ: Mapping[str, str]) -> Iterator[str]:
    """Names that pydantic-settings passes over without a word: a section that is none, or no section at all."""
    known = [_env_name(section, key) for section, model in _sections() for key in model.model_fields]
    seen_by_pydantic = tuple(f"{_PREFIX}{section.upper()}__" for section, _ in _sections())
    for name in sorted(environ):
        if name.startswith(_PREFIX) and not name.startswith(seen_by_pydantic) and name not in _OTHER_NAMES:
            yield f"environment: {name} is not a setting{_nearest(name, known)}."


def _nearest(name: str, known: list[str]) -> str:
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {found[0]}?" if found else f"; there are {', '.join(known)}" if len(known) < 12 else ""  # noqa: PLR2004  fits a line


def _problem(loc: tuple[int | str, ...], *, kind: str, said: str, text: str, name: str) -> str:
    section, key = str(loc[0]), str(loc[1]) if len(loc) > 1 else ""
    where = _where(section, key, text=text, name=name)
    shown = f"[{section}] {key}".strip()
    if kind == "extra_forbidden":
        models = dict(_sections())
        known = list(models[section].model_fields) if section in models else list(models)
        homes = [home for home, model in models.items() if section in model.model_fields]
        if homes:
            return f"{where}: {section} stands outside its section; did you mean [{homes[0]}] {section}?"
        return f"{where}: {shown} is not a setting{_nearest(key if section in models else section, known)}."
    return f"{where}: {shown}: {said[0].lower()}{said[1:]}{_meaning(section, key)}."


def _meaning(section: str, key: str) -> str:
    model = dict(_sections()).get(section)
    field = model.model_fields.get(key) if model else None
    return f" (it is {field.description})" if field and field.description else ""


def _where(section: str, key: str, *, text: str, name: str) -> str:
    if not key and (whole := f"{_PREFIX}{section.upper()}") in os.environ:
        return f"environment, {whole}"
    if _env_name(section, key) in os.environ:
        return f"environment, {_env_name(section, key)}"
    line = _line_of(text, section, key)
    return f"{name}, line {line}" if line else name


def _line_of(text: str, section: str, key: str) -> int:
    """The 1-based line where a key of a section, or else the section, is set; 0 where the simple spelling is not found."""
    current, heading = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if found := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            current = found[1]
            heading = number if current == section else heading
        elif found := re.match(r"\s*([\w.-]+)\s*=", line):
            if current == section and found[1] == key:
                return number
            if not current and found[1] in (section, f"{section}.{key}"):
                return number
    return heading
