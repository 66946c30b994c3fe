"""A command's words in, the same in a reader's language out, as Discord's client shows them. Reads the catalogues."""

import discord
from discord import app_commands

from bot.catalogue import name_in, said_in

_NAMES = frozenset(
    {
        app_commands.TranslationContextLocation.command_name,
        app_commands.TranslationContextLocation.group_name,
        app_commands.TranslationContextLocation.parameter_name,
    }
)


class CatalogueTranslator(app_commands.Translator):
    """Names by their own entries of the catalogue (`msgctxt "name"`), since Discord has rules for them; all else as it is said."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """None: Discord shows the English word."""
        if context.location in _NAMES:
            return name_in(locale.value, string.message)
        return said_in(locale.value, string.message)
