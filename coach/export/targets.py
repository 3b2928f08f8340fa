"""Where exported files go: one file that is named, or files beside the MP3s, named like them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.errors import Field, UsageError
from coach.files import check_ending
from coach.session.request import SessionRequest


def targets(requests: Sequence[SessionRequest], ending: str, out: Path | None, output: Path) -> tuple[Path, ...]:
    """Return the file of each session. `out` is the file of one session or the folder of several; without it: `output`.

    A name with an ending is a file's, unless there is a folder of that name. Raises UsageError where it says another kind of
    file, and where it is one file's and there are several sessions.
    """
    if out is not None and out.suffix and not out.is_dir():
        check_ending(out, ending)
        if len(requests) > 1:
            remedy = "give a folder, or choose one session"
            raise UsageError(Field("out"), f" {out}: {len(requests)} sessions are not one file; {remedy}")
        return (out,)
    return tuple(request.path(out or output).with_suffix(ending) for request in requests)
