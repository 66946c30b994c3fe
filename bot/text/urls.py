"""Addresses in; canonical forms, safe links and text fragments out. Pure."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

LONGEST_LINK: Final = 2048

# Parameters that say who sent the reader, never what is shown. Names that some sites use for content (`ref`, `source`, `cid`) are kept out.
_TRACKING_PREFIXES: Final = ("utm_", "pk_", "mtm_", "matomo_", "piwik_", "hsa_", "at_custom", "__hs", "_hs", "ga_", "vero_", "oly_")
_TRACKING_NAMES: Final = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id", "igsh",
    "igshid", "mc_cid", "mc_eid", "mkt_tok", "hsctatracking", "_ga", "_gl", "_openstat", "at_medium", "at_campaign", "at_format",
    "at_link_id", "at_link_origin", "at_link_type", "at_ptr_name", "at_bbc_team", "wt_mc", "wickedid", "s_cid", "rb_clickid",
    "ref_src", "ref_url", "cmpid", "cmp", "ncid", "ocid", "xtor", "spm", "guccounter", "guce_referrer", "guce_referrer_sig",
    "sr_share", "smid", "smtyp", "amp", "outputtype", "phpsessid", "jsessionid", "__twitter_impression", "__tn__", "sref", "srnd",
    "taid", "wprov",
})  # fmt: skip
_SENDER_NAMES: Final = frozenset({"source", "src", "ref", "partner", "emc", "from", "via", "feature"})
_SENDER_VALUES: Final = re.compile(r"(?:rss|feed|atom)(?:[-_.\d].*)?", re.IGNORECASE)

_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SESSION_IN_PATH: Final = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_RESERVED: Final = ":/?#[]@!$&'()*+,;="
_DEFAULT_PORTS: Final = frozenset({80, 443})
_UNSAFE_IN_LINK: Final = frozenset(' "<>\\^`{|}')
_PLAIN_LINK: Final = re.compile(r"[!#-;=?-\[\]_a-z~]*")  # what `_link_char` leaves as it is, of ASCII

_SHORT_SENTENCE_WORDS: Final = 10
_END_WORDS: Final = 5
_DENSE_CHARS: Final = 30
_END_CHARS: Final = 10


def canonical(url: str) -> str:
    """The one form that all addresses of a page share, for comparing only; show and fetch the original.

    `http` and `https`, `www.` or not, a trailing slash or none, default ports, tracking parameters, the order of parameters and the
    spelling of percent-escapes (RFC 3986, 6.2.2) make no difference; a fragment only where it is a route (`#!`, `#/`). Never raises:
    what is not a web address comes back unchanged.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"} or not host or not host.isprintable() or " " in host:
        return url
    user, at, _ = parts.netloc.rpartition("@")
    netloc = user + at + _canonical_host(host) + (f":{port}" if port and port not in _DEFAULT_PORTS else "")
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit(("https", netloc, _canonical_path(parts.path), _canonical_query(parts.query), _escapes(fragment)))


def _canonical_host(host: str) -> str:
    host = host.rstrip(".").removeprefix("www.") or host
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        host = host.lower()
    return f"[{host}]" if ":" in host else host


def _canonical_path(path: str) -> str:
    kept: list[str] = []
    for segment in _escapes(_SESSION_IN_PATH.sub("", path)).split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/".join(["", *kept]).rstrip("/")


def _canonical_query(query: str) -> str:
    pairs = [_escapes(pair.replace("+", "%20")) for pair in query.split("&")]
    kept = [pair for pair in pairs if pair and not _is_tracking(pair)]
    return "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0]))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in _SENDER_NAMES:
        return bool(_SENDER_VALUES.fullmatch(value))
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


def _escapes(text: str) -> str:
    """Escapes in upper case, none where none is needed, one wherever one is."""
    text = _ESCAPE.sub(_plain_or_upper, _STRAY_PERCENT.sub("%25", text))
    return quote(text, safe=_RESERVED + "%~", errors="ignore")


def _plain_or_upper(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _UNRESERVED else escape[0].upper()


def web_link(url: str | None, *, base: str | None = None) -> str | None:
    """An absolute http or https address that is safe to show and fetch, made so by `base` where it is relative.

    Control characters are gone, spaces and what Markdown or HTML could trip over are escaped. None: it is no such address
    (another scheme, no host, a user's name in it, more than 2,048 characters).
    """
    if not url or len(url) > 4 * LONGEST_LINK:
        return None
    try:
        parts = urlsplit(urljoin(_cleaned(base or ""), _cleaned(url)))
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not whole or parts.scheme not in {"http", "https"} or set(parts.netloc) & set("@%"):
        return None
    link = urlunsplit(parts)
    return link if len(link) <= LONGEST_LINK else None


def _cleaned(url: str) -> str:
    url = url.strip()
    return url if _PLAIN_LINK.fullmatch(url) else "".join(map(_link_char, url))


def _link_char(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Cc", "Cs"}:
        return ""
    # Format characters turn text around or hide it; they may stand in an address only as escapes.
    return quote(char) if char in _UNSAFE_IN_LINK or kind in {"Cf", "Zs", "Zl", "Zp"} else char


def host_of(url: str) -> str:
    """The host in lower case without `www.`, "" where there is none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def text_fragment(url: str, sentence: str) -> str:
    """`url` with a directive that opens the page at `sentence` and marks it.

    A short sentence stands whole, of a long one its first and last words, of one without spaces its first and last characters
    (WICG "URL Fragment Text Directives": `#:~:text=start,end`). A fragment that the address has stays before the directive.
    """
    page, mark, fragment = url.partition("#")
    directive = ",".join(_directive_text(part) for part in _ends(" ".join(sentence.split())))
    if not directive:
        return url
    kept = fragment.partition(":~:")[0] if mark else ""
    return f"{page}#{kept}:~:text={directive}"


def _ends(sentence: str) -> list[str]:
    words = sentence.split(" ")
    if len(sentence) > _DENSE_CHARS and len(sentence) > 2 * _END_CHARS * len(words):
        return [sentence[:_END_CHARS].strip(), sentence[-_END_CHARS:].strip()]
    if len(words) > _SHORT_SENTENCE_WORDS:
        return [" ".join(words[:_END_WORDS]), " ".join(words[-_END_WORDS:])]
    return [sentence] if sentence else []


def _directive_text(text: str) -> str:
    # The directive gives `-`, `,` and `&` a meaning of their own; quote() leaves the dash.
    return quote(text, safe="", errors="ignore").replace("-", "%2D")
