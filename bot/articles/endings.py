"""How sites word the last lines under an article and the frame of a newsletter, as patterns by topic: data for `wordings`. Pure.

Believed only at the end of an article, `FRAMES` wherever they stand. Names are told by their capitals.
"""

from typing import Final

_NAMES: Final = r"(?-i:[A-ZÀ-Þ][\w.’'-]*(?:,? (?:(?:and|in|for|of|the|de|van|von|der|den|at) ){0,3}[A-ZÀ-Þ][\w.’'-]*){0,14})"
_AGENCY: Final = (
    r"(?:the )?(?:afp|ap|reuters|dpa|efe|ansa|apa|sid|kna|epd|anp|pap|upi|pti|tass|sda|belga|lusa|associated press|agence france-presse)"
)
_AGENCIES: Final = rf"{_AGENCY}(?:(?:\s?[/,;]\s?| und | and | et | y | e | con | avec ){_AGENCY}){{0,3}}"
_DEEDS: Final = (
    r"reporting|writing|editing|edited|compiled|written|research|graphics|photography|production|translated|illustrations?|video"
)
_PAPER: Final = r"(?:article|story|post|report|piece|content|page|column|project)"

# the frame of a newsletter, and a voice that reads the article out
FRAMES: Final = (
    r"view (?:this (?:e-?mail|newsletter) )?(?:in|on) (?:your |a |the )?(?:browser|web)|(?:im|in ihrem) browser (?:ansehen|anzeigen|öffnen)"
    r"|(?:voir|ver|visualizza|bekijk) .{0,20}(?:navigateur|navegador|browser)"
    r"|(?:unsubscribe|manage (?:your )?preferences|update (?:your )?preferences|forward to a friend|[|·•\s]){2,12}"
    r"|you(?:['’]re| are)? (?:receiv(?:ed|ing)|get(?:ting)?) this (?:e-?mail|newsletter) because\b.{0,200}"
    r"|sie erhalten diese(?:n)? (?:e-?mail|newsletter),? weil\b.{0,160}|vous recevez (?:cet e-?mail|cette newsletter) .{0,160}"
    r"|(?:was this|did someone) (?:e-?mail |newsletter )?forward(?:ed)? (?:this )?(?:e-?mail |newsletter )?to you\?.{0,80}"
    r"|loading comments\W*|(?:this|the) audio (?:version )?(?:is|was|has been) .{0,20}generated\b.{0,120}"
)
# who helped, which agency wrote it, where it was before
CREDITS: Final = (
    rf"\(?(?:(?:additional |further )?(?:{_DEEDS})(?:,? (?:and|&) (?:{_DEEDS}))? by {_NAMES}[;,.]?\s?){{1,6}}\)?|our standards\s?:.{{2,80}}"
    rf"|.{{2,160}} contributed (?:to|reporting (?:to|for)) this {_PAPER}.{{0,40}}"
    rf"|with (?:files|(?:additional )?reporting|material|information) (?:from|by) (?:the )?(?:{_NAMES}|{_AGENCIES})|\(?{_AGENCIES}\)?"
    rf"|(?:quellen?|sources?|fuentes?|fonti|fontes?|bron(?:nen)?|källa|źródło|источник)\s?[:：].{{2,60}}|(?:来源|出典)[:：]?.{{2,40}}"
    rf"|mit (?:agentur)?material(?: (?:von|der|des) .{{2,40}})?"
    rf"|(?:avec|con|com|met|mit) (?:l['’])?(?:agences|agencias|agências|{_AGENCIES})"
    rf"|(?:con|com) (?:información|informações) d[aeo]l? .{{2,40}}"
    r"|diese[rs]? (?:artikel|beitrag|text|interview) (?:wurde|ist|erschien) (?:zuerst|ursprünglich|erstmals)\b.{2,140}"
    r"|cet article (?:a été|est) (?:initialement|d['’]abord|publié)\b.{2,140}|este art[íi](?:culo|go) (?:fue"
    r"|foi) publicado original.{2,120}"
    r"|questo articolo è (?:stato pubblicato|apparso) (?:per la prima|originariamente|in origine).{2,120}"
    rf"|this {_PAPER} (?:was|is) (?:co-)?(?:produced|published|supported|funded) (?:in (?:partnership|collaboration)|as part of|by a grant)"
    r"\b.{2,160}"
)
# what a site asks of its readers, and what it would have them know
CALLS: Final = (
    r"thank(?:s| you) for reading\b.{0,160}|subscribe for free to\b.{0,120}|this (?:post|newsletter|issue) is (?:public|free)\b.{0,100}"
    r"|(?:.{2,90}[.!?] )?(?:if you .{2,60}, )?(?:please )?(?:consider )?(?:donate (?:now|today|here)\b.{0,80}"
    r"|(?:donat|support|mak)(?:e|ing)? .{0,50}\b(?:our|us)\b.{0,80}|mak(?:e|ing) an? (?:[\w-]+ )?donation\b.{0,60})"
    rf"|republish (?:this|our) {_PAPER}?(?:articles|stories)?\b.{{0,160}}"
    r"|.{2,60}\b(?:may|might) (?:earn|receive|get) (?:an? )?(?:\w+ ){0,2}commissions?\b.{0,160}"
    r"|(?:what do you think\? ?)?(?:.{0,60}\b)?(?:let us know|tell us)\b.{0,40} in the comments\b.{0,40}"
    r"|share (?:this|the) (?:article|story|post|page)\s?[:：].{0,80}"
    r"|(?:for|want) more (?:stories|news|articles|content|updates)\b.{0,60}\b(?:follow|subscribe|sign up|visit|download|join)\b.{0,100}"
    r"|(?:download|get|install) (?:our|the) (?:[\w’'-]+ ){0,3}app\b.{0,80}|listen to (?:the|our) (?:podcast|episode)\b.{0,40}"
    r"|(?:the )?(?:views?|opinions?) (?:and opinions )?expressed\b.{0,80}\b(?:authors?|writers?|own|necessarily|contributors?)\b.{0,160}"
    r"|(?:vous avez aimé cet article|hat (?:ihnen|dir) (?:der|dieser) (?:artikel|beitrag|text) gefallen|¿?te (?:ha )?gust(?:ó|ado) este"
    r" artículo)\s?\?.{0,60}|se quiser receber .{0,100}newsletter.{0,20}"
)
