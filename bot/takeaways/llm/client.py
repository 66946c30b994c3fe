"""Two messages in, a language model's answer out. I/O: an HTTP session of its own, to the operator's address and nowhere else.

No redirects, no proxy from the environment, no compression, a cap on what is read, a time limit. Imported only where a model is
configured: the SDK takes half a second and 50 MB.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self

import httpx2
import openai
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import ModelFailed, ModelTrouble
from bot.settings import LlmSettings
from bot.takeaways.llm.ladder import Manner, Rung
from bot.text.pauses import retry_after_s

MOST_BYTES: Final = 256 * 1024
_CONNECT_S: Final = 10.0
_COMPLAINT: Final = 4000
_SCHEMA: Final[Mapping[str, object]] = {
    "type": "object",
    "properties": {
        "takeaways": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"source": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["source", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["takeaways"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the model wrote, "" for nothing, and the server's own count of tokens; None: it gave none that can be believed."""

    text: str
    tokens_in: int | None
    tokens_out: int | None


class _Foreign(BaseModel):
    """A part of the answer's envelope: whatever else a server puts in it is left alone."""

    model_config = ConfigDict(extra="ignore")


class _Message(_Foreign):
    content: str | None = None


class _Choice(_Foreign):
    message: _Message


class _Count(_Foreign):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Envelope(_Foreign):
    choices: list[_Choice]
    usage: _Count | None = None


class ModelClient:
    """Asks one model of one server. An async context manager: connections close when it ends."""

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings
        self._client: openai.AsyncOpenAI | None = None

    async def __aenter__(self) -> Self:
        session = httpx2.AsyncClient(
            transport=_CappedTransport(),
            timeout=httpx2.Timeout(self._settings.timeout_s, connect=min(_CONNECT_S, self._settings.timeout_s)),
            follow_redirects=False,
            trust_env=False,
            headers={"Accept-Encoding": "identity"},
        )
        self._client = openai.AsyncOpenAI(
            base_url=self._settings.base_url,
            api_key=self._settings.api_key.get_secret_value() or "none",  # the SDK wants one; servers without keys ignore it
            max_retries=0,
            http_client=session,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def ask(self, *, system: str, user: str, manner: Manner) -> Reply:
        """The answer to one request. Raises `ModelFailed`, with `retry_after_s` where the server asked for a pause."""
        if self._client is None:
            raise RuntimeError("ModelClient is used outside its `async with`")
        body = self._body(system=system, user=user, manner=manner)
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                response = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
        except openai.APIStatusError as error:
            raise self._refused(error) from error
        except (TimeoutError, openai.APITimeoutError) as error:
            raise self._failed(ModelTrouble.TIMEOUT) from error
        except openai.APIConnectionError as error:
            raise self._failed(_trouble_behind(error)) from error
        except (openai.OpenAIError, ValueError) as error:
            raise self._failed(ModelTrouble.UNREADABLE) from error
        return self._read(response.content)

    def _body(self, *, system: str, user: str, manner: Manner) -> dict[str, object]:
        body: dict[str, object] = {
            "model": self._settings.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        }
        if manner.modern:
            body["max_completion_tokens"] = self._settings.answer_tokens
        else:
            body |= {"max_tokens": self._settings.answer_tokens, "temperature": 0}
        if manner.rung is Rung.SCHEMA:
            shape = {"name": "takeaways", "strict": True, "schema": _SCHEMA}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif manner.rung is Rung.OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body

    def _read(self, content: bytes) -> Reply:
        try:
            envelope = _Envelope.model_validate_json(content)
        except (ValidationError, RecursionError) as error:
            raise self._failed(ModelTrouble.UNREADABLE) from error
        count = envelope.usage or _Count()
        return Reply(
            text=(envelope.choices[0].message.content or "") if envelope.choices else "",
            tokens_in=_believable(count.prompt_tokens),
            tokens_out=_believable(count.completion_tokens),
        )

    def _refused(self, error: openai.APIStatusError) -> ModelFailed:
        response = error.response
        return ModelFailed(
            url=self._settings.base_url,
            trouble=ModelTrouble.STATUS,
            status=response.status_code,
            said_there=response.text[:_COMPLAINT],
            retry_after_s=retry_after_s(response.headers.get("Retry-After"), now=datetime.now(UTC)),
        )

    def _failed(self, trouble: ModelTrouble) -> ModelFailed:
        return ModelFailed(url=self._settings.base_url, trouble=trouble)


def _believable(tokens: int | None) -> int | None:
    """A server that does not count says 0, and one that is broken anything; a prompt or an answer has at least one token."""
    return tokens if tokens is not None and 0 < tokens < 10**8 else None


class _TooLarge(Exception):
    """The answer is longer than any answer needs to be."""


def _trouble_behind(error: BaseException) -> ModelTrouble:
    """The SDK wraps whatever goes wrong on the way; ours is found among the causes."""
    step: BaseException | None = error
    while step is not None:
        if isinstance(step, _TooLarge):
            return ModelTrouble.TOO_LARGE
        step = step.__cause__
    return ModelTrouble.UNREACHABLE


class _CappedTransport(httpx2.AsyncHTTPTransport):
    """Reads at most 256 kB of any body, of a refusal's too. No compression is asked for, so none can blow an answer up."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            await response.aclose()
            raise _TooLarge
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Capped(response.stream)
        return response


class _Capped(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > MOST_BYTES:
                raise _TooLarge
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
