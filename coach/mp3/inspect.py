"""Looking at a file without decoding it: where its sound stands between the tags, and whether it is still what was written."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from coach.given_files import open_file
from coach.mp3.frames import LARGEST_FRAME, declared_counts
from coach.mp3.id3 import HEADER_SIZE, tag_size

_ID3V1: Final = 128
_APE_SIZE: Final = 32
_APE_HAS_HEADER: Final = 0x8000_0000
_MOST_TRAILING: Final = 16 * 1024**2
_CHUNK: Final = 1024**2


@dataclass(frozen=True, slots=True)
class SoundPlace:
    """Where the sound of an MP3 of ours stands in its file, in bytes."""

    start: int
    """Of the Info frame."""
    first: int
    """Of the first frame that is heard."""
    end: int
    """By the count in the Info frame."""
    whole: bool
    """Whether the file goes on up to there, and nothing follows but tags."""


def find_sound(path: Path) -> SoundPlace | None:
    """Find the sound by its Info frame (Xing's byte and frame counts). None where the file cannot be read or has none."""
    try:
        size = path.stat().st_size
        with open_file(path) as file:
            start = tag_size(file.read(HEADER_SIZE))
            file.seek(start)
            counts = declared_counts(file.read(LARGEST_FRAME))
            if counts is None:
                return None
            # The Info frame is one more of the frames, and as long as each.
            end = start + counts.size
            first = start + counts.size // (1 + counts.frames)
            return SoundPlace(start, first, end, end <= size and end == _without_tags(file, end, size))
    except (OSError, ValueError):
        return None


def is_whole(path: Path) -> bool:
    """Tell whether an MP3 of ours is as long as its Info frame says; tags that other programs put at its end do not count."""
    place = find_sound(path)
    return place is not None and place.whole


def sound_checksum(path: Path) -> str:
    """Return the checksum of a file's frames as `coach.mp3.assemble` notes it; empty where the sound is not whole."""
    place = find_sound(path)
    if place is None or not place.whole:
        return ""
    try:
        with open_file(path) as file:
            file.seek(place.first)
            checksum = 0
            for chunk in _chunks(file, place.end - place.first):
                checksum = zlib.crc32(chunk, checksum)
    except OSError:
        return ""
    return checksum_text(checksum)


def checksum_text(checksum: int) -> str:
    """Write a CRC-32: always in the same number of characters, since a tag is sized before its sound is known."""
    return f"crc32 {checksum:08x}"


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (chunk := file.read(min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk


def _without_tags(file: BinaryIO, start: int, end: int) -> int:
    """Return where the sound ends before the tags that stand at a file's end: ID3v1 and APE, in any number."""
    if end - start > _MOST_TRAILING:
        return end
    file.seek(start)
    rest = file.read(end - start)
    while rest and (size := _last_tag(rest)):
        rest = rest[:-size]
    return start + len(rest)


def _last_tag(rest: bytes) -> int:
    if rest[-_ID3V1 : -_ID3V1 + 3] == b"TAG" and len(rest) >= _ID3V1:
        return _ID3V1
    footer = rest[-_APE_SIZE:]
    if footer[:8] == b"APETAGEX":
        # The size leaves the header out (APEv2); all fields are little-endian.
        header = _APE_SIZE if int.from_bytes(footer[20:24], "little") & _APE_HAS_HEADER else 0
        size = int.from_bytes(footer[12:16], "little") + header
        return size if size <= len(rest) else 0
    return 0
