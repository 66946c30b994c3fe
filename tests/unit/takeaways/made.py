"""Paragraphs in, articles of our own making out. Pure."""

from bot.model.article import Article, Block, BlockKind, Confidence, Source, Span


def article(*parts: str, title: str = "", own: tuple[int, ...] = (), confidence: Confidence = Confidence.FULL, reason: str = "") -> Article:
    """Parts are paragraphs, headings ("# ..."), items ("- ...") or code ("> ..."); `own` names by place those of the author's own list."""
    blocks: list[Block] = []
    texts: list[str] = []
    at = 0
    for part in parts:
        kind = {"# ": BlockKind.HEADING, "- ": BlockKind.ITEM, "> ": BlockKind.CODE}.get(part[:2], BlockKind.PARAGRAPH)
        text = part if kind is BlockKind.PARAGRAPH else part[2:]
        blocks.append(Block(kind=kind, start=at, end=at + len(text)))
        texts.append(text)
        at += len(text) + 2
    return Article(
        url="https://a.example/1", title=title, text="\n\n".join(texts), blocks=tuple(blocks),
        own=tuple(Span(start=blocks[place].start, end=blocks[place].end) for place in own), site=None, author=None, language=None,
        published_at=None, image_url=None, source=Source.PAGE, confidence=confidence, reason=reason,
    )  # fmt: skip


REPORT = (
    "OSLO — Halden Labs released version 4.2 of its Kestrel database on Tuesday, and the new storage engine halves the memory that a "
    "typical cluster needs. The release had been announced for March, but two failed upgrades delayed it by nine weeks.",
    "However, Halden rewrote the write path in Rust and removed 60,000 lines of older code from the Kestrel repository. It was hard. "
    "He was proud of it and said that the people of the company had never before worked so hard on anything at all. "
    "Did anybody in the whole industry expect that a database of this age could still become so much faster in a year?",
    "In the company's own test, a cluster of twelve machines took 410,000 writes a second, against 230,000 for version 4.1. \"We are glad. "
    'We really worked for this release of Kestrel through the nights and through days of a long spring," its chief Mara Lindqvist said.',
    "The licence of Kestrel stays the same for at least three years, chief executive Mara Lindqvist promised in a call with customers. "
    "Kestrel 4.1 will get security fixes until the end of next year, and after that only paying customers will get help with it.",
    "Halden Labs released version 4.2 of its Kestrel database on Tuesday with a new storage engine that halves the memory a cluster needs.",
)
TITLE = "Kestrel 4.2 is out"
JAPANESE = (
    "汐見電機は四日、潮の満ち引きだけで動く小型計算機「ナギサ」を発表した。消費電力は従来機の十分の一で、離島の観測所に向けて年内に三百台を出荷する計画だ。"
    "開発には七年かかり、国内の十二の港で合わせて四千時間の試験を重ねたという。",
    "価格は一台あたり九十八万円で、保守は十年間無料となる。同社の調べでは、観測所の電源の故障は年に平均で六回起きており、ナギサはこれを一回以下に減らす。",
    "一方、潮位の差が小さい日本海側では発電量が三割ほど落ちるため、太陽電池との併用が必要になる。専門家は塩害への備えが十分かどうかを今後の課題に挙げている。",
)
