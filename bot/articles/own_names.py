"""What authors call their own takeaways, by language: patterns for a whole heading, and for a label in front of a text. Pure."""

import re
from typing import Final

# A plain name heads an ordinary section too often ("Summary", "Highlights"): only a list under it counts, and where it stands.
_PLAIN: Final = {
    "en": r"(?:article |story |news |report |episode )?highlights|key facts|(?:executive |article )?summary|why it matters"
    r"|what (?:you need|to) (?:to )?know|(?:\w+ )?(?:things|facts) (?:you (?:need|should) )?to know|the (?:big picture|essentials)"
    r"|(?:the |our |my )?(?:main |major )?(?:points|findings|facts|insights|learnings|lessons learned)",
    "de": r"zusammenfassung|überblick|im überblick|was (?:sie|du|man) wissen (?:müssen|musst|muss|sollten?)|die fakten",
    "fr": r"résumé|synthèse|les faits|ce qu['’]il faut savoir",
    "es": r"resumen|lo que (?:hay que|debes|necesitas) saber|aspectos destacados|destacados",
    "pt": r"resumo|destaques|o que você precisa saber|o que (?:é preciso|deve) saber",
    "it": r"riassunto|riepilogo|cosa (?:c['’]è da|bisogna|serve) sapere|i fatti",
    "nl": r"samenvatting|wat (?:je|u) moet weten|hoogtepunten",
    "ja": r"まとめ|概要|要約|サマリー|知っておくべきこと",
    "ru": r"резюме|итоги",
    "pl": r"podsumowanie",
    "sv": r"sammanfattning",
    "zh": r"摘要|总结|概要",
    "ko": r"요약",
}
# These say it outright, wherever they stand, and a paragraph under them counts as well.
_CERTAIN: Final = {
    "en": r"(?:the |our |my |your |some )?(?:key|main|top|quick|major|core|important|critical|essential|biggest|\d{1,2}|three|four|five"
    r"|\w{1,2} key)(?: key)? (?:take[- ]?aways?|points|findings|facts|insights|learnings|lessons(?: learned)?)"
    r"(?: (?:at a glance|from .{1,60}|of (?:the|this) .{1,40}))?"
    r"|(?:the |our |my )?take[- ]?aways?|tl ?[;:,/]? ?dr|too long[;,]? didn['’]t read|(?:.{1,40} )?at a glance|in (?:brief|short"
    r"|a nutshell)"
    r"|(?:the )?bottom line|the gist|(?:quick|short|brief) summary|key take|in summary|the short version",
    "de": r"das wichtigste(?: (?:in kürze|im überblick|auf einen blick|zum thema))?|auf einen blick|kurz ?(?:gefasst|und knapp"
    r"|zusammengefasst)"
    r"|(?:die )?(?:wichtigsten|zentralen) (?:punkte|erkenntnisse|fakten)(?: (?:im überblick|auf einen blick))?|in kürze|kernpunkte"
    r"|kernaussagen"
    r"|die kernpunkte|darum geht['’]?s|das fazit in kürze",
    "fr": r"(?:l['’])?essentiel(?: en bref)?|(?:les )?points? (?:clés?|essentiels|à retenir)|(?:ce qu['’]il faut|à) retenir|en (?:bref"
    r"|résumé|un coup d['’]œil)"
    r"|l['’]info en bref|les idées clés",
    "es": r"(?:los )?puntos? (?:clave|principales|importantes)|(?:las )?claves(?: (?:de|del) .{1,40})?|lo (?:más )?(?:importante"
    r"|esencial)|en (?:resumen|breve|síntesis)"
    r"|de un vistazo|conclusiones clave|ideas clave|ideas principales",
    "pt": r"(?:os )?(?:principais pontos|pontos[- ]chave|pontos principais)|em (?:resumo|síntese|poucas palavras)|resumo rápido"
    r"|o essencial|o mais importante"
    r"|principais (?:conclusões|destaques)|de relance",
    "it": r"(?:i )?punti (?:chiave|principali|salienti)|in (?:sintesi|breve|pillole|poche parole)|l['’]essenziale|a colpo d['’]occhio"
    r"|in evidenza|da ricordare",
    "nl": r"(?:de )?(?:belangrijkste|kern)[- ]?(?:punten|inzichten|bevindingen|conclusies)|kernpunten|in het kort|kort samengevat"
    r"|in één oogopslag|het belangrijkste",
    "ja": r"要点|ポイント|この記事の(?:ポイント|要点|まとめ)|重要(?:な)?ポイント|主なポイント|記事の要約|3行(?:まとめ|で)"
    r"|ひと目でわかる.{0,10}|この記事でわかること",
    "ru": r"главное|коротко(?: о главном)?|кратко|ключевые (?:выводы|моменты|тезисы)|вкратце",
    "pl": r"najważniejsze (?:informacje|punkty|wnioski)|w skrócie|kluczowe (?:wnioski|punkty)",
    "sv": r"det viktigaste|i korthet|viktiga punkter",
    "zh": r"要点|重点|重點|核心要点|本文要点|关键要点|一句话总结",
    "ko": r"핵심 요약|핵심|요점|한눈에 보기|주요 내용",
}
_LABEL: Final = (
    r"tl ?[;:,/]? ?dr|key take[- ]?aways?|in (?:short|brief|a nutshell)|(?:the )?bottom line|kurz ?gefasst|in kürze|en bref|à retenir"
    r"|en resumen|em resumo|in sintesi|in breve|in het kort|kort samengevat|коротко|要点|ポイント"
)
_MARKS: Final = r"[\W_]*"
_IN_CERTAIN: Final = re.compile(rf"{_MARKS}(?:{'|'.join(_CERTAIN.values())}){_MARKS}", re.IGNORECASE)
_IN_PLAIN: Final = re.compile(rf"{_MARKS}(?:{'|'.join(_PLAIN.values())}){_MARKS}", re.IGNORECASE)
_RUN_IN: Final = re.compile(rf"\W*(?:{_LABEL})(?:\s*\W{{0,2}}[:：|]\W{{0,2}}|\s*[—–]|\s+-)\s*(?=\S)", re.IGNORECASE)
_LONGEST: Final = 80
_LABELLED: Final = 400


def is_certain(line: str) -> bool:
    """Whether a line is a name that only the author's own takeaways have, such as "Key Takeaways" or "TL;DR"."""
    return len(line) <= _LONGEST and bool(_IN_CERTAIN.fullmatch(line))


def is_name(line: str) -> bool:
    """Whether a line is any name that the author's own takeaways have, such as "Summary", be it one that other sections have too."""
    return is_certain(line) or (len(line) <= _LONGEST and bool(_IN_PLAIN.fullmatch(line)))


def label_end(text: str) -> int:
    """Where the text after a label such as "TL;DR: " begins; 0 where there is no label."""
    found = _RUN_IN.match(text, 0, _LABELLED)
    return found.end() if found else 0
