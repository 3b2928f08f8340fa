"""Compiled templates, kept in the cache: found by their source, and by all that compiles it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import jinja2
from jinja2 import BytecodeCache

from coach.cache import Cache
from coach.version import __version__

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

COMPILED: Final = 3
"""Counts up when the environment compiles the same source to something else (see `coach.script.lines`)."""


class CompiledTemplates(BytecodeCache):
    """Keeps in our cache what Jinja2 compiles; a damaged or foreign entry reads as absent."""

    def __init__(self, cache: Cache, language: str) -> None:
        self._cache = cache
        # Its own version is not in what Jinja2 keeps, and to ask the package for it costs more than to look at the file.
        compiler = Path(jinja2.__file__).with_name("compiler.py").stat()
        self._by = f"template {COMPILED} {language} {__version__} {sys.hexversion:x} {compiler.st_size} {compiler.st_mtime_ns}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it is there."""
        kept = self._cache.get(self._key(bucket))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        self._cache.put(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return f"{self._by} {bucket.key} {bucket.checksum}"
