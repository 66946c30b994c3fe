"""A real Postgres for tests, from the system's own programs: as an ordinary user, on loopback, in a folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_DEBIAN: Final = Path("/usr/lib/postgresql")
_USER: Final = "bytebot"
_ORDINARY: Final = "nobody"  # Postgres refuses to run as root
_FAST: Final = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=64MB")


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`; None: Postgres is not installed here."""
    found = shutil.which("pg_ctl")
    newest = sorted(_DEBIAN.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    return Path(found).resolve().parent if found else newest[-1].parent if newest else None


class PostgresServer:
    """One server with its own data folder; `url` names a database of it."""

    def __init__(self, folder: Path, bin_folder: Path, *, fast: bool = True) -> None:
        self.port = _free_port()
        self._folder = folder
        self._bin = bin_folder
        self._options = " ".join(f"-c {each}" for each in (*self._listening(), *(_FAST if fast else ())))
        self._made = 0
        self._template: str | None = None
        self._run(
            "initdb", "--username", _USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "-D", self._data
        )

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        self._run("pg_ctl", "-D", self._data, "-l", str(self._folder / "log"), "-o", self._options, "-w", "-t", "30", "start")

    def stop(self, *, mode: str = "fast") -> None:
        """Stop: `fast` closes connections, `immediate` is a crash."""
        self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "-t", "30", "stop")

    def url(self, name: str) -> str:
        """For `StoreSettings`."""
        return f"postgresql+asyncpg://{_USER}@127.0.0.1:{self.port}/{name}"

    def create(self, *, template: str = "template0") -> str:
        """A new database, empty or a copy of another that nobody is connected to. Its name."""
        self._made += 1
        name = f"test_{os.getpid()}_{self._made}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, "--template", template, "--strategy", "file_copy", name)
        return name

    def migrated(self) -> str:
        """A new database of this program's version, without rows. Its name."""
        if self._template is None:
            self._template = self.create()
            told = {**os.environ, "BYTEBOT_STORE__URL": self.url(self._template)}
            subprocess.run([sys.executable, "-m", "bot", "db", "migrate"], check=True, env=told, stdout=subprocess.DEVNULL)
        return self.create(template=self._template)

    def admit(self, statement: str, *, host: str) -> None:
        """Run a statement that makes a user, who comes in by that line of pg_hba.conf."""
        rules = Path(self._data) / "pg_hba.conf"
        rules.write_text(f"{host}\n{rules.read_text()}")
        self._run(
            "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, "-d", "postgres", "-c", statement, "-c", "SELECT pg_reload_conf()"
        )

    def dump(self, url: str) -> Path:
        """A database in a file of its own, as `pg_dump --format=custom` makes it."""
        self._made += 1
        to = self._folder / f"{self._made}.dump"
        self._run("pg_dump", "--format=custom", f"--dbname={_libpq(url)}", f"--file={to}")
        return to

    def put_back(self, dump: Path, url: str) -> None:
        """The database becomes what the file holds."""
        self._run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={_libpq(url)}", str(dump))

    def _listening(self) -> tuple[str, ...]:
        where = ("listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self._folder}")
        return (*where, "max_connections=200")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *args: str) -> None:
        as_root = os.geteuid() == 0
        done = subprocess.run(
            [str(self._bin / program), *args],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            user=_ORDINARY if as_root else None,
            group=_user_group() if as_root else None,
            extra_groups=[] if as_root else None,
        )
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stdout.decode(errors='replace')[-2000:]}")


@contextmanager
def running(*, fast: bool = True) -> Iterator[PostgresServer]:
    """A server that is up, gone with its folder afterwards. Raises RuntimeError where Postgres is not installed or does not start."""
    bin_folder = programs()
    if bin_folder is None:
        raise RuntimeError("Postgres is not installed: there is no pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="bytebot-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _ORDINARY)
        server = PostgresServer(folder, bin_folder, fast=fast)
        server.start()
        try:
            yield server
        finally:
            server.stop(mode="immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _libpq(url: str) -> str:
    return url.replace("postgresql+asyncpg", "postgresql")


def _user_group() -> int:
    import pwd  # noqa: PLC0415  not on every system

    return pwd.getpwnam(_ORDINARY).pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
