"""Reading a file that somebody names: a file on a disk, and nothing that is waited for or has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

READ_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""For `os.open`: a pipe is opened without waiting for who writes into it."""

_KINDS: Final = (
    (stat.S_ISDIR, "it is a folder, not a file"),
    (stat.S_ISFIFO, "it is a pipe; write what comes through it into a file first"),
)
_ANY_KIND: Final = "it is a device, not a file"


def open_file(path: Path) -> BinaryIO:
    """Open a file to read its bytes. Raises OSError that says why where it cannot be, or is a pipe, a device or a folder."""
    _check(path, path.stat().st_mode)
    file = os.fdopen(os.open(path, READ_FLAGS), "rb")
    try:
        _check(path, os.fstat(file.fileno()).st_mode)
    except OSError:
        file.close()
        raise
    return file


def read_at_most(path: Path, largest: int) -> bytes:
    """Return a file's bytes. Raises OSError as `open_file` does, and where it holds more than `largest`."""
    with open_file(path) as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise OSError(errno.EFBIG, f"it holds more than {largest} bytes", str(path))
    return data


def _check(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        reason = next((reason for is_kind, reason in _KINDS if is_kind(mode)), _ANY_KIND)
        raise OSError(errno.EINVAL, reason, str(path))
