"""A host name in, the ASCII name that browsers ask for out. Pure."""

import idna

LONGEST = 253  # RFC 1035; the encoders are slow on longer ones


def ascii_host(host: str) -> str:
    """In lower case: UTS 46 without its transitional mappings, so that `straße` is not `strasse` (IDNA 2008, RFC 5891).

    ValueError: too long for a host, or with characters or empty labels that none has.
    """
    if len(host) > LONGEST:
        raise ValueError("no host name is that long")
    if host.isascii():
        return host.lower()
    labels = idna.uts46_remap(host, std3_rules=False).removesuffix(".").split(".")
    if not all(labels):
        raise ValueError("an empty label")
    # Punycode by hand: browsers take names that `idna.encode` refuses, of emoji for one.
    return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in labels)
