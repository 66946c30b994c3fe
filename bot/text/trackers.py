"""One parameter of an address in; whether it only says who sent the reader, and never what is shown, out. Pure.

A name stands here only if no site is known that shows another page by it. Names that some sites use for content (`ref`, `source`) go by
their value, and names that one site alone uses so go by its host.
"""

import re
from typing import Final

_PREFIXES: Final = (
    "utm_", "pk_", "mtm_", "matomo_", "piwik_", "hsa_", "at_custom", "__hs", "_hs", "ga_", "vero_", "oly_", "ns_", "wt.", "fb_", "elq",
    "sfmc_", "amp_", "gad_", "gaa_", "mkt_", "_bta_", "guce_", "__cf_chl_", "trk_", "aspsessionid", "hmb_", "dm_i",
)  # fmt: skip
_NAMES: Final = frozenset({
    # advertisers and their networks
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id", "igsh",
    "igshid",
    "rdt_cid", "epik", "s_kwcid", "ef_id", "sscid", "irclickid", "irgwc", "cjevent", "zanpid", "awc", "rb_clickid", "srsltid", "msockid",
    "wickedid", "mkwid", "pcrid", "_branch_match_id", "_openstat", "xtor", "spm", "li_source", "lipi", "licu", "trk", "trkcampaign",
    "trackingid", "hootpostid", "action_object_map", "action_type_map", "action_ref_map", "usqp", "aoh",
    # letters
    "mc_cid", "mc_eid", "hsctatracking", "__s", "ck_subscriber_id", "_kx", "klaviyo", "vgo_ee", "nr_email_referer", "ml_subscriber",
    "ml_subscriber_hash", "cndid", "bxid", "esrc", "hss_channel", "isfreemail", "triedredirect", "emci", "emdi", "mailing_id",
    # measuring
    "_ga", "_gl", "_gac", "at_medium", "at_campaign", "at_format", "at_link_id", "at_link_origin", "at_link_type", "at_ptr_name",
    "at_bbc_team",
    "wt_mc", "s_cid", "ref_src", "ref_url", "cmpid", "cmp", "ncid", "ocid", "guccounter", "icid", "intcid", "intcmp", "int_campaign",
    "int_medium", "int_source", "soc_src", "soc_trk", "tsrc", ".tsrc", "smid", "smtyp", "sref", "srnd", "taid", "wprov", "ito", "tpcc",
    "mbid",
    "xing_share", "sr_share", "__twitter_impression", "__tn__", "leadsource", "ref_source", "ref_campaign", "share_id", "reflink",
    "sharetype",
    "share_token", "sharetoken", "unlocked_article_code", "giftcode", "gift_code", "echobox", "dicbo", "cn-reloaded", "doing_wp_cron",
    "nowprocket", "replytocom", "showcomment", "wpmobileexternal",
    # sessions, and the same page in another dress
    "phpsessid", "jsessionid", "cfid", "cftoken", "amp", "outputtype", "_amp",
})  # fmt: skip

_SENDER_NAMES: Final = frozenset({
    "source", "src", "ref", "referrer", "referer", "partner", "emc", "from", "via", "feature", "share", "shared", "rss", "mod",
})  # fmt: skip
_SENDERS: Final = (
    "rss", "feed", "atom", "twitter", "x", "facebook", "linkedin", "reddit", "hn", "hackernews", "newsletter", "email", "e-mail", "mail",
    "social", "sharing", "share", "pocket", "telegram", "whatsapp", "flipboard", "mastodon", "bluesky", "threads", "googlenews",
    "applenews",
    "producthunt", "lobsters", "instapaper", "feedly", "inoreader", "emailshare", "mailto", "copy-link", "copylink", "permalink",
    "desktopwebshare", "mobilewebshare", "friends_link",
)  # fmt: skip
_SENDER_VALUES: Final = re.compile(rf"(?:{'|'.join(_SENDERS)})(?:[-_.\d].*)?", re.IGNORECASE)
_FROM_SITE: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:-newsletter)?", re.IGNORECASE)  # Ghost adds ?ref=its.host

_DRESS_NAMES: Final = frozenset({"print", "printable", "mobile", "singlepage", "onepage", "m", "ismobile"})
_DRESS_ON: Final = frozenset({"", "1", "true", "yes", "y", "on"})
_DRESS_VALUES: Final = frozenset({"amp", "print", "mobile", "amphtml", "printable"})
_DRESS_CHOICES: Final = frozenset({"view", "output", "mode", "format", "display", "action", "layout", "version"})
_WHOLE: Final = frozenset({("pagewanted", "all"), ("pagewanted", "1"), ("pagewanted", "print"), ("page", "all")})
_SESSION_NAMES: Final = frozenset({"sid", "sessionid", "session_id", "session", "sess", "s"})
_SESSION_VALUE: Final = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z]{24,}", re.IGNORECASE)

_OF_SITES: Final = {
    "youtube.com": frozenset({"t", "si", "pp", "ab_channel", "feature", "start", "start_radio", "time_continue", "app"}),
    "x.com": frozenset({"s", "t", "lang", "cxt"}),
    "substack.com": frozenset({"r", "s", "publication_id", "post_id", "showwelcomeonshare", "showwelcome", "sd", "nthpub"}),
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
    "theguardian.com": frozenset({"dcr", "page_type"}),
    "wired.com": frozenset({"redirecturl"}),
    "techcrunch.com": frozenset({"ncid", "tpcc"}),
    "cnn.com": frozenset({"cid", "iid"}),
    "bbc.com": frozenset({"xtor", "pinned_post_locator", "pinned_post_asset_id"}),
    "wikipedia.org": frozenset({"useskin", "mobileaction"}),
    "instagram.com": frozenset({"img_index", "hl"}),
    "tiktok.com": frozenset({"_r", "_t", "is_from_webapp", "sender_device", "is_copy_url"}),
    "linkedin.com": frozenset({"originalsubdomain", "rcm"}),
}  # fmt: skip


def is_tracking(name: str, value: str, *, host: str) -> bool:
    """True: the page is the same without `name=value`. `host` in lower case, without `www.`."""
    name, value = name.lower(), value.lower()
    if name in _NAMES or name.startswith(_PREFIXES) or (name, value) in _WHOLE:
        return True
    if name in _SENDER_NAMES and (_SENDER_VALUES.fullmatch(value) or (name == "ref" and _FROM_SITE.fullmatch(value))):
        return True
    if (name in {"rss", "shared", "share"} and value in _DRESS_ON) or _is_dress(name, value, host=host):
        return True
    if name in _SESSION_NAMES and _SESSION_VALUE.fullmatch(value):
        return True
    return any(name in names for site, names in _OF_SITES.items() if host == site or host.endswith(f".{site}"))


def _is_dress(name: str, value: str, *, host: str) -> bool:
    """The same page for printers, phones, or in one piece."""
    if name == "m":  # Blogger's switch to its mobile view; elsewhere a month
        return ".blogspot." in f".{host}" and value in {"0", "1"}
    return (name in _DRESS_NAMES and value in _DRESS_ON) or (name in _DRESS_CHOICES and value in _DRESS_VALUES)
