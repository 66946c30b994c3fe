"""A store's settings in, the right to be the only bot on it out. I/O: one file beside the database.

The lock is the operating system's own on that file (flock, on Windows LockFile), so it ends with its process, however that ends: a file
that a killed bot left behind locks nobody out. Verbs that only look, or change a row, do not take it.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from bot.errors import StoreFailed, StoreTrouble
from bot.settings import StoreSettings
from bot.store.opened import file_of


@contextmanager
def alone(settings: StoreSettings) -> Iterator[None]:
    """Hold the lock while inside. A database in memory needs none: no other program can reach it.

    Raises `StoreFailed`: IN_USE where another bot holds it, READ_ONLY or CANNOT_OPEN where the lock's file cannot be made.
    """
    file = file_of(settings)
    if file is None:
        yield
        return
    if not file.parent.is_dir():  # the library would make it
        raise StoreFailed(where=str(file), trouble=StoreTrouble.CANNOT_OPEN, detail="no such folder")
    lock = FileLock(f"{file}.lock", blocking=False, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreFailed(where=str(file), trouble=StoreTrouble.IN_USE) from error
    except OSError as error:
        trouble = StoreTrouble.FULL if error.errno == errno.ENOSPC else StoreTrouble.READ_ONLY
        raise StoreFailed(where=str(file), trouble=trouble, detail=str(error.strerror)) from error
    try:
        yield
    finally:
        lock.release()
