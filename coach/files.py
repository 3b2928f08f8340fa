"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from coach.errors import Field, OutputError, UsageError

try:
    import fcntl

    _KNOWS_LOCKS = True
except ImportError:  # Windows, where an open file cannot be removed; the browser, where nobody else writes
    _KNOWS_LOCKS = False

_UNFINISHED: Final = re.compile(r"\.coach-[0-9a-f-]+\.part")
_OLD_SECONDS: Final = 86_400.0
_MOVES_OPEN_FILES: Final = os.name == "posix"

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
"""Errors of file systems that cannot reserve space, or sync a folder."""

_ANY_REMEDY: Final = "choose a folder that can be written to"


@contextlib.contextmanager
def replacing(path: Path, size: int) -> Iterator[BinaryIO]:
    """Open a new file of `size` bytes beside `path` and move it there when the block ends well; otherwise it is removed.

    Its name is drawn at random, and it is created exclusively: no other process, on this computer or another one that shares
    the folder, writes into it. It is on the disk before it is moved, and its folder after it: a power cut leaves the old file
    or the new one. Folders that are missing are made; what killed processes left in the folder is removed.
    Raises OutputError with the place, the reason and a remedy when it cannot be written.
    """
    try:
        with _unfinished(path.parent) as (file, unfinished):
            _claim(file, size)
            yield file
            file.flush()
            os.fsync(file.fileno())
            if not _MOVES_OPEN_FILES:
                file.close()
            unfinished.replace(path)
        _keep_name(path.parent)
    except OSError as error:
        raise _cannot_be_written(path, error) from error


def _cannot_be_written(path: Path, error: OSError) -> OutputError:
    remedy = _REMEDIES.get(error.errno or 0, _ANY_REMEDY)
    return OutputError(f"{path}: cannot be written ({error.strerror or error}); {remedy}")


@contextlib.contextmanager
def alone_in(folder: Path, refusal: str = "") -> Iterator[None]:
    """Wait until no other process is in such a block for this folder: for what is read, changed and written back.

    With a `refusal` it does not wait for another process, but raises OutputError that says this.
    The lock ends with the process, however it ends. Where locks are unknown nobody waits. Makes the folder if it is missing.
    Raises OutputError where it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY) if _KNOWS_LOCKS else None
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, _ANY_REMEDY)
        raise OutputError(f"{folder}: cannot be made ({error.strerror or error}); {remedy}") from error
    if handle is None:
        yield
        return
    try:
        _lock(handle, wait=not refusal)
        yield
    except _IsLocked:
        raise OutputError(f"{folder}: {refusal}") from None
    finally:
        os.close(handle)


def check_ending(path: Path, *endings: str) -> Path:
    """Return the path if its name says what the file will be, by one of these endings; raises UsageError if not."""
    if path.suffix.lower() in endings:
        return path
    what = f"no files that end in {path.suffix} are written here" if path.suffix else "the name has no ending"
    raise UsageError(Field("out"), f" {path}: {what}; end it in {' or '.join(endings)}")


def is_there(path: Path) -> bool:
    """Tell whether there is such a file or folder. There is none whose name is too long, or that may not be looked at."""
    try:
        return path.exists()
    except OSError:
        return False


def write_file(path: Path, content: bytes) -> None:
    """Write a small file, whole or not at all. Raises OutputError as `replacing` does."""
    with replacing(path, len(content)) as file:
        file.write(content)


@contextlib.contextmanager
def adding(path: Path) -> Iterator[BinaryIO]:
    """Open a file to add to its end; it is on the disk when the block ends. Raises OutputError as `replacing` does."""
    try:
        with path.open("ab") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _cannot_be_written(path, error) from error


def remove_leftovers(folder: Path) -> int:
    """Remove the unfinished files of processes that were killed. Returns how many.

    Those of a process that runs, on this computer or another one, stay: it holds a lock on its file, which ends with the
    process, however it ends. Where locks are unknown, an unfinished file goes when it is a day old.
    """
    try:
        unfinished = [Path(entry) for entry in os.scandir(folder) if _UNFINISHED.fullmatch(entry.name)]
    except OSError:
        return 0
    return sum(map(_removed, unfinished))


def remove_leftovers_below(folder: Path) -> int:
    """Remove the same from a folder of finished files: from itself, its folders of plans, and their folders of albums."""
    return sum(map(remove_leftovers, (folder, *folder.glob("*/"), *folder.glob("*/*/"))))


@lru_cache(maxsize=1_024)
def _without_leftovers(folder: Path) -> None:
    """Remove what is left over, once for each folder that this process writes into."""
    remove_leftovers(folder)


def _removed(path: Path) -> bool:
    try:
        with path.open("rb+") as file:
            if not (_lock(file, wait=False) or time.time() - os.fstat(file.fileno()).st_mtime > _OLD_SECONDS):
                return False
            if _MOVES_OPEN_FILES:
                path.unlink()
        if not _MOVES_OPEN_FILES:
            path.unlink()
    except (OSError, _IsLocked):
        return False
    return True


class _IsLocked(Exception):  # noqa: N818 - a state rather than an error
    """Another process holds the lock."""


def _lock(file: BinaryIO | int, *, wait: bool) -> bool:
    """Lock a file for this process. Returns whether locks are known here. Raises _IsLocked where another one has it."""
    if not _KNOWS_LOCKS:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if not wait and error.errno in {errno.EAGAIN, errno.EACCES}:
            raise _IsLocked from error
        return False
    return True


@contextlib.contextmanager
def _unfinished(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Create a file that no other process has, locked, and remove it at the end if it is still there."""
    file, path = _created(folder)
    try:
        with file:
            _without_leftovers(folder)
            yield file, path
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def _created(folder: Path) -> tuple[BinaryIO, Path]:
    while True:
        path = folder / f".coach-{os.urandom(12).hex()}.part"
        try:
            file = path.open("xb")
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
            file = path.open("xb")
        _lock(file, wait=True)
        # Another process may have taken it for a leftover before it was locked.
        if _is_there(path, file):
            return file, path
        file.close()


def _is_there(path: Path, file: BinaryIO) -> bool:
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False


def _keep_name(folder: Path) -> None:
    """Have a folder's entries on the disk, where the system can: Windows opens no folders, some file systems sync none."""
    if not _MOVES_OPEN_FILES:
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder that may be written to but not listed
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_CLAIM:
            raise
    finally:
        os.close(handle)


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
