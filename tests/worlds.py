"""Feeds and articles for tests, small and made up."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")

_DEEDS = {
    "Beta": "opens a wind tunnel for drones in hail",
    "Gamma": "fined for selling where its users sleep",
    "Delta": "teaches a model to read old ship logs",
    "Epsilon": "stops making cargo bicycles",
}
_TEXTS = {
    "Alpha": (
        "Alpha released version 3.0 of its storage engine on Monday, and the new release halves the memory that a node needs.",
        "The company says that 4,300 customers ran the beta for six weeks and reported 31 faults, all of which were repaired.",
        "Engineers at Alpha rewrote the compaction code in three months, which removed a lock that had slowed every write since 2021.",
        "A node with 64 gigabytes of memory now serves 180,000 requests a second, up from 95,000 in the version before it.",
        "Customers on the old storage format can upgrade without downtime, but going back to it needs a full export of the data.",
        "The price of the hosted service stays at 40 dollars a month, while the free tier shrinks from ten gigabytes to five.",
        "Analysts at Sable Reef expect that the change puts pressure on two rivals that still charge customers by the request.",
        "Support for the previous engine ends in September, when the long-term branch reaches the last of its planned repairs.",
    ),
    "Beta": (
        "Beta opened a wind tunnel near Ostermark on Tuesday in which model drones can be flown through artificial hailstorms.",
        "The tunnel is 90 metres long, took four years to dig, and was paid for by a consortium of seven northern airports.",
        "Pilots steer the drones from a gallery of glass while cannons fire ice pellets of up to 25 millimetres at the rotors.",
        "In the first trials, eleven of twenty commercial models fell to the ground within ninety seconds of moderate hail.",
        "Insurers want to use the results for premiums, which at present ignore the weather along a delivery route altogether.",
        "Beta rents the hall to manufacturers for 2,100 dollars an hour and keeps one afternoon a week free for universities.",
        "Neighbours had sued over the noise; a wall of recycled tyres now keeps it below 45 decibels at the nearest farmhouse.",
        "A second, colder chamber for icing tests is planned beside the first one and should be ready by the winter of 2028.",
    ),
    "Gamma": (
        "Gamma must pay a fine of 12 million crowns because its dating app sold the location of users to a chain of gyms.",
        "The privacy regulator of Lintz found that coordinates left the phones every eight minutes, even while the app was closed.",
        "About 640,000 people were affected, and fewer than two in a hundred had ever seen the screen that asked for consent.",
        "Gamma calls the judgment disproportionate and says the coordinates were blurred to a circle of three hundred metres.",
        "Investigators answered that the circle shrank to nine metres as soon as somebody stayed in one place overnight.",
        "The gyms used the traces to mail coupons to people who lived within walking distance of an underused branch.",
        "Under the ruling, all traces must be erased by May and a notary has to certify that the backups are empty too.",
        "Two consumer unions prepare a collective claim, for which 18,000 former members have already signed up this week.",
    ),
    "Delta": (
        "Delta has taught a small language model to read handwritten ship logs from the eighteenth century with few mistakes.",
        "The model mistakes one letter in sixty, according to a paper of the Maritime Archive, where historians needed years before.",
        "It was trained on 9,000 pages that retired schoolteachers had copied out by hand during three summers of volunteering.",
        "Weather remarks are the harvest: temperature, wind and ice, noted four times a day along routes nobody sails any more.",
        "Climatologists will merge 2.6 million such remarks with satellite series to check how well older reconstructions hold.",
        "The weights are free for museums and schools; shipping firms and publishers have to ask the archive for a licence.",
        "Ink that faded to yellow remains the weak spot, and so do captains who abbreviated every second word to save paper.",
        "A follow-up on Portuguese and Dutch logs begins in autumn with money from a foundation that wishes to stay unnamed.",
    ),
    "Epsilon": (
        "Epsilon stops making electric cargo bicycles and lets 240 of its 310 workers go, the manufacturer announced on Friday.",
        "A recall of cracked forks had cost the firm 19 million euros within half a year and emptied its reserves completely.",
        "Founder Henrike Voss called the step unavoidable after a bank withdrew the credit line that paid for spare forks.",
        "Owners of the 52,000 bicycles on the road should not ride them before a workshop has looked at the weld under the basket.",
        "A competitor from the valley next door takes over the warehouse, the paint shop and thirty apprentices with their trainers.",
        "The works council demands that severance be paid from the sale of the patents, which cover a folding child seat.",
        "City couriers, who bought every third bicycle, now look for replacements and drive up the prices of used ones.",
        "An insolvency administrator presents her plan to the creditors in March, and the last frame leaves the line in April.",
    ),
}


def article(name: str) -> str:
    """About 160 words of HTML paragraphs, about something else for each of Alpha, Beta, Gamma, Delta and Epsilon."""
    sentences = _TEXTS.get(name, _TEXTS["Alpha"])
    return "".join(f"<p>{one} {two}</p>" for one, two in zip(sentences[::2], sentences[1::2], strict=True))


def page(name: str) -> bytes:
    """A whole HTML page with that article."""
    head = f"<head><title>{name} {_DEEDS.get(name, 'releases version 3.0')}</title></head>"
    body = f"<body><article><h1>{name} {_DEEDS.get(name, 'releases version 3.0')}</h1>{article(name)}</article></body>"
    return f"<!doctype html><html lang='en'>{head}{body}</html>".encode()


def rss(*names: str, base: str = "https://news.example", title: str = "Made-up News", now: datetime = NOW) -> bytes:
    """An RSS 2.0 feed with one entry a name, the newest first; each links to `base/name`."""
    items = [
        f"<item><title>{escape(name)} {_DEEDS.get(name, 'releases version 3.0')}</title>"
        f"<link>{base}/{name}</link><guid isPermaLink='false'>tag:{name}</guid>"
        f"<pubDate>{(now - timedelta(hours=place)):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{escape(article(name))}</description></item>"
        for place, name in enumerate(names)
    ]
    head = f"<title>{title}</title><link>{base}/</link><description>Made up</description>"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{head}{''.join(items)}</channel></rss>".encode()
