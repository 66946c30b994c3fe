"""`bytebot ...`: words on the command line in, one flow called, its result printed. Importing it loads neither discord nor a parser
nor the database: every verb imports what it needs when it is called, so that `--help` answers at once.
"""

import click

from bot import VERSION
from bot.cli.config import config
from bot.cli.db import db
from bot.cli.demo.verb import demo
from bot.cli.digest import digest
from bot.cli.doctor import doctor
from bot.cli.feeds import feeds
from bot.cli.filters import filters
from bot.cli.followed import edit, pause, resume, show
from bot.cli.forget import forget
from bot.cli.healthcheck import healthcheck
from bot.cli.jobs import jobs
from bot.cli.look import preview, tldr
from bot.cli.prompts import prompts
from bot.cli.reports import reports
from bot.cli.run import run
from bot.cli.search import search
from bot.cli.stats import stats
from bot.cli.status import status
from bot.cli.verbs import one_line
from bot.cli.why import why


class _Group(click.Group):
    """Every verb's failures leave in one line."""

    def invoke(self, ctx: click.Context) -> object:
        with one_line():
            return super().invoke(ctx)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="bytebot")
def main() -> None:
    """ByteBot reads news feeds, condenses articles into Key Takeaways and posts byte-sized digests.

    Try `bytebot demo`: the whole way on bundled feeds, with no token and no network.
    """


for _verb in (show, edit, pause, resume):
    feeds.add_command(_verb)

_FOR_READERS = (demo, run, preview, tldr, search, why)
_FOR_OPERATORS = (feeds, filters, digest, reports, config, prompts, db, status, jobs, stats, forget, healthcheck, doctor)

for _verb in (*_FOR_READERS, *_FOR_OPERATORS):
    main.add_command(_verb)
