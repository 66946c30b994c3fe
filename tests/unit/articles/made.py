"""Names of articles in, pages and texts of our own making out. Pure."""

LEAD = (
    "Halden Labs released version 4.2 of its Kestrel database on Tuesday, and the company says that the new storage engine halves the "
    "memory that a typical cluster needs. The release had been announced for March, but two failed upgrades delayed it by nine weeks."
)
MIDDLE = (
    "Engineers at Halden rewrote the write path in Rust and removed 60,000 lines of older code. In the company's own test, a cluster of "
    "twelve machines took 410,000 writes a second, against 230,000 for version 4.1. Independent figures are not out yet, and Halden did "
    "not say what hardware it used. Customers with encrypted tables must rebuild them once, which takes about an hour per terabyte."
)
END = (
    "The licence stays the same for at least three years, chief executive Mara Lindqvist promised in a call with customers. Two of the "
    "largest users, the shop Oru and the bank Tellus, plan to move in the summer. Kestrel 4.1 will get security fixes until the end of "
    "next year, and after that only paying customers will be able to ask for help with it."
)
TITLE = "Kestrel 4.2 halves its memory"
PARAGRAPHS = (LEAD, MIDDLE, END)
TAKEAWAYS = (
    "Kestrel 4.2 needs half the memory of its predecessor, Halden Labs says, thanks to a rewritten storage engine",
    "A cluster of twelve machines took 410,000 writes a second in the company's own test, up from 230,000",
    "Version 4.1 will get security fixes until the end of next year, and the licence stays for three years",
)
CARD = "Pixel Pete\n\nI am a small robot who writes about databases. My mission is to read release notes so that nobody else has to.\n\n"
FURNITURE = (
    "You may also like\n\nTen databases you should know\n\nLeave a reply\n\nYour email address will not be published. "
    "Required fields are marked *\n\nMore in: Data\n"
)


def page(*inner: str, head: str = "") -> bytes:
    """A page with the usual furniture around `inner`, or around the three paragraphs."""
    article = "".join(inner) or "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en-GB"><head><title>{TITLE} - Data Daily</title><meta property="og:site_name" content="Data Daily">'
        f'<meta property="og:title" content="{TITLE} - Data Daily">{head}</head><body><nav><ul><li><a href="/">Home</a></li></ul></nav>'
        f"<main><article><h1>{TITLE}</h1>{article}</article></main><footer><p>© Data Daily. All rights reserved.</p></footer></body></html>"
    ).encode()
