"""`bytebot demo`: the whole way, with no token and no network."""

from pathlib import Path

import click

from bot.cli.verbs import perform


@click.command()
@click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("bytebot-demo"),
    show_default=True,
    help="Folder that remembers what was shown.",
)
@click.option("--fresh", is_flag=True, help="Forget what was shown before and begin anew.")
@click.option("--log", "logged", is_flag=True, help="Show the log of what happens on standard error.")
def demo(folder: Path, *, fresh: bool, logged: bool) -> None:
    """Show ByteBot at work: three bundled feeds over real HTTP, a real database, one digest.

    Run it again to see that nothing is shown twice; kill it in the middle and run it again to see that nothing is lost.

    \b
    Example:
      bytebot demo
    """
    from rich.console import Console

    from bot.cli.demo.tour import tour

    perform(lambda: tour(folder, Console(highlight=False), fresh=fresh, logged=logged))
