"""Inspects an MP3 file without decoding it."""

from __future__ import annotations

from pathlib import Path

from coach.mp3.frames import LARGEST_FRAME, declared_size
from coach.mp3.tags import HEADER_SIZE, tag_size


def is_whole(path: Path) -> bool:
    """Tell whether an MP3 file is as long as its Info frame declares. False if it cannot be read or has no such frame."""
    try:
        with path.open("rb") as file:
            tag = tag_size(file.read(HEADER_SIZE))
            file.seek(tag)
            declared = declared_size(file.read(LARGEST_FRAME))
        return declared is not None and path.stat().st_size == tag + declared
    except OSError:
        return False
