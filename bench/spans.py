"""A bullet and the stretch of text it rests on in, whether it says nothing else out. Pure; knows nothing of how bullets are made."""


def rests(bullet: str, span: str) -> bool:
    """Whether the bullet's words stand in the span as they are, in one run: but for white space, a first letter made a capital and a
    final stop where the sentence was cut."""
    line = " ".join(span.split())
    said = bullet[1:]
    return bool(bullet) and (_holds(line, bullet[0], said) or (said.endswith(".") and _holds(line, bullet[0], said[:-1])))


def _holds(line: str, first: str, rest: str) -> bool:
    at = line.find(rest, 1)
    while at > 0:
        if line[at - 1].upper() == first.upper():
            return True
        at = line.find(rest, at + 1)
    return False
