"""A page of previews in, a file out: never over one that is not ours."""

from pathlib import Path

import click

from bot.errors import Refused

html_option = click.option(
    "--html",
    "page_file",
    type=click.Path(path_type=Path),
    help="Write it to this file, as Discord would show it: a page for any browser, with no script and nothing to load.",
)


def check_free(path: Path) -> None:
    """Raises `Refused` where a page must not be written, `OSError` where it cannot be: before anything is read for it."""
    from bot.rendering.page import MARK

    if path.is_dir():
        raise Refused(why=f"{path} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise Refused(why=f"There is no folder {path.parent}; make it first or name another.")
    if not path.is_file() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        if file.read(len(MARK)) != MARK.encode():
            raise Refused(why=f"{path} is there already and is no preview of ByteBot's; name another file.")


def write_page(path: Path, text: str) -> None:
    """Write the page, over an older one of ours, and say so. Raises `OSError`."""
    again = path.is_file()
    path.write_text(text, encoding="utf-8")
    click.echo(f"{'Rewrote' if again else 'Wrote'} {path}: open it in a browser.")
