"""The memory of a process that runs for weeks: what is not used any more goes back to the system.

The C library keeps freed memory in pools, by default up to eight for each core, as threads free it; and it returns none of it
unless it is asked. Both matter where many short threads speak and encode. Other C libraries do without.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Final

_POOLS: Final = 2
"""More than that save no time: what takes long here does not allocate."""

_M_ARENA_MAX: Final = -8
"""The number of `mallopt` (malloc.h of glibc) for the most pools."""


@cache
def _c_library() -> ctypes.CDLL | None:
    """Return the C library where it is glibc, else None."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") and hasattr(library, "mallopt") else None


def limit_pools() -> None:
    """Let the C library keep few pools. Call it before the first thread starts."""
    library = _c_library()
    if library:
        library.mallopt(_M_ARENA_MAX, _POOLS)


def give_back() -> None:
    """Return to the system what is free."""
    library = _c_library()
    if library:
        library.malloc_trim(0)
