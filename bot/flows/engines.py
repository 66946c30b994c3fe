"""An article in, its takeaways out: the built-in way, which never fails to have an answer, and a language model on top of it."""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from bot import measures
from bot.engine.pool import WorkerPool
from bot.errors import ModelFailed, ModelTrouble, PromptsInvalid, StoreFailed, Unreadable, place
from bot.model.article import Article
from bot.model.takeaways import Method, Takeaways
from bot.model.usage import Caps, Usage
from bot.ports import TakeawaysEngine
from bot.rendering.prompt import LineValue, Prompt
from bot.settings import LlmSettings
from bot.store import answers, notes, usage
from bot.store.database import Database
from bot.takeaways import condense
from bot.takeaways.check import MOST_CHARACTERS
from bot.takeaways.llm.answer import read_answer
from bot.takeaways.llm.breaker import Breaker, ask_leave, failed, succeeded
from bot.takeaways.llm.budget import usage_of, worst_case
from bot.takeaways.llm.ladder import Manner, Rung, from_note, next_manner, to_note
from bot.takeaways.llm.layout import Layout, lay_out
from bot.takeaways.llm.verdict import Verdict, judge

if TYPE_CHECKING:
    from bot.takeaways.llm.client import ModelClient, Reply

log = logging.getLogger(__name__)

FEWEST_BULLETS, MOST_BULLETS = 3, 5
_MOST_REQUESTS: Final = 6  # for one article: the ladder's three ways and another for newer models, the retry, one to spare
_RETRY_S: Final = 1.0
_MARGIN_S: Final = 0.05
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


class SentenceEngine:
    """The built-in way: the article's own sentences, chosen in a worker process."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool

    async def condense(self, article: Article) -> Takeaways:
        """Raises `Unreadable` (TOO_HARD)."""
        return await self._pool.run(article.url, condense, article, most=MOST_BULLETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What the model is asked about one article: instructions for both shapes of answer, the article, and the most that it can cost."""

    key: bytes
    as_json: str
    as_list: str
    user: str
    reserved: Usage

    def system(self, manner: Manner) -> str:
        return self.as_list if manner.rung is Rung.LIST else self.as_json


class ModelEngine:
    """A language model, held to the article and to its caps. Whatever it does, the built-in takeaways stand behind it."""

    def __init__(
        self,
        client: "ModelClient",
        *,
        settings: LlmSettings,
        prompt: Prompt,
        db: Database,
        pool: WorkerPool,
        built_in: TakeawaysEngine,
        clock: Callable[[], datetime],
    ) -> None:
        self._client, self._settings, self._prompt, self._db, self._pool = client, settings, prompt, db, pool
        self._built_in, self._clock = built_in, clock
        self._caps = Caps(requests=settings.daily_requests, tokens=settings.daily_tokens, micros=int(settings.daily_cost * 1_000_000))
        self._turns = asyncio.Semaphore(settings.at_once)
        self._breaker = Breaker()
        self._capped_on = ""

    async def condense(self, article: Article) -> Takeaways:
        """The model's takeaways as far as the article holds them, else the built-in ones. Raises `Unreadable` (TOO_HARD), `StoreFailed`."""
        draft = await self._built_in.condense(article)
        if draft.method is not Method.EXTRACTIVE:
            return draft
        try:
            question = await self._question(article)
            answer = await self._answer(question)
            verdict = await self._judge(article, answer, draft) if answer else None
        except StoreFailed:
            raise
        except (PromptsInvalid, Unreadable) as error:
            log.warning("model left out", extra={"why": str(error)})
            return draft
        except Exception:
            log.exception("asking the model met a bug")
            return draft
        return verdict.takeaways if verdict else draft

    async def _question(self, article: Article) -> _Question:
        chars = self._settings.article_chars
        layout = await self._pool.run(article.url, lay_out, article, most_chars=chars)
        system = {"fewest": FEWEST_BULLETS, "most": MOST_BULLETS, "most_chars": MOST_CHARACTERS, "language": language_of(article)}
        as_json = self._prompt.render(title=layout.title, lines=_values(layout), system={**system, "shape": "json"})
        as_list = self._prompt.render(title=layout.title, lines=_values(layout), system={**system, "shape": "list"})
        text = "\0".join((self._settings.model, as_json.system, as_json.user))
        instructions = max(as_json.system, as_list.system, key=len)
        return _Question(
            key=blake2b(text.encode("utf-8", "replace"), digest_size=16).digest(),
            as_json=as_json.system,
            as_list=as_list.system,
            user=as_json.user,
            reserved=worst_case(
                instructions,
                as_json.user,
                answer_tokens=self._settings.answer_tokens,
                price_in=self._settings.price_in,
                price_out=self._settings.price_out,
            ),
        )

    async def _answer(self, question: _Question) -> str | None:
        """The model's answer, from memory where it gave one before; None: it gave none, or was not asked."""
        async with self._db.reading() as tx:
            known = await answers.find(tx, question.key)
        if known is not None:
            return known
        try:
            async with self._turns, asyncio.timeout(2 * self._settings.timeout_s):
                answer = await self._ask(question)
        except TimeoutError:
            self._failed(ModelFailed(url=self._settings.base_url, trouble=ModelTrouble.TIMEOUT))
            return None
        if answer is not None:
            async with self._db.transaction() as tx:
                await answers.keep(tx, question.key, answer, now=self._clock())
        return answer

    async def _ask(self, question: _Question) -> str | None:
        """Down the ladder as far as the server makes it necessary, with one retry. None: nothing usable came of it."""
        known = manner = await self._manner()
        failures = 0
        for _ in range(_MOST_REQUESTS):
            reserved_at = await self._reserve(question)
            if reserved_at is None:
                return None
            try:
                text = await self._request(question, manner, reserved_at=reserved_at)
            except ModelFailed as error:
                other = next_manner(manner, error)
                if other is not None:
                    manner = known = other
                    self._breaker = replace(self._breaker, probe_until=None)  # it answers, so the probe goes on
                    continue
                self._failed(error)
                failures += 1
                pause_s = error.retry_after_s if error.retry_after_s is not None else min(_RETRY_S, self._settings.timeout_s / 10)
                if failures > 1 or not error.passing or pause_s > self._settings.timeout_s:
                    return None
                if error.trouble is ModelTrouble.UNREADABLE:  # asked the same way again it would say the same
                    manner = replace(manner, rung=Rung.LIST)
                    known = known if known.proven else manner
                await asyncio.sleep(pause_s + _MARGIN_S)
            else:
                self._breaker = succeeded()
                await self._remember(known)
                return text
        return None

    async def _reserve(self, question: _Question) -> datetime | None:
        """Count one more request at the most that it can cost, if breaker and caps allow it. When it was counted; None: they don't."""
        now = self._clock()
        leave = ask_leave(self._breaker, now=now, within=timedelta(seconds=2 * self._settings.timeout_s))
        self._breaker = leave.breaker  # before anything is awaited, so that one probe is one
        if not leave.granted:
            log.info("model left alone", extra={"until": self._breaker.open_until})
            return None
        async with self._db.transaction() as tx:
            granted = await usage.reserve(tx, question.reserved, caps=self._caps, now=now)
        if not granted and self._capped_on != usage.day_of(now):
            self._capped_on = usage.day_of(now)
            log.warning("model's daily cap reached, built-in takeaways until midnight UTC")
        return now if granted else None

    async def _request(self, question: _Question, manner: Manner, *, reserved_at: datetime) -> str:
        """One request that was counted before. Raises `ModelFailed`, UNREADABLE where the answer holds no takeaway."""
        try:
            reply = await self._client.ask(system=question.system(manner), user=question.user, manner=manner)
        except ModelFailed as error:
            measures.LLM_REQUESTS.labels("failed").inc()
            if error.trouble is ModelTrouble.STATUS:  # refused, so nothing was read or written
                await self._settle(Usage(requests=1) - question.reserved, at=reserved_at)
            raise
        measures.LLM_REQUESTS.labels("answered").inc()
        cost = self._cost(reply, question)
        measures.LLM_TOKENS.labels("in").inc(cost.tokens_in)
        measures.LLM_TOKENS.labels("out").inc(cost.tokens_out)
        await self._settle(cost - question.reserved, at=reserved_at)
        if not read_answer(reply.text):
            raise ModelFailed(url=self._settings.base_url, trouble=ModelTrouble.UNREADABLE)
        return reply.text

    def _cost(self, reply: "Reply", question: _Question) -> Usage:
        """By the server's own count; what it did not count stays as it was reserved."""
        return usage_of(
            reply.tokens_in or question.reserved.tokens_in,
            reply.tokens_out or question.reserved.tokens_out,
            price_in=self._settings.price_in,
            price_out=self._settings.price_out,
        )

    async def _settle(self, difference: Usage, *, at: datetime) -> None:
        async with self._db.transaction() as tx:
            await usage.settle(tx, difference, reserved_at=at)

    async def _judge(self, article: Article, answer: str, draft: Takeaways) -> Verdict:
        chars = self._settings.article_chars
        verdict = await self._pool.run(article.url, judge, article, answer=answer, draft=draft, most=MOST_BULLETS, most_chars=chars)
        facts = {"proposed": verdict.proposed, "kept": verdict.kept, "dropped": ", ".join(verdict.faults)}
        log.info("model's takeaways checked", extra={"where": place(article.url), **facts})
        return verdict

    def _failed(self, error: ModelFailed) -> None:
        self._breaker = failed(self._breaker, now=self._clock(), retry_after_s=error.retry_after_s)
        log.warning("model failed", extra={"why": str(error), "in_a_row": self._breaker.failures})

    async def _manner(self) -> Manner:
        async with self._db.reading() as tx:
            note = await notes.read(tx, manner_note(self._settings))
        return from_note(note, today=self._clock().date())

    async def _remember(self, manner: Manner) -> None:
        if not manner.proven:
            async with self._db.transaction() as tx:
                await notes.write(tx, manner_note(self._settings), to_note(manner, today=self._clock().date()))


def manner_note(settings: LlmSettings) -> str:
    """Under which key the store notes how this model of this server wants to be asked. Pure."""
    endpoint = f"{settings.base_url}\0{settings.model}".encode("utf-8", "replace")
    return f"model.manner.{blake2b(endpoint, digest_size=8).hexdigest()}"


def language_of(article: Article) -> str:
    """The article's language where its page gives a code such as en-GB, else "": no stranger's words stand among our instructions. Pure."""
    given = article.language or ""
    return given if _LANGUAGE.fullmatch(given) else ""


def _values(layout: Layout) -> tuple[LineValue, ...]:
    return tuple(LineValue(number=line.number, text=line.text) for line in layout.lines)
