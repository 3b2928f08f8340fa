"""Where exported files go: one file that is named, or files beside the MP3s, named like them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.files import replacing
from coach.session.request import SessionRequest


def targets(requests: Sequence[SessionRequest], ending: str, out: Path | None, output: Path) -> tuple[Path, ...]:
    """Return the file of each session. `out` is the file of one session or the folder of several; without it: `output`."""
    if out is not None and len(requests) == 1 and not out.is_dir():
        return (out,)
    return tuple(request.path(out or output).with_suffix(ending) for request in requests)


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises OutputError."""
    with replacing(path, len(content)) as file:
        file.write(content)
