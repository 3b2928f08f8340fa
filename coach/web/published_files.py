"""The lists of what was written into a published folder, by which later runs tidy up.

One list, of what the last run and the one before it have written, is kept by a run that ends well. The other one names what
a run is about to write and no list has yet: it is there before the first of these files, so that those of a run that is
killed are known too. They count as files of the last run, since its pages may name them already.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from coach.files import adding, is_there, remove_leftovers, write_file
from coach.given_files import read_at_most
from coach.json_table import JsonTable, parse_json

MANIFEST: Final = ".coach-published.json"
UNFINISHED: Final = ".coach-publishing.jsonl"

_LARGEST_LIST: Final = 50_000_000
_MOST_FILES: Final = 500_000
_LONGEST_NAME: Final = 1_000


class PublishedFiles:
    """What earlier runs have written into a folder, and what this one writes. Names are paths in the folder."""

    def __init__(self, folder: Path) -> None:
        """Read the lists of the folder; one that is damaged names nothing."""
        self._folder = folder
        finished, self._oldest = _read_manifest(folder / MANIFEST)
        self._unfinished = _read_unfinished(folder / UNFINISHED)
        self._earlier = finished | self._unfinished
        self._now: set[str] = set()
        self._listed = self._earlier | self._oldest
        self._has_begun = False

    def expect(self, names: Iterable[str]) -> None:
        """Note what will be written, before it is. What stands there already is another's until it has been replaced.

        Raises OutputError.
        """
        self._note([name for name in names if not is_there(self._folder / name)])

    def written(self, name: str) -> None:
        """Note what has been written. Raises OutputError."""
        self._note([name])
        self._now.add(name)

    def unchanged(self, name: str) -> None:
        """Note what was there already, just as it should be."""
        self._now.add(name)

    def finish(self) -> None:
        """Remove the files that neither this run nor the one before has written, and keep the list. Raises OutputError."""
        for folder in {(self._folder / name).parent for name in self._now | self._listed}:
            if self._is_inside(folder):
                remove_leftovers(folder)
        kept = {name for name in self._oldest - self._now - self._earlier if not self._removed(name)}
        manifest = {"now": sorted(self._now), "before": sorted((self._earlier | kept) - self._now)}
        write_file(self._folder / MANIFEST, json.dumps(manifest, indent=1).encode())
        with contextlib.suppress(OSError):
            (self._folder / UNFINISHED).unlink()

    def _note(self, names: Iterable[str]) -> None:
        """Add names that no list has to the one of what is being written, on the disk. Raises OutputError."""
        new = [name for name in names if name not in self._listed]
        if not new:
            return
        path = self._folder / UNFINISHED
        if not self._has_begun:  # whatever stands there is replaced, by a file that can be added to
            write_file(path, _lines(sorted(self._unfinished)))
            self._has_begun = True
        with adding(path) as file:
            file.write(_lines(new))
        self._listed.update(new)

    def _removed(self, name: str) -> bool:
        """Remove a file of an earlier run; returns whether it is gone. Whatever is named outside the folder stays."""
        path = self._folder / name
        try:
            if self._is_inside(path.parent):
                if path.is_file():
                    path.unlink()
                _remove_empty(path.parent, self._folder)
        except ValueError:  # no name that a file could have
            return True
        except OSError:
            return not is_there(path)
        return True

    def _is_inside(self, folder: Path) -> bool:
        try:
            return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(self._folder))
        except (OSError, ValueError):
            return False


def _read_manifest(path: Path) -> tuple[set[str], set[str]]:
    """Return what the last run has written, and the one before it; nothing where their list is damaged."""
    try:
        manifest = parse_json(read_at_most(path, _LARGEST_LIST).decode(), _LARGEST_LIST)
        now, before = (set(manifest.texts(key, _MOST_FILES, _LONGEST_NAME)) for key in ("now", "before"))
    except (OSError, ValueError):
        return set(), set()
    return now, before


def _read_unfinished(path: Path) -> set[str]:
    """Return what runs that did not end well were about to write. A line that was cut by a power cut is left out."""
    try:
        lines = read_at_most(path, _LARGEST_LIST).decode().splitlines()[:_MOST_FILES]
    except (OSError, ValueError):
        return set()
    names = set()
    for line in lines:
        try:
            names |= set(JsonTable({"names": json.loads(line)}).texts("names", _MOST_FILES, _LONGEST_NAME))
        except (ValueError, RecursionError):
            continue
    return names


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{json.dumps([name])}\n" for name in names).encode()


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
