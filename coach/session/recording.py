"""What is heard of the runner's own recording in a session: said before the session is rendered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coach.errors import BedError, Field
from coach.script.cues import CueSheet
from coach.sound.beds.bed import BedSection
from coach.sound.beds.playlist import FilePart, Playlist
from coach.units import SECOND, Milliseconds, clock

_ONE_GO: Final = Milliseconds(SECOND)
"""Parts of a file with less than this between them are heard in one go, but for the messages."""

_AT_THE_END: Final = Milliseconds(10 * SECOND)
"""A recording that stops so shortly before the plan's end lasts."""


def heard_of_recording(sections: Sequence[BedSection], sheet: CueSheet, name: str) -> str:
    """Say from where to where which files are heard, and where in the session the recording ends, if it does.

    Raises BedError where nothing of it would be heard.
    """
    if not sections:
        raise BedError(f"{name}: the messages leave no room for it; use ", Field("talk"), " less, or longer intervals")
    parts = " and ".join(f"{part.path.name} from {clock(part.start)} to {clock(part.end)}" for part in _parts(sections))
    end = sections[-1].end
    if end >= sheet.timeline.duration - _AT_THE_END:
        return parts
    return f"{parts}; it ends {clock(end)} into the session, and nothing follows"


def _parts(sections: Sequence[BedSection]) -> list[FilePart]:
    parts: list[FilePart] = []
    for section in sections:
        source = section.source
        if not isinstance(source, Playlist):
            continue
        for part in source.parts(section.position, Milliseconds(section.end - section.start)):
            before = parts[-1] if parts else None
            if before and before.path == part.path and abs(part.start - before.end) < _ONE_GO:
                parts[-1] = FilePart(part.path, before.start, part.end)
            else:
                parts.append(part)
    return parts
