"""ByteBot: reads news feeds, condenses articles into Key Takeaways, posts byte-sized digests. Importing it does nothing."""

from typing import Final

VERSION: Final = "0.1.0"
