"""The words that say nothing about what a text is about, in English and, shorter, in other languages of the tech press. Pure."""

from typing import Final

_ENGLISH: Final = """
a about above after again against all also although always am among an and another any are aren't around as at away be became because
become becomes been before behind being below between both but by came can can't cannot come could couldn't did didn't do does doesn't
doing don't done down during each either else even ever every everyone everything few first for from further gave get gets getting give
given go goes going gone got had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his how
however i i'd i'll i'm i've if in including indeed instead into is isn't it it'd it'll it's its itself just know known last later least
less let let's like made make makes making many may maybe me meanwhile might more moreover most much must my myself neither never
next no nor not nothing now of off often on once one only onto or other others our ours ourselves out over own per perhaps put quite
rather really said same saw say saying says second see seem seemed seems seen several shall she she'd she'll she's should shouldn't since
so some someone something sometimes still such take taken takes than that that'd that'll that's the their theirs them themselves then
there there's therefore these they they'd they'll they're they've thing things this those though three through thus to together told
too took toward towards two under until up upon us use used uses using very via want wants was wasn't way we we'd we'll we're we've
well went were weren't what what's when where whether which while who who's whole whom whose why will with within without won't would
wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves s t re ve ll
"""
_GERMAN: Final = """
aber als am an auch auf aus bei bin bis da damit dann das dass dem den der des die dies diese dieser dieses doch durch ein eine einem
einen einer eines er es für gegen hat haben hatte ich ihr ihre im in ist ja kann kein keine können man mehr mit muss nach nicht noch
nun nur ob oder ohne sein seine sich sie sind so über um und uns unter vom von vor war was weil wenn werden wie wir wird wurde zu zum zur
"""
_FRENCH: Final = """
au aux avec ce ces cette comme dans de des du elle en est et été être eu il ils je la le les leur leurs lui mais même ne nous on ont ou où
par pas plus pour qu que qui sa sans se ses son sont sur très tout un une vous c'est d'un d'une l'on n'est qu'il
"""
_SPANISH: Final = """
al como con cuando de del desde donde el ella en entre era es esta este esto fue ha han hasta hay la las le les lo los más me muy ni no nos
para pero por que qué se ser si sin sobre son su sus también te tiene un una uno y ya
"""
_PORTUGUESE: Final = """
ao aos as até com como da das de do dos ela ele em entre era essa esse esta este eu foi há isso já mais mas mesmo na nas no nos não o os
ou para pela pelo por quando que se sem ser seu sua são também tem um uma
"""
_ITALIAN: Final = """
agli ai al alla alle anche che chi ci come con da dal dalla dei del della delle di e è gli ha hanno i il in io la le lo ma nei nel nella
non o per perché più quando questa questo se si sono su sul sulla tra un una uno
"""
_RUSSIAN: Final = """
а без более бы был была были было быть в вам вас весь во вот все всего вы где да даже для до его ее если есть еще же за здесь и из или им их
к как ко когда кто ли между меня мне может мы на над надо не него нет ни но о об он она они от по под при с со так также то того только
тот у уже что чтобы эта эти это этот я
"""
_JAPANESE: Final = (
    "した する して され れた いる ます です ある こと もの ため から まで よう この その それ これ など では とし には とし ない っ た"
)

STOP_WORDS: Final = frozenset(" ".join((_ENGLISH, _GERMAN, _FRENCH, _SPANISH, _PORTUGUESE, _ITALIAN, _RUSSIAN, _JAPANESE)).split())
