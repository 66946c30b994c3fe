"""An article's text in, how much of the article it is out. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from bot.articles.gates import gate_of
from bot.catalogue import mark
from bot.model.article import Confidence
from bot.text.words import count_words

LEAST_WORDS: Final = 120
_WALL_WORDS: Final = 250
_PAID_END_WORDS: Final = 450
_LEAST_CONSENTS: Final = 4
_LEAST_SHORT_CONSENTS: Final = 2
_WORDS_A_CONSENT: Final = 60
_TEASER_WORDS: Final = 25
_ENDING_CHARACTERS: Final = 200
_HEARD_CHARACTERS: Final = 50_000  # few words and more than this are no words: 4 MB of one letter took 8 s

_ROBOT: Final = re.compile(
    r"just a moment|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)|unusual (?:traffic|activity)"
    r"|checking your browser"
    r"|enable javascript and cookies|please enable (?:javascript|js)|access denied|attention required|press (?:and|&) hold"
    r"|(?:complete|solve) the captcha|you have been blocked|ddos protection|needs to review the security of your connection"
    r"|i['’]m not a robot|(?:ich bin|sind sie) (?:k)?ein roboter|je ne suis pas un robot|vérifi(?:ez|cation) que vous êtes (?:un )?humain"
    r"|no soy un robot|não sou um robô|non sono un robot|ik ben geen robot|私はロボットではありません|я не робот",
    re.IGNORECASE,
)
_COOKIES: Final = re.compile(
    r"(?:accept|reject|allow) all(?: cookies)?|(?:we|our partners|this (?:site|website)) (?:and our .{0,30}partners )?uses? cookies"
    r"|cookie (?:settings|preferences|policy|consent)|manage (?:your )?(?:consent|privacy|choices)|(?:wir|diese (?:website"
    r"|seite)) verwende[nt] cookies"
    r"|alle (?:cookies )?(?:akzeptieren|ablehnen)|nous utilisons des cookies|tout (?:accepter|refuser)|utilizamos (?:las )?cookies"
    r"|usamos cookies"
    r"|aceptar (?:todo|todas)|rechazar todo|aceitar (?:tudo|todos)|utilizziamo i cookie|accetta tutt[oi]|wij gebruiken cookies"
    r"|alles accepteren"
    r"|クッキーを使用|cookieを使用|すべて(?:許可|同意)|мы используем (?:файлы )?cookie"
    r"|we value your privacy|we and our [\w.,' ]{0,40}partners (?:store|process|use|access|collect|share|ask)"
    r"|store and/or access information"
    r"|privatsphäre-?einstellungen|wir und unsere [\w., ]{0,40}partner (?:verarbeiten|speichern|verwenden|nutzen|setzen|greifen)"
    r"|besuchen sie .{1,60}\bmit werbung|(?:weiter mit|mit) werbung (?:weiter)?lesen|oder pur-abo|bereits pur-|ohne werbetracking"
    r"|(?:nous et nos|avec votre accord, nos) [\w., ]{0,40}partenaires|continuer sans accepter|noi e (?:i )?nostri [\w., ]{0,40}partner\b"
    r"|noi e terze parti|nosotros y nuestros [\w., ]{0,40}(?:socios|partners)|nós e (?:os )?nossos [\w., ]{0,40}parceiros"
    r"|wij en onze [\w., ]{0,40}partners|my i nasi [\w., ]{0,40}partnerzy|vi och våra [\w., ]{0,40}partner"
    r"|мы и наши [\w., ]{0,40}партн[её]ры",
    re.IGNORECASE,
)
_CONSENT: Final = re.compile(
    r"accept all|reject all|we and our (?:\d{1,4} )?partners|legitimate interest|withdraw your consent|store and/or access information"
    r"|personali[sz]ed (?:ads|advertising|content)|your (?:privacy )?choices|cookie policy|privacy (?:policy|cent(?:re|er)|preferences)"
    r"|list of partners|vendors|strictly necessary|performance cookies|targeting cookies|functional cookies|consent preferences"
    r"|berechtigtes interesse|einwilligung|widerruf|intérêt légitime|consentement|interés legítimo|consentimiento"
    r"|legittimo interesse|consenso|personenbezogene daten|données personnelles|dati personali|datos personales|(?:werbe)?tracking",
    re.IGNORECASE,
)
# A notice speaks for the site to its reader; a report on one speaks of both.
_WE_TO_YOU: Final = re.compile(
    r"\b(?:we|our|your|wir|unsere[nr]?|nous|nos|votre|vos|noi|nostri|tuoi?|nosotros|nuestros|tus?|nós|nossos|wij|onze|uw|мы|наши)\b",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"(?:log|sign) ?in to (?:continue|read|view|see|your account)|(?:you must|please|you need to) (?:be (?:logged|signed) in|log ?in"
    r"|sign ?in)"
    r"|create (?:a free|an|your free) account to|(?:register|sign up)(?: now)?(?: for free)?(?: now)? to (?:continue|keep|read)"
    r"|forgot(?:ten)? (?:your )?password"
    r"|(?:bitte )?(?:melden sie sich an|einloggen, um|anmelden, um)|connectez-vous pour|inscrivez-vous (?:gratuitement )?pour (?:lire"
    r"|continuer)|inici[ae] sesión para|reg[ií]strate (?:gratis )?para|(?:faça|entre com seu) login"
    r"|(?:accedi|registrati)(?: gratis)? per|kostenlos registrieren (?:und|um)|log in om|ログインして|ログインが必要|войдите, чтобы",
    re.IGNORECASE,
)
_PAYWALL: Final = re.compile(
    r"subscribe (?:now |today )?to (?:continue|keep|read|unlock|access)|subscribers? only|for (?:paid |paying )?subscribers"
    r"|to continue reading"
    r"|already a (?:subscriber|member)|this (?:article|content|story|post) is (?:for|reserved|only available|exclusive)"
    r"|you['’]ve (?:reached your (?:free )?(?:article )?limit|(?:\d{1,4}|no|used all your) free articles)|(?:\d{1,4}"
    r"|no) free articles? (?:left|remaining)"
    r"|unlock this (?:article|story)|become a (?:paid )?(?:member|subscriber)|start your free trial|(?:jetzt )?weiterlesen mit"
    r"|jetzt weiterlesen"
    r"|(?:nur )?für abonnenten|réservée? (?:à nos |aux )abonnés|(?:il vous reste|la suite est).{0,40}(?:lire|abonnés)|abonnez-vous pour"
    r"|(?:solo|sólo|exclusivo) para (?:suscriptores|assinantes)|suscríbete para|assine para|(?:riservato agli|solo per gli) abbonati"
    r"|abbonati per"
    r"|alleen voor abonnees|verder lezen\?|この記事は(?:有料)?会員限定|有料会員|残り\d{1,6}文字|только для подписчиков",
    re.IGNORECASE,
)
_CUT_SHORT: Final = re.compile(
    r"(?:(?:continue|keep) reading|read (?:more|the (?:full|rest|whole)\b.{0,40})|\[(?:…|\.\.\.)\]|(?:…|\.\.\.)"
    r"|weiterlesen|lire la suite)\W*$",
    re.IGNORECASE,
)
_TILL: Final = re.compile(
    r"\s*(?:(?:please |want )?(?:subscribe|sign up|log in|register|become a (?:paid )?(?:member|subscriber)) (?:now "
    r"|today )?to (?:continue|keep) reading"
    r"|(?:want )?to (?:continue|keep) reading(?: this (?:article|story))?,? (?:please )?(?:subscribe|become|sign)"
    r"|(?:this|the rest of this) (?:article|story|content|post) is (?:only )?(?:available (?:only )?)?(?:for|to|reserved for|exclusive to)"
    r" (?:our |paid |paying )*(?:subscribers|members)"
    r"|create an? (?:free )?account to (?:read|continue)|register (?:for free )?to continue reading|the author made this story available to"
    r"|you(?:['’]ve| have) (?:read|reached|used) (?:your|all).{0,20} free (?:article|story|stories)"
    r"|(?:sie wollen|sie möchten|möchten sie) (?:den|diesen) artikel (?:weiter)?lesen|lesen sie diesen artikel mit"
    r"|jetzt weiterlesen mit|weiterlesen mit .{0,20}abo|la suite (?:de cet article )?est réservée"
    r"|il vous reste .{0,20} de cet article à lire"
    r"|(?:suscríbete|assine|abbonati) para (?:seguir|continuar) (?:leyendo|lendo|a ler)|abbonati per continuare"
    r"|この記事は(?:有料)?会員限定)",
    re.IGNORECASE,
)
_LINES: Final = re.compile(r">([^<>]{8,160})<")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?。？])\s*(?=\S)|\n+")
_LAST_SENTENCES, _NEAR_THE_FRONT = 3, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How much is at hand, and in a few words why it is not all; "" where it is."""

    confidence: Confidence
    reason: str = ""


FULL: Final = Judgement(confidence=Confidence.FULL)


def judge(text: str, *, around: str = "", listed: bool = False, till: bool = False, title: str = "", paid: bool = False) -> Judgement:
    """`text` is the article as extracted, `around` more of what the page shows (its title, the line that was cut off).

    `listed`: it is a changelog or a roundup, which is whole however short it is. `till`: the page asks for a subscription to read
    on; `paid`: it declares that its article is not free. `title` is the page's own: an error's name stands there and nowhere else
    at times.

    Phrases of walls count only in short texts: a long article may well be about cookies or captchas. What stands around a short
    text is heard only on subscriptions: every page has its cookie line and its login link.
    """
    size = count_words(text)
    ending = text[-_ENDING_CHARACTERS:]
    if (till or paid) and _TEASER_WORDS <= size < _PAID_END_WORDS:
        return _teaser(mark("only a teaser is public, the rest is for subscribers"))
    if size >= _WALL_WORDS:
        return _long(text, ending=ending, size=size)
    text, around = text[:_HEARD_CHARACTERS], around[:_HEARD_CHARACTERS]
    empty, short = size < _TEASER_WORDS, size < LEAST_WORDS
    if not listed and (gate := gate_of(text, title=title, words=size)):
        return Judgement(confidence=Confidence.WALL, reason=gate)
    shown = f"{around}\n{text}" if empty else text
    if wall := _wall(shown, text=text, around=around if short else "", short=short, empty=empty):
        return wall
    if size < LEAST_WORDS and not listed:
        return _teaser(mark("only a teaser is public") if _CUT_SHORT.search(ending) else mark("the text is too short"))
    return _teaser(mark("only a teaser is public")) if _CUT_SHORT.search(ending) else FULL


def _long(text: str, *, ending: str, size: int) -> Judgement:
    """A text long enough for an article: still a wall where it asks for consent at length, a teaser where it ends at the till."""
    if "cookie" in text.casefold() and _asks_consent(text, size=size, least=_LEAST_CONSENTS):
        return Judgement(confidence=Confidence.WALL, reason=mark("a cookie notice stands in front"))
    if size < _PAID_END_WORDS and _ends_at_till(ending):
        return _teaser(mark("only a teaser is public, the rest is for subscribers"))
    return FULL


def _asks_consent(text: str, *, size: int, least: int) -> bool:
    """Whether `least` different phrases of consent stand in the text, and close enough together."""
    asked = _CONSENT.findall(text)
    return len({each.casefold() for each in asked}) >= least and len(asked) * _WORDS_A_CONSENT >= size


def shows_till(markup: str) -> bool:
    """Whether a page shows, in a line of its own, that the rest is for subscribers."""
    return any(_TILL.match(line) for line in _LINES.findall(markup))


def _ends_at_till(ending: str) -> bool:
    """Whether one of the last sentences begins by asking for a subscription; reporting on one takes a subject first."""
    last = _SENTENCE_END.split(ending.strip())[-_LAST_SENTENCES:]
    return any(found.start() <= _NEAR_THE_FRONT for found in map(_PAYWALL.search, last) if found)


def _wall(shown: str, *, text: str, around: str, short: bool, empty: bool) -> Judgement | None:
    """None: no wall shows."""
    if short and _ROBOT.search(shown):
        return Judgement(confidence=Confidence.WALL, reason=mark("a robot check stands in front"))
    if _PAYWALL.search(shown) or _PAYWALL.search(around):
        reason = mark("a paywall stands in front") if empty else mark("only a teaser is public, the rest is for subscribers")
        return Judgement(confidence=Confidence.WALL if empty else Confidence.TEASER, reason=reason)
    if short and _LOGIN.search(shown):
        return Judgement(confidence=Confidence.WALL, reason=mark("a login stands in front"))
    asks = _WE_TO_YOU.search(text) and _asks_consent(text, size=count_words(text), least=_LEAST_SHORT_CONSENTS)
    if short and (asks or _COOKIES.search(shown)):
        return Judgement(confidence=Confidence.WALL, reason=mark("a cookie notice stands in front"))
    return None


def _teaser(reason: str) -> Judgement:
    return Judgement(confidence=Confidence.TEASER, reason=reason)
