"""Writing a site into a folder: file by file, with lists of what was written, so that later runs can tidy up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from coach.files import replacing, write_all
from coach.given_files import open_file
from coach.mp3.assemble import Assembly
from coach.progress import Listener, Written
from coach.web.published_files import PublishedFiles


class FolderWriter:
    """Writes files into the folder and keeps a list of them. Each is written beside its place and then moved there."""

    def __init__(self, folder: Path, listener: Listener) -> None:
        """Take the folder; the listener hears of every session that is written."""
        self._folder = folder
        self._listener = listener
        self._files = PublishedFiles(folder)

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, unless it is there with just these bytes; `name` is its path in the folder. Raises OutputError."""
        data = content.encode() if isinstance(content, str) else content
        self._update(name, lambda: [data], len(data))

    def stream(self, name: str, chunks: Iterable[bytes | memoryview], size: int) -> None:
        """Write a file of so many bytes from its chunks. Raises OutputError."""
        self._files.expect([name])
        with replacing(self._folder / name, size) as file:
            write_all(file, chunks)
        self._files.written(name)

    def sound(self, name: str, assembly: Assembly) -> None:
        """Write a session's file; one that is there with the same bytes stays as it is."""
        unchanged = not self._update(name, assembly.chunks, assembly.size)
        self._listener(Written(self._folder / name, unchanged=unchanged))

    def expect(self, names: Iterable[str]) -> None:
        """Hear of many files at once that will be written: noting them one by one takes longer. Raises OutputError."""
        self._files.expect(names)

    def finish(self) -> None:
        """Remove the files that neither this run nor the one before has written. Raises OutputError."""
        self._files.finish()

    def _update(self, name: str, chunks: Callable[[], Iterable[bytes | memoryview]], size: int) -> bool:
        """Write a file, unless it is there with just these bytes; returns whether it was written."""
        if _holds(self._folder / name, chunks()):
            self._files.unchanged(name)
            return False
        self.stream(name, chunks(), size)
        return True


def _holds(path: Path, chunks: Iterable[bytes | memoryview]) -> bool:
    """Tell whether a file holds just these bytes."""
    try:
        with open_file(path) as file:
            same = all(file.read(len(chunk)) == chunk for chunk in chunks)
            return same and not file.read(1)
    except OSError:
        return False
