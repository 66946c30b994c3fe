"""A page in, how a real browser shows it out: sizes, requests, pictures. Starts a headless Chromium, where there is one."""

import asyncio
import base64
import itertools
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "headless-shell")
SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-extensions", "--disable-sync",
)  # fmt: skip


def chromium() -> str | None:
    """Where a Chromium lies; None: there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Tab:
    """One tab, spoken to in Chromium's own protocol: https://chromedevtools.github.io/devtools-protocol/.

    `asked` is what the pages loaded, themselves included.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.asked: list[str] = []

    async def call(self, method: str, **given: object) -> dict[str, Any]:
        """What the browser answers; what it reports meanwhile is noted."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": given})
        while True:
            told = await self._socket.receive_json(timeout=20)
            if told.get("method") == "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])
            if told.get("id") == number:
                assert "error" not in told, told
                return dict(told["result"])

    async def show(self, url: str, *, width: int, dark: bool = False, scale: float = 1) -> None:
        """The page at that width, in CSS pixels, as a system with light or dark colours shows it."""
        await self.call("Network.enable")
        await self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=scale, mobile=width < 500)
        wish = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[wish])
        await self.call("Page.navigate", url=url)
        while await self.eval("document.readyState") != "complete":
            await asyncio.sleep(0.02)

    async def eval(self, code: str) -> Any:
        """The value of an expression: the debugger's right, whatever the page's policy says."""
        return (await self.call("Runtime.evaluate", expression=code, returnByValue=True))["result"].get("value")

    async def picture(self) -> bytes:
        """The whole page as WebP, which takes less than half of what Chromium's PNG does."""
        height = await self.eval("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        width = await self.eval("document.documentElement.clientWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        given = {"clip": clip, "captureBeyondViewport": True, "format": "webp", "quality": 85}
        return base64.b64decode((await self.call("Page.captureScreenshot", **given))["data"])


@asynccontextmanager
async def browser(binary: str) -> AsyncIterator[Tab]:
    """A browser with one empty tab, gone afterwards with all it wrote."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            binary, *SWITCHES, f"--user-data-dir={folder}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with aiohttp.ClientSession() as session, session.ws_connect(await _tab(process, session), max_msg_size=0) as socket:
                yield Tab(socket)
        finally:
            process.terminate()
            await process.communicate()


async def _tab(process: asyncio.subprocess.Process, session: aiohttp.ClientSession) -> str:
    """The address under which the browser's first tab listens."""
    assert process.stderr is not None
    async with asyncio.timeout(30):
        while not (found := re.search(rb"listening on ws://([^/]+)/", await process.stderr.readline())):
            assert not process.stderr.at_eof(), "Chromium ended before it listened"
        async with session.get(f"http://{found[1].decode()}/json/list") as answer:
            return next(str(tab["webSocketDebuggerUrl"]) for tab in await answer.json() if tab["type"] == "page")
