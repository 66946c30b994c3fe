"""The parameters of an address in; those that say what is shown, and not who sent the reader, out. Pure.

A name stands here alone only if no site is known that shows another page by it. Names that some sites use for content go by their value
(`ref`, `ncid`: a bare number is content), by the path (`source=twitter` tells lists apart, not articles), by their company (`ceid` beside
`emci`), or by the host.
"""

import re
from typing import Final
from urllib.parse import unquote

from bot.text.dress import names_an_article

_PREFIXES: Final = (
    "utm_", "at_custom", "__hs", "_hs", "oly_", "wt.", "elq", "sfmc_", "gad_", "gaa_", "_bta_", "guce_", "__cf_chl_", "aspsessionid",
    "__xts__", "__cft__",
)  # fmt: skip
# Prefixes that sites put before names of their own too (`ga_id`): only what the tools behind them are documented to add.
_CAMPAIGN: Final = re.compile(
    r"(?:ga|pk|mtm|matomo|piwik|itm|stm|hmb)_(?:source|medium|campaign|content|term|kwd|keyword|channel|cid|vid|group|placement|audience)"
    r"|int_(?:source|medium|campaign)|hsa_(?:acc|cam|grp|ad|src|tgt|kw|mt|net|ver|la|ol)|vero_(?:id|conv)|ns_(?:mchannel|source|campaign|linkname|fee)|mkt_tok"
    r"|fb_(?:action_ids|action_types|source|ref|comment_id|aggregation_id)|amp_(?:js_v|gsa|lite|r|ct|tf)|trk_(?:contact|msg|module|sid)"
    r"|sc_i?(?:cid|campaign|channel|content|medium|outcome|place)|wt_(?:mc(?:_o)?|zmc|cc\d+)|hss_(?:meta|channel)|at_(?:medium|campaign"
    r"|format|link_id|link_origin|link_type|ptr_name|bbc_team)"
)
_NAMES: Final = frozenset({
    # advertisers and their networks
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id", "igsh",
    "igshid",
    "rdt_cid", "s_kwcid", "ef_id", "sscid", "irclickid", "irgwc", "cjevent", "zanpid", "rb_clickid", "srsltid", "msockid",
    "wickedid", "mkwid", "pcrid", "_branch_match_id", "_openstat", "xtor", "li_source", "lipi", "licu", "trkcampaign",
    "hootpostid", "action_object_map", "action_type_map", "action_ref_map", "usqp", "aoh", "mibextid", "sfnsn",
    # letters
    "mc_cid", "mc_eid", "hsctatracking", "__s", "ck_subscriber_id", "_kx", "klaviyo", "vgo_ee", "nr_email_referer", "ml_subscriber",
    "ml_subscriber_hash", "cndid", "bxid", "esrc", "isfreemail", "triedredirect", "emci", "emdi", "dm_i",
    # measuring
    "_ga", "_gl", "_gac", "s_cid", "ref_src", "ref_url", "guccounter", "soc_src", "soc_trk", "tsrc", ".tsrc", "smtyp", "wprov",
    "xing_share", "sr_share", "__twitter_impression", "__tn__", "leadsource", "ref_source", "ref_campaign", "reflink", "sharetype",
    "share_token", "sharetoken", "unlocked_article_code", "echobox", "dicbo", "cn-reloaded", "doing_wp_cron",
    "nowprocket", "replytocom", "showcomment", "showcomments", "scrolltocomments", "wpmobileexternal", "fromrss", "noamp",
    # sessions, and the same page in another dress
    "phpsessid", "jsessionid", "cfid", "cftoken", "_amp",
})  # fmt: skip
_UNLESS_A_NUMBER: Final = frozenset({
    "trk", "cmpid", "ncid", "ocid", "icid", "intcid", "intcmp", "taid", "mbid", "smid", "ito", "sref", "srnd", "tpcc", "fref",
    "epik", "awc", "fsrc", "ftag",
})  # fmt: skip
_NUMBER: Final = re.compile(r"\d*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # or a UUID: MusicBrainz calls its own `mbid`
_ON_ARTICLES: Final = frozenset({"cmp", "share_id", "gift_code", "giftcode", "mailing_id"})
_DOTTED: Final = {name: re.compile(r"(?:[\w-]+\.){3,}[\w-]+|[a-z][\w-]*(?:\.[\w-]+){2}") for name in ("spm", "scm")}  # Alibaba's
_BESIDE: Final = {"ceid": frozenset({"emci", "emdi"}), "nb": frozenset({"share"})}

_SENDER_NAMES: Final = frozenset({"ref", "referrer", "referer", "emc", "via", "share", "shared", "rss", "oref"})
_LOOSE_SENDER_NAMES: Final = frozenset({"source", "src", "partner", "from", "mod"})  # these tell lists and searches apart too
_SENDERS: Final = (
    "rss", "feed", "twitter", "facebook", "linkedin", "reddit", "hackernews", "newsletter", "email", "e-mail", "mail", "social", "sharing",
    "share", "pocket", "telegram", "whatsapp", "flipboard", "mastodon", "bluesky", "threads", "googlenews", "applenews", "producthunt",
    "lobsters", "instapaper", "feedly", "inoreader", "emailshare", "mailto", "copy-link", "copylink", "permalink", "desktopwebshare",
    "mobilewebshare", "friends_link", "jetpack",
)  # fmt: skip
_SENDER_VALUES: Final = re.compile(rf"(?:{'|'.join(_SENDERS)})(?:[-_.\d].*)?|x|hn|atom")
_FEED_VALUE: Final = re.compile(r"rss(?:[-_.\d].*)?")
_FROM_SITE: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:-newsletter)?")  # Ghost adds ?ref=its.host
_OF_A_FORGE: Final = re.compile(r"/(?:contents|blob|raw|tree|-)/")  # there `ref` is a branch

_DRESS_NAMES: Final = frozenset({"print", "printable", "mobile", "singlepage", "onepage", "ismobile", "amp"})
_DRESS_ON: Final = frozenset({"", "1", "true", "yes", "y", "on"})
_DRESS_VALUES: Final = frozenset({"amp", "print", "mobile", "amphtml", "printable"})
_DRESS_CHOICES: Final = frozenset({"view", "output", "outputtype", "mode", "format", "display", "action", "layout", "version"})
_WHOLE_VALUES: Final = frozenset({"all", "1", "print"})
_SESSION_NAMES: Final = frozenset({"sid", "sessionid", "session_id", "session", "sess"})
_SESSION_VALUE: Final = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z]{24,}")
_FORUM_SESSION: Final = re.compile(r"[0-9a-f]{32}")  # vBulletin's `s`, which is WordPress's search elsewhere

_OF_SITES: Final = {
    "youtube.com": frozenset({"t", "si", "pp", "ab_channel", "feature", "start", "start_radio", "time_continue", "app"}),
    "x.com": frozenset({"s", "t", "lang", "cxt"}),
    "substack.com": frozenset({"r", "s", "publication_id", "post_id", "showwelcomeonshare", "showwelcome", "sd", "nthpub", "token",
    "open"}),
    "medium.com": frozenset({"sk", "source", "gi"}),
    "reddit.com": frozenset({"rdt", "share_id", "context_source", "compact"}),
    "spotify.com": frozenset({"si", "nd", "dlsi"}),
    "forbes.com": frozenset({"sh", "ss"}),
    "nytimes.com": frozenset({"hp", "rref", "action", "module", "region", "pgtype", "contentcollection", "smprod",
    "searchresultposition", "impression_id", "campaign_id", "instance_id", "segment_id", "regi_id", "user_id", "te", "nl"}),
    "wsj.com": frozenset({"st", "mod", "page_type"}),
    "barrons.com": frozenset({"mod"}),
    "marketwatch.com": frozenset({"mod"}),
    "bloomberg.com": frozenset({"accesstoken", "leadsource", "cmpid", "sref"}),
    "washingtonpost.com": frozenset({"pwapi_token", "itid", "wpisrc", "wpmm", "tid", "nid"}),
    "theguardian.com": frozenset({"dcr", "page_type", "cmp"}),
    "ft.com": frozenset({"accesstoken", "token", "segmentid"}),
    "theatlantic.com": frozenset({"gift"}),
    "reuters.com": frozenset({"rpc"}),
    "wired.com": frozenset({"redirecturl"}),
    "techcrunch.com": frozenset({"ncid", "tpcc"}),
    "cnn.com": frozenset({"cid", "iid"}),
    "bbc.com": frozenset({"xtor", "pinned_post_locator", "pinned_post_asset_id"}),
    "dailymail.co.uk": frozenset({"ito"}),
    "dev.to": frozenset({"signin"}),
    "wikipedia.org": frozenset({"useskin", "mobileaction"}),
    "facebook.com": frozenset({"rdid", "share_url", "paipv", "eav", "ref", "refid", "hc_ref", "_rdr", "_rdc", "acontext", "notif_id",
    "notif_t"}),
    "instagram.com": frozenset({"img_index", "hl"}),
    "threads.com": frozenset({"xmt", "slof"}),
    "tiktok.com": frozenset({"_r", "_t", "is_from_webapp", "sender_device", "is_copy_url"}),
    "linkedin.com": frozenset({"originalsubdomain", "rcm", "trackingid", "trk"}),
    "github.com": frozenset({"notification_referrer_id"}),
}  # fmt: skip


def untracked(pairs: tuple[str, ...], *, host: str, path: str) -> tuple[str, ...]:
    """Those of `pairs` (`name=value`) without which another page is shown. `host` in lower case, without `www.`; `path` as it came."""
    named = [(pair, *pair.lower().partition("=")[::2]) for pair in pairs]
    names = {name for _, name, _ in named}
    of_site = frozenset[str]().union(*(found for site, found in _OF_SITES.items() if host == site or host.endswith(f".{site}")))
    return tuple(
        pair
        for pair, name, value in named
        if not (
            name in of_site
            or _BESIDE.get(name, frozenset()) & names
            or _is_tracking(name, unquote(value), path=path)
            or _is_dress(name, unquote(value), host=host, path=path)
        )
    )


def _is_tracking(name: str, value: str, *, path: str) -> bool:
    """The page is the same without it, whatever the site."""
    if name in _NAMES or name.startswith(_PREFIXES) or _CAMPAIGN.fullmatch(name):
        return True
    if name in _UNLESS_A_NUMBER or (name in _ON_ARTICLES and names_an_article(path)):
        return not _NUMBER.fullmatch(value)
    if name in _SESSION_NAMES:
        return bool(_SESSION_VALUE.fullmatch(value))
    if name == "s":
        return bool(_FORUM_SESSION.fullmatch(value))
    return bool(name in _DOTTED and _DOTTED[name].fullmatch(value)) or _is_sender(name, value, path=path)


def _is_sender(name: str, value: str, *, path: str) -> bool:
    """A place that readers come from, under a name that may mean something else too."""
    if name == "ref" and _OF_A_FORGE.search(path):
        return False
    if name in _LOOSE_SENDER_NAMES and not names_an_article(path):
        return bool(_FEED_VALUE.fullmatch(value))
    if name in {"rss", "shared", "share"} and value in _DRESS_ON:
        return True
    sends = name in _SENDER_NAMES or name in _LOOSE_SENDER_NAMES or name == "cmp"
    return sends and bool(_SENDER_VALUES.fullmatch(value) or (name == "ref" and _FROM_SITE.fullmatch(value)))


def _is_dress(name: str, value: str, *, host: str, path: str) -> bool:
    """The same page for printers, phones, or in one piece."""
    if name == "m":  # Blogger's switch to its mobile view; elsewhere a month
        return ".blogspot." in f".{host}" and value in {"0", "1"}
    if name in {"page", "seite"}:
        return value == "all" and names_an_article(path)  # of a list, all is another page
    if name == "pagewanted":
        return value in _WHOLE_VALUES
    return (name in _DRESS_NAMES and value in _DRESS_ON) or (name in _DRESS_CHOICES and value in _DRESS_VALUES)
