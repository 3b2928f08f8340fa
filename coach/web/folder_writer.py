"""Writing a site into a folder: file by file, with a list of what was written, so that later runs can tidy up."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from coach.files import is_there, read_at_most, remove_leftovers, replacing, write_all
from coach.json_table import LARGEST_JSON, parse_json
from coach.mp3.assemble import Assembly
from coach.progress import Listener, Written

MANIFEST: Final = ".coach-published.json"

_MOST_FILES: Final = 100_000
_LONGEST_NAME: Final = 1_000


class FolderWriter:
    """Writes files into the folder and keeps a list of them. Each is written beside its place and then moved there."""

    def __init__(self, folder: Path, listener: Listener) -> None:
        """Take the folder; the listener hears of every session that is written."""
        self._folder = folder
        self._listener = listener
        self._names: list[str] = []

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, unless it is there with just these bytes; `name` is its path in the folder. Raises OutputError."""
        data = content.encode() if isinstance(content, str) else content
        self._update(name, lambda: [data], len(data))

    def stream(self, name: str, chunks: Iterable[bytes | memoryview], size: int) -> None:
        """Write a file of so many bytes from its chunks. Raises OutputError."""
        path = self._folder / name
        self._names.append(name)
        with replacing(path, size) as file:
            write_all(file, chunks)

    def sound(self, name: str, assembly: Assembly) -> None:
        """Write a session's file; one that is there with the same bytes stays as it is."""
        unchanged = not self._update(name, assembly.chunks, assembly.size)
        self._listener(Written(self._folder / name, unchanged=unchanged))

    def finish(self) -> None:
        """Remove the files that neither this run nor the one before has written."""
        now = set(self._names)
        before, oldest = self._earlier()
        for folder in {(self._folder / name).parent for name in now}:
            remove_leftovers(folder)
        kept = {name for name in oldest - now - before if not self._removed(name)}
        manifest = {"now": sorted(now), "before": sorted((before | kept) - now)}
        self.write(MANIFEST, json.dumps(manifest, indent=1))

    def _update(self, name: str, chunks: Callable[[], Iterable[bytes | memoryview]], size: int) -> bool:
        """Write a file, unless it is there with just these bytes; returns whether it was written."""
        if _holds(self._folder / name, chunks()):
            self._names.append(name)
            return False
        self.stream(name, chunks(), size)
        return True

    def _earlier(self) -> tuple[set[str], set[str]]:
        """Return what the last run has written, and the one before it; nothing where their list is damaged."""
        try:
            manifest = parse_json(read_at_most(self._folder / MANIFEST, LARGEST_JSON).decode())
            now, before = (set(manifest.texts(key, _MOST_FILES, _LONGEST_NAME)) for key in ("now", "before"))
        except (OSError, ValueError):
            return set(), set()
        return now, before

    def _removed(self, name: str) -> bool:
        """Remove a file of an earlier run; returns whether it is gone. Whatever is named outside the folder stays."""
        path, top = self._folder / name, Path(os.path.realpath(self._folder))
        try:
            if path.is_file() and Path(os.path.realpath(path.parent)).is_relative_to(top):
                path.unlink()
                _remove_empty(path.parent, self._folder)
        except ValueError:  # no name that a file could have
            return True
        except OSError:
            return not is_there(path)
        return True


def _holds(path: Path, chunks: Iterable[bytes | memoryview]) -> bool:
    """Tell whether a file holds just these bytes."""
    if not path.is_file():  # nor a pipe, which would be waited for
        return False
    try:
        with path.open("rb") as file:
            same = all(file.read(len(chunk)) == chunk for chunk in chunks)
            return same and not file.read(1)
    except OSError:
        return False


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
