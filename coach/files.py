"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final

from coach.errors import OutputError

_NUMBERS = count()

_BATCH: Final = 256
"""Chunks in one system call; every system takes 1024."""

_BATCH_SIZE: Final = 4 * 1024**2
"""Bytes in one system call, about; they are held in memory until then."""

_REMEDIES: Final = {
    errno.ENOSPC: "make room on the disk, or choose another folder",
    errno.EDQUOT: "make room within the quota, or choose another folder",
    errno.EFBIG: "choose a folder that takes files of this size",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.EISDIR: "remove the folder of that name, or choose another one",
    errno.ENOTDIR: "a file stands where a folder should be; choose another folder",
    errno.EEXIST: "a file stands where a folder should be; choose another folder",
}
_CANNOT_CLAIM: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENODEV, errno.EOPNOTSUPP})
"""Errors of file systems that cannot reserve space."""

_ANY_REMEDY: Final = "choose a folder that can be written to"


@contextlib.contextmanager
def replacing(path: Path, size: int) -> Iterator[BinaryIO]:
    """Open a new file of `size` bytes beside `path` and move it there when the block ends well; otherwise it is removed.

    Folders that are missing are made. Raises OutputError with the place, the reason and a remedy when it cannot be written.
    """
    unfinished = path.with_name(f".coach-{os.getpid()}-{next(_NUMBERS)}.part")
    try:
        with _created(unfinished) as file:
            _claim(file, size)
            yield file
        unfinished.replace(path)
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, _ANY_REMEDY)
        raise OutputError(f"{path}: cannot be written ({error.strerror or error}); {remedy}") from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _created(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def _claim(file: BinaryIO, size: int) -> None:
    """Reserve disk space where the system can: a full disk is then known at once, and writing takes half the time."""
    if not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(file.fileno(), 0, size)
    except OSError as error:
        if error.errno not in _CANNOT_CLAIM:
            raise


def write_all(file: BinaryIO, chunks: Iterable[bytes | memoryview]) -> None:
    """Write all chunks in a row; many at a time where the system can, which is twice as quick as one by one."""
    if not hasattr(os, "writev"):
        file.writelines(chunks)
        return
    file.flush()
    handle = file.fileno()
    batch: list[bytes | memoryview] = []
    size = 0
    for chunk in chunks:
        batch.append(chunk)
        size += len(chunk)
        if len(batch) == _BATCH or size >= _BATCH_SIZE:
            _write_batch(handle, batch)
            batch, size = [], 0
    _write_batch(handle, batch)


def _write_batch(handle: int, batch: list[bytes | memoryview]) -> None:
    while batch:
        written = os.writev(handle, batch)
        while batch and written >= len(batch[0]):
            written -= len(batch.pop(0))
        if batch:
            batch[0] = memoryview(batch[0])[written:]
