"""A nearly empty page's title and text in, what stands in the article's place out: an error, a check of age, a page for scripts. Pure.

Only short texts are to be asked: an article may well be about any of these.
"""

import re
from collections.abc import Mapping
from typing import Final

from bot.catalogue import mark

_MOST_WORDS: Final = 90


def _of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_GATES: Final[Mapping[str, re.Pattern[str]]] = {
    mark("the page is gone"): _of(
        r"(?:page|article|content|post|file|story|url)\b.{0,60}(?:not (?:be )?found|can(?:no|['’])t be found|does(?: not|n['’]t) exist"
        r"|no longer (?:exists?|available))",
        r"(?:404|410)\W{1,4}(?:not found|error|page|gone)|error 404|^404$|nothing (?:was )?found (?:at|here)|has been (?:removed"
        r"|deleted|unpublished) (?:by|from) (?:the|this|our)",
        r"(?:seite|artikel|inhalt)\b.{0,60}(?:nicht (?:gefunden|vorhanden)|nicht mehr (?:verfügbar|vorhanden)|existiert nicht)"
        r"|page (?:introuvable|non trouvée)",
        r"(?:página|artículo|contenido)\b.{0,40}no (?:encontrad[oa]|existe|disponible)|página não (?:encontrada|existe)"
        r"|pagina non (?:trovata|esiste)",
        r"pagina niet gevonden|nie znaleziono strony|sidan kunde inte hittas|страница не найдена|ページが(?:見つかりません"
        r"|存在しません)|页面不存在"
        r"|찾을 수 없습니다",
        r"we (?:could|can)(?:n['’]t| ?not) find (?:that|the|this|your|what) ?(?:page|article|story|post|link|url|you)"
        r"|(?:this|the|that) (?:page|article|story|content|post|link) (?:is not|isn['’]t) (?:currently )?available(?! (?:in|to|for|on)\b)"
        r"|the link you (?:followed|clicked)(?: on)? (?:may|might|could|is|has)",
        r"(?:diese|die) seite (?:gibt es|ist) (?:hier |leider )?nicht|cette page n['’](?:existe|est) (?:plus|pas)|esta página (?:ya )?no"
        r"|questa pagina non|deze pagina (?:bestaat|is) niet",
    ),
    mark("the page leads elsewhere"): _of(
        r"you (?:are being|will be|should be) (?:automatically )?redirected|if you are not (?:automatically )?redirected"
        r"|sie werden (?:automatisch |gleich )?weitergeleitet|vous (?:allez être|serez) redirigé|ser[áa] (?:redirigido|redirecionado)"
        r"|(?:verrai|sarai) reindirizzat|^redirecting\b|\nredirecting\W*\Z",
    ),
    mark("the page needs JavaScript"): _of(
        r"(?:enable|turn on|activate|requires?|needs?|allow|without)\b.{0,40}\bjavascript|javascript\b.{0,40}\b(?:enabled|disabled"
        r"|required|turned off|to (?:run|view|use))",
        r"javascript\b.{0,40}(?:aktivieren|aktiviert|erforderlich|activer|désactivé|activar|deshabilitado|ativar|ativado|abilitare"
        r"|inschakelen)",
        r"(?:aktivieren|activez|active|habilite|ative|abilita|schakel)\b.{0,30}javascript|javascript ?を有効",
        r"\n\W*(?:loading(?: (?:page|content|article))?|please wait|wird geladen|bitte warten|chargement(?: en cours)?|cargando|carregando"
        r"|caricamento(?: in corso)?|(?:even )?laden|загрузка|読み込み中|加载中|로딩 ?중)\W*\Z",
    ),
    mark("a check of age stands in front"): _of(
        r"(?:verify|confirm|enter) your (?:age|date of birth)|age (?:verification|check|gate)|(?:you must be|are you|i am"
        r"|you are) (?:at least |over |of |above )?(?:1[68]|21)\b.{0,30}(?:old|older|over|or over|or older|to (?:enter|view|continue))",
        r"are you over (?:18|21)|bist du (?:über|mindestens) 18|altersüberprüfung|vérif(?:iez|ication) (?:de )?(?:votre|l['’]) ?âge"
        r"|verificación de edad|verificação de idade|verifica (?:dell['’])?età",
    ),
    mark("the page is not shown in this country"): _of(
        r"(?:not|un)\s?available (?:in|for|to) (?:your|the|visitors in) (?:country|region|location|territory|area|european?)|(?:country"
        r"|region|location)\b.{0,40}(?:is )?not (?:supported|permitted)",
        r"(?:site|page|content|service|article|video)\b.{0,40}\b(?:not available|unavailable) (?:in|for|to)\b.{0,30}(?:countr(?:y"
        r"|ies)|region"
        r"|europe|\beea|\beu\b|\buk\b)",
        r"unavailable (?:due to|for) legal reasons|access(?:ing)? this (?:web ?site|content) from a country|in (?:ihrem"
        r"|deinem) land nicht verfügbar|pas disponible dans votre (?:pays|région)|no (?:está )?disponible en (?:tu|su) (?:país|región)",
    ),
    "the site wants advertisements to be shown": _of(
        r"ad ?-?block(?:er|ing)?\b.{0,80}(?:disable|turn (?:it )?off|whitelist|allow|pause|deactivate)|(?:disable|turn off|pause"
        r"|whitelist|deactivate)\b.{0,60}ad ?-?block",
        r"(?:werbeblocker|adblocker)\b.{0,60}(?:deaktivieren|ausschalten|aktiv)|bloqueur de publicité|bloqueador de (?:anuncios"
        r"|publicidad)",
    ),
    "the site refuses": _of(
        r"\b(?:403|401)\W{1,4}(?:forbidden|unauthori[sz]ed|error)|^forbidden$|you (?:do not|don['’]t) have (?:permission|access"
        r"|authori[sz]ation)|too many requests|you have been (?:blocked|denied)|access (?:to this page )?(?:has been |is "
        r"|was )?(?:denied|blocked|forbidden|restricted)",
    ),
    mark("the site is out of order"): _of(
        r"internal server error|service (?:temporarily )?unavailable|bad gateway|gateway time-?out|(?:under|undergoing"
        r"|scheduled)\b.{0,20}maintenance|error establishing a database connection|we['’]ll be (?:right )?back (?:soon|shortly)"
        r"|database error",
        r"wartungsarbeiten|(?:en|site en) maintenance|en mantenimiento|em manutenção|in manutenzione|メンテナンス中",
    ),
}  # fmt: skip
_ROBOT: Final = _of(
    r"just a moment|attention required|are you (?:a )?(?:robot|human)|security (?:check|verification)|verif(?:y|ying)\b.{0,30}human"
    r"|checking (?:your browser|if the site connection)",
    r"(?:confirm|prove|make sure|verify) (?:that )?(?:you['’]re|you are) (?:not a (?:ro)?bot|(?:a )?human)|complete the security check"
    r"|bot (?:check|verification)|pardon our interruption",
    r"access to this page has been denied|one more step|please wait\b.{0,30}verif|human verification|unusual activity",
    r"incapsula incident|ddos-guard|(?:verify|check)ing (?:your|the) (?:browser|connection|device)|made us think (?:that )?you.{0,12}\bbot"
    r"|automated (?:requests|queries) from your",
    r"(?:überprüfen|prüfen), (?:ob|dass) (?:sie|du) .{0,20}(?:mensch|roboter)|vérification de (?:votre navigateur|sécurité)"
    r"|(?:comprobando|verificando) (?:su|tu|seu) navegador|verifica del browser",
    r"подтвердите, что .{0,40}(?:не робот|человек)|вы не робот|проверка браузера"
    r"|请(?:先)?完成.{0,8}验证|人机(?:验证|校验)|验证您(?:是|不是)"
    r"|ロボットでない|ブラウザを(?:確認|チェック)|(?:로봇|봇)이 아닙|사람인지 확인",
)


def gate_of(text: str, *, title: str, words: int) -> str | None:
    """The reason to give. `words` is the length of `text`. None: the page is none of these, or says too much to be one."""
    if words > _MOST_WORDS:
        return None
    shown = f"{title}\n{text}"
    if _ROBOT.search(shown):
        return mark("a robot check stands in front")
    return next((reason for reason, pattern in _GATES.items() if pattern.search(shown)), None)
