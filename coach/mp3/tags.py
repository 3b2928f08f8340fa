"""The ID3v2.3 tag: what a player shows, the chapters, the lyrics in time, and the recipe that the file can be made from again.

Version 2.3 with UTF-16 text is what every player reads. Chapters follow the ID3v2 Chapter Frame Addendum 1.0.
"""

# mutagen declares itself typed, but its frames are not.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from coach.units import Milliseconds

RECIPE_NAME: Final = "walk-run-coach recipe"
"""The description of the TXXX frame that holds the recipe."""

FILE_NAME: Final = "walk-run-coach file"
"""The description of the TXXX frame that holds what was noted about the file when it was written."""

PADDING: Final = 256
"""Bytes left free, so that an editor can correct a title without moving the sound."""

_LATIN_1: Final = 0
_UTF_16: Final = 1
_FRONT_COVER: Final = 3
_MILLISECONDS: Final = 2
_LYRICS: Final = 1
_TOP_LEVEL: Final = 2
_ORDERED: Final = 1
_NO_OFFSET: Final = 0xFFFF_FFFF
_MOST_CHILDREN: Final = 255
_HEADER: Final = struct.Struct(">3sBBB4s")
_FRAME_HEADER: Final = struct.Struct(">4sIH")
_FIRST_FRAMES: Final = (
    b"TIT2",
    b"TALB",
    b"TPE1",
    b"TPE2",
    b"TRCK",
    b"TPOS",
    b"TCON",
    b"TYER",
    b"TLAN",
    b"COMM",
    b"CTOC",
    b"CHAP",
)
_LAST_FRAMES: Final = (b"TXXX", b"USLT", b"SYLT", b"APIC")
_ORDER: Final = {name: rank for rank, name in enumerate(_FIRST_FRAMES + _LAST_FRAMES)}
_CHANGEABLE: Final = frozenset({"TIT2", "TALB", "TPE1", "TPE2", "TRCK", "TPOS", "TCON", "TYER", "TLAN", "COMM", "APIC"})
"""What a runner may want to say otherwise."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the session that a player lists and jumps to. `start` is included, `end` is not."""

    title: str
    start: Milliseconds
    end: Milliseconds


@dataclass(frozen=True, slots=True)
class TimedLine:
    """Words, and when they start."""

    text: str
    start: Milliseconds


@dataclass(frozen=True, slots=True)
class Tags:
    """Everything that the tag says."""

    title: str
    album: str
    artist: str
    track: int
    tracks: int
    disc: int
    """The week."""
    discs: int
    """Of how many weeks."""
    genre: str
    comment: str
    recipe: str
    """What the file was made from, as ASCII JSON; empty for a part of a session."""
    chapters: tuple[Chapter, ...] = ()
    """In the order of time."""
    lyrics: str = ""
    """All that is spoken."""
    timed_lyrics: tuple[TimedLine, ...] = ()
    cover: bytes = b""
    """A JPEG, or nothing."""
    language: str = "eng"
    """ISO 639-2."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was noted about a file when it was written, to tell later what has changed since."""

    sound: str
    """The checksum of its frames, as `coach.mp3.assemble` writes it."""
    tags: Mapping[str, str]
    """For each frame that a runner may want to change: a mark of its content."""


def render_tag(tags: Tags, sound: str = "", own: Sequence[Any] = ()) -> bytes:
    """Return the whole ID3v2.3 tag, header and padding included: the bytes that an MP3 starts with.

    `sound` is the checksum of the frames that follow, noted in the tag; `own` are frames of the runner's own (mutagen's), which
    stand beside the others and in place of those with the same key.
    """
    from mutagen.id3 import ID3

    id3 = ID3()
    for frame in (*_texts(tags), *_contents(tags.chapters), *_words(tags)):
        id3.add(frame)
    if sound:
        id3.add(_facts(id3, sound))
    for frame in own:
        id3.add(frame)
    file = BytesIO()
    id3.save(file, v1=0, v2_version=3, padding=lambda _: PADDING)
    return _in_order(file.getvalue())


def frame_mark(frame: Any) -> str:  # noqa: ANN401 - mutagen's frames carry no types
    """Return a short mark that differs where a frame's content does."""
    content = getattr(frame, "data", None) or str(frame).encode("utf-8", "replace")
    return f"{zlib.crc32(content):08x}"


def _facts(id3: Any, sound: str) -> Any:  # noqa: ANN401 - the same
    from mutagen import id3 as frames

    marks = {key: frame_mark(frame) for key, frame in id3.items() if frame.FrameID in _CHANGEABLE}
    text = json.dumps({"sound": sound, "tags": marks}, separators=(",", ":"))
    return frames.TXXX(_LATIN_1, FILE_NAME, text)


def _texts(tags: Tags) -> Iterator[Any]:
    from mutagen import id3

    yield id3.TIT2(_UTF_16, tags.title)
    yield id3.TALB(_UTF_16, tags.album)
    yield id3.TPE1(_UTF_16, tags.artist)
    # The album artist: without it, some libraries split an album.
    yield id3.TPE2(_UTF_16, tags.artist)
    yield id3.TRCK(_UTF_16, f"{tags.track}/{tags.tracks}")
    yield id3.TPOS(_UTF_16, f"{tags.disc}/{tags.discs}")
    yield id3.TCON(_UTF_16, tags.genre)
    yield id3.TLAN(_UTF_16, tags.language)
    yield id3.COMM(_UTF_16, tags.language, "", tags.comment)
    if tags.recipe:
        # ASCII, so Latin-1 holds it in half the room.
        yield id3.TXXX(_LATIN_1, RECIPE_NAME, tags.recipe)


def _contents(chapters: Sequence[Chapter]) -> Iterator[Any]:
    from mutagen import id3

    names = [f"chp{number:04}" for number in range(1, len(chapters) + 1)]
    for name, chapter in zip(names, chapters, strict=True):
        title = id3.TIT2(_UTF_16, chapter.title)
        yield id3.CHAP(name, chapter.start, chapter.end, _NO_OFFSET, _NO_OFFSET, [title])
    # A table of contents counts its entries in one byte; more than that needs tables within the table.
    parts = [names[start : start + _MOST_CHILDREN] for start in range(0, len(names), _MOST_CHILDREN)]
    if len(parts) == 1:
        yield id3.CTOC("toc", _TOP_LEVEL | _ORDERED, names, [])
    elif parts:
        tables = [f"toc{number:02}" for number in range(1, len(parts) + 1)]
        yield id3.CTOC("toc", _TOP_LEVEL | _ORDERED, tables, [])
        for table, part in zip(tables, parts, strict=True):
            yield id3.CTOC(table, _ORDERED, part, [])


def _words(tags: Tags) -> Iterator[Any]:
    from mutagen import id3

    if tags.lyrics:
        yield id3.USLT(_UTF_16, tags.language, "", tags.lyrics)
    if tags.timed_lyrics:
        lines = [(line.text, line.start) for line in tags.timed_lyrics]
        yield id3.SYLT(_UTF_16, tags.language, _MILLISECONDS, _LYRICS, "", lines)
    if tags.cover:
        # The description in Latin-1: some players stumble over one in UTF-16.
        yield id3.APIC(0, "image/jpeg", _FRONT_COVER, "", tags.cover)


def _in_order(tag: bytes) -> bytes:
    """Put the frames in the order that readers expect: mutagen sorts them by length, and chapters with them."""
    frames = []
    place = _HEADER.size
    while tag[place : place + 1].strip(b"\0"):
        name, size, _ = _FRAME_HEADER.unpack_from(tag, place)
        end = place + _FRAME_HEADER.size + size
        # Chapters and tables begin with their name, which counts upwards.
        element = tag[place + _FRAME_HEADER.size : place + _FRAME_HEADER.size + 8] if name in {b"CHAP", b"CTOC"} else b""
        frames.append((_ORDER.get(name, len(_ORDER)), element, tag[place:end]))
        place = end
    frames.sort()
    return tag[: _HEADER.size] + b"".join(frame for _, _, frame in frames) + tag[place:]
