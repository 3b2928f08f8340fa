"""The ID3v2.3 tag: what a player shows, the chapters, the lyrics in time, and the recipe that the file can be made from again.

Version 2.3 with UTF-16 text is what every player reads. Chapters follow the ID3v2 Chapter Frame Addendum 1.0.
"""

# mutagen declares itself typed, but its frames are not.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.errors import RecipeError
from coach.units import Milliseconds

if TYPE_CHECKING:
    from mutagen.id3 import ID3

RECIPE_NAME: Final = "walk-run-coach recipe"
"""The description of the TXXX frame that holds the recipe."""

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
HEADER_SIZE: Final = _HEADER.size
"""Bytes in the header of an ID3v2 tag."""

_FRAME_HEADER: Final = struct.Struct(">4sIH")
_FIRST_FRAMES: Final = (b"TIT2", b"TALB", b"TPE1", b"TRCK", b"TPOS", b"TCON", b"TYER", b"TLAN", b"COMM", b"CTOC", b"CHAP")
_LAST_FRAMES: Final = (b"TXXX", b"USLT", b"SYLT", b"APIC")
_ORDER: Final = {name: rank for rank, name in enumerate(_FIRST_FRAMES + _LAST_FRAMES)}


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


def render_tag(tags: Tags) -> bytes:
    """Return the whole ID3v2.3 tag, header and padding included: the bytes that an MP3 starts with."""
    from mutagen.id3 import ID3

    id3 = ID3()
    for frame in (*_texts(tags), *_contents(tags.chapters), *_words(tags)):
        id3.add(frame)
    file = BytesIO()
    id3.save(file, v1=0, v2_version=3, padding=lambda _: PADDING)
    return _in_order(file.getvalue())


def tag_size(head: bytes) -> int:
    """Return the size in bytes of the ID3v2 tag that a file begins with, 0 if there is none. `head`: its first 10 bytes."""
    if head[:3] != b"ID3" or len(head) < HEADER_SIZE:
        return 0
    return HEADER_SIZE + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def read_recipe(path: Path) -> str:
    """Return the recipe that a file carries.

    Raises RecipeError when the file cannot be read or carries none.
    """
    recipes = _load(path, "TXXX").getall(f"TXXX:{RECIPE_NAME}")
    if not recipes:
        raise RecipeError(
            f"{path}: carries no recipe of coach; give a file that coach has rendered (tracks of an album carry none)"
        )
    return str(recipes[0])


def read_chapters(path: Path) -> tuple[Chapter, ...]:
    """Return the chapters of a file in the order in which it lists them.

    Raises RecipeError when the file cannot be read or has no tag.
    """
    return tuple(
        Chapter(str(frame.sub_frames.get("TIT2", "")), Milliseconds(frame.start_time), Milliseconds(frame.end_time))
        for frame in _load(path, "CHAP", "TIT2").getall("CHAP")
    )


def _texts(tags: Tags) -> Iterator[Any]:
    from mutagen import id3

    yield id3.TIT2(_UTF_16, tags.title)
    yield id3.TALB(_UTF_16, tags.album)
    yield id3.TPE1(_UTF_16, tags.artist)
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
        frames.append((_ORDER[name], element, tag[place:end]))
        place = end
    frames.sort()
    return tag[: _HEADER.size] + b"".join(frame for _, _, frame in frames) + tag[place:]


def _load(path: Path, *frame_names: str) -> ID3:
    """Read those frames of a file's tag that are named; the others are skipped unread."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3, Frames

    if not path.is_file():
        raise RecipeError(f"{path}: there is no such file; give a file that coach has rendered")
    try:
        return ID3(path, translate=False, known_frames={name: Frames[name] for name in frame_names})
    except MutagenError as error:
        raise RecipeError(f"{path}: no tag can be read; give a file that coach has rendered, whole") from error
