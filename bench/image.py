"""The Dockerfile's steps replayed where no container engine is at hand, and the result run as a container would run it.

    sudo python -m bench.image --python /path/to/python3.13

In goes the Dockerfile, out comes a line for each step and each claim, and exit code 1 if one does not hold. A copy of that Python in
a new folder stands for the base image: only what COPY names gets there, the lock is installed with its hashes, the program from its
wheel alone. Then it runs as user 10001 without any capability, in a mount namespace whose root is read-only but for /data and /tmp.

Not replayed, since they need an engine: the base image itself, `useradd`, layers, HEALTHCHECK's clock, `docker stop`. Needs Linux and root.
"""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tests.container import steps

ROOT: Final = Path(__file__).parents[1]
UID: Final = "10001"
READ_ONLY: Final = (
    "mount --make-rprivate / && mount --bind {data} {data} && mount -t tmpfs tmpfs /tmp && mount -o bind,remount,ro / "
    "&& cd {data} && exec setpriv --reuid {uid} --regid {uid} --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs -- {words}"
)
HEALTHY_WITHIN_S: Final = 30.0
STOPPED_WITHIN_S: Final = 20.0


def main(argv: list[str]) -> int:
    """Replay, run, and say what held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="a Python of the image's version (default: this one)")
    found = parser.parse_args(argv)
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
        print("bench.image needs root, unshare and setpriv (util-linux): it mounts, and it becomes another user.")
        return 1
    # Not under /tmp, which becomes an empty one of its own.
    with _folder(Path("/var/tmp")) as folder:
        image = Image(folder, found.python)
        image.build()
        held = [image.holds(claim, check) for claim, check in image.claims()]
    print(f"{sum(held)} of {len(held)} claims hold")
    return 0 if all(held) else 1


@contextmanager
def _folder(within: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bytebot-image-", dir=within))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Image:
    """What the Dockerfile makes, in a folder."""

    def __init__(self, folder: Path, python: Path) -> None:
        self._folder = folder
        self._source, self._wheels, self._data = folder / "src", folder / "wheels", folder / "data"
        self._base = Path(_said([str(python), "-c", "import sys; print(sys.base_prefix)"]))
        self._environ = {"PATH": "/usr/bin:/bin", "HOME": "/nowhere", "LANG": "C.UTF-8"}
        self._python: Path = folder

    def build(self) -> None:
        """Both stages, in order."""
        for number, stage in enumerate(steps((ROOT / "Dockerfile").read_text("utf-8")), start=1):
            self._fresh_python(number)
            for name, words in stage:
                started = time.monotonic()
                getattr(self, f"_{name.lower()}", self._noted)(words)
                print(f"stage {number}  {time.monotonic() - started:6.1f} s  {name} {words[:100]}", flush=True)
        os.chown(self._data, int(UID), int(UID))

    def claims(self) -> Iterator[tuple[str, str]]:
        """What is claimed, and the method that looks."""
        yield "its Python is the image's version", "same_python"
        yield "the program starts", "version"
        yield "nothing outside /data and /tmp can be written", "closed"
        yield "the demo posts", "demo"
        yield "a bot runs, is healthy, and stops within its grace when told to", "lives"

    def holds(self, claim: str, check: str) -> bool:
        """Look, and print."""
        started = time.monotonic()
        trouble = getattr(self, f"_{check}")()
        print(
            f"{'holds' if not trouble else 'FAILS'}  {time.monotonic() - started:6.1f} s  {claim}{f': {trouble}' if trouble else ''}",
            flush=True,
        )
        return not trouble

    # The Dockerfile's instructions.

    def _fresh_python(self, number: int) -> None:
        """A copy of the base Python with nothing installed but pip, as in the base image."""
        to = self._folder / f"python{number}"
        shutil.copytree(self._base, to, symlinks=True, ignore=shutil.ignore_patterns("test", "__pycache__", "site-packages", "share"))
        self._python = next(path for path in sorted((to / "bin").glob("python3.*")) if path.name.split(".")[-1].isdigit())
        self._environ["LD_LIBRARY_PATH"] = str(to / "lib")  # a Python built with a shared library looks where it was built for
        for folder in (self._source, self._wheels, self._data):
            folder.mkdir(exist_ok=True)
        _run([str(self._python), "-m", "ensurepip"], environ=dict(os.environ), cwd=to)

    def _copy(self, words: str) -> None:
        *sources, to = words.split()
        for each in sources:
            goal = self._source / to / (Path(each).name if to.endswith("/") else "")
            goal.parent.mkdir(parents=True, exist_ok=True)
            source = ROOT / each
            if source.is_dir():
                shutil.copytree(source, goal, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, goal)

    def _run(self, words: str) -> None:
        """The pip lines, with the image's paths in this folder; what makes users needs an image and is left out."""
        pip = [part for part in words.split("&&") if "pip " in part]
        for part in pip:
            said = part.split("target=/wheels ")[-1].strip().replace("/wheels", str(self._wheels))
            command = said.replace("pip ", f"{shlex.quote(str(self._python))} -m pip -q ", 1)
            _run(["sh", "-c", command], environ=dict(os.environ), cwd=self._source)

    def _env(self, words: str) -> None:
        pairs = (each.partition("=") for each in shlex.split(words))
        self._environ |= {name: value.replace("/data", str(self._data)) for name, _, value in pairs}

    def _noted(self, words: str) -> None:
        """Nothing to do outside an image."""

    # What is claimed.

    def _inside(self, *words: str) -> list[str]:
        told = READ_ONLY.format(data=shlex.quote(str(self._data)), uid=UID, words=shlex.join(words))
        return ["unshare", "--mount", "sh", "-c", told]

    def _bytebot(self, *words: str) -> list[str]:
        return self._inside(str(self._python.with_name("bytebot")), *words)

    def _same_python(self) -> str:
        wanted = "python3." + steps((ROOT / "Dockerfile").read_text("utf-8"))[0][0][1].split("3.")[1].split("-")[0]
        return "" if self._python.name == wanted else f"{self._python.name} stands for {wanted}"

    def _version(self) -> str:
        said = _said(self._bytebot("--version"), environ=self._environ)
        return "" if said.startswith("bytebot, version") else said

    def _closed(self) -> str:
        code = "import os, sys; print([p for p in sys.argv[1:] if os.access(p, os.W_OK)])"
        places = ["/", "/etc", "/var/tmp", str(self._folder), str(self._python.parent), "/tmp", str(self._data)]
        open_ = _said(self._inside(str(self._python), "-c", code, *places), environ=self._environ)
        return "" if open_ == str(["/tmp", str(self._data)]) else f"open: {open_}"

    def _demo(self) -> str:
        return (
            ""
            if "unit BB-" in _said(self._bytebot("demo", "--data", str(self._data / "demo")), environ=self._environ)
            else "no post was shown"
        )

    def _lives(self) -> str:
        bot = subprocess.Popen(
            self._bytebot("run", "--no-discord"), env=self._environ, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        try:
            until = time.monotonic() + HEALTHY_WITHIN_S
            while _code(self._bytebot("healthcheck"), environ=self._environ):
                if time.monotonic() > until or bot.poll() is not None:
                    return "it is not healthy"
                time.sleep(0.2)
            bot.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                return "" if bot.wait(STOPPED_WITHIN_S) == 0 else f"it ended with {bot.returncode}"
            return "it did not stop"
        finally:
            if bot.poll() is None:
                bot.kill()
            _, told = bot.communicate()
            if bot.returncode:
                print(told[-2000:])


def _run(words: list[str], *, environ: dict[str, str], cwd: Path) -> None:
    done = subprocess.run(words, env=environ, cwd=cwd, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"{shlex.join(words)}\nended with {done.returncode}:\n{done.stdout[-4000:]}")


def _said(words: list[str], *, environ: dict[str, str] | None = None) -> str:
    done = subprocess.run(words, env=environ, check=False, capture_output=True, text=True)
    return done.stdout.strip() or done.stderr.strip()[-1500:]


def _code(words: list[str], *, environ: dict[str, str]) -> int:
    return subprocess.run(words, env=environ, check=False, capture_output=True).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
