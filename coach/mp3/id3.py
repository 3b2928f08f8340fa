"""Finding the frames of an ID3v2 tag (2.3 and 2.4) without trusting any size that stands in it.

A tag may come from anybody. Its size, the number of its frames and the size of each are bounded here, and nothing is ever
decompressed; what is left is small, and plain enough for a library to read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.given_files import open_file

LARGEST_TAG: Final = 32 * 1024**2
"""Bytes; a larger tag is not read."""

MOST_FRAMES: Final = 20_000
LARGEST_FRAME: Final = 16 * 1024**2

HEADER_SIZE: Final = 10
_FRAME_HEADER: Final = struct.Struct(">4s4sBB")
_UNSYNCHRONISED: Final = 0x80
_EXTENDED: Final = 0x40
_FOOTER: Final = 0x10
_VERSION_3: Final = 3
_VERSION_4: Final = 4
_CHAPTER_TIMES: Final = 16
# What a frame's second byte of flags says (ID3v2.3, 3.3.1; ID3v2.4, 4.1).
_ODD_3: Final = 0xE0
_ODD_4: Final = 0x4C
_FRAME_UNSYNCHRONISED_4: Final = 0x02
_HAS_LENGTH_4: Final = 0x01

Choose = Callable[[bytes], bool]
"""Tells by its name whether a frame is needed."""


@dataclass(frozen=True, slots=True)
class RawFrame:
    """A frame as it stands in a tag: neither compressed, nor encrypted, nor unsynchronised."""

    name: bytes
    data: bytes


def tag_size(head: bytes) -> int:
    """Return the size in bytes of the tag that a file begins with, its header included; 0 where it begins with none."""
    if len(head) < HEADER_SIZE or head[:3] != b"ID3":
        return 0
    return HEADER_SIZE + _seven_bits(head[6:10]) + (HEADER_SIZE if head[5] & _FOOTER else 0)


def plain_tag(path: Path, choose: Choose) -> bytes:
    """Return a tag with the chosen frames of a file's tag, in the same version; empty where the file has none.

    Raises OSError where the file cannot be read, ValueError where its tag is broken, of an old version, or too large.
    """
    with open_file(path) as file:
        head = file.read(HEADER_SIZE)
        size = tag_size(head)
        if not size:
            return b""
        if size > LARGEST_TAG:
            raise ValueError(f"a tag of {size} bytes is larger than {LARGEST_TAG}")
        body = file.read(size - HEADER_SIZE)
    version = head[3]
    if version not in (_VERSION_3, _VERSION_4) or len(body) < size - HEADER_SIZE:
        raise ValueError("an ID3 tag of an old version, or cut off")
    frames = b"".join(_written(frame, version) for frame in _frames(_plain_body(head, body), version, choose))
    return b"ID3" + bytes((version, 0, 0)) + _as_seven_bits(len(frames)) + frames


def _plain_body(head: bytes, body: bytes) -> bytes:
    version, flags = head[3], head[5]
    if version == _VERSION_3 and flags & _UNSYNCHRONISED:
        body = _synchronised(body)
    if flags & _EXTENDED:
        size = int.from_bytes(body[:4], "big") + 4 if version == _VERSION_3 else _seven_bits(body[:4])
        body = body[size:]
    return body


def _frames(body: bytes, version: int, choose: Choose) -> Iterator[RawFrame]:
    place = 0
    for _ in range(MOST_FRAMES):
        if place + _FRAME_HEADER.size > len(body) or not _is_name(body[place : place + 4]):
            return
        name, size_field, _, flags = _FRAME_HEADER.unpack_from(body, place)
        start = place + _FRAME_HEADER.size
        place = start + _frame_size(body, start, size_field, version)
        if place > len(body):
            return
        if choose(name) and place - start <= LARGEST_FRAME:
            data = _plain_data(body[start:place], flags, version)
            if data is not None:
                yield RawFrame(name, _plain_chapter(data, version) if name == b"CHAP" else data)


def _frame_size(body: bytes, start: int, field: bytes, version: int) -> int:
    """Return a frame's size; in version 2.4 some programs write it with eight bits a byte, as in 2.3."""
    plain = int.from_bytes(field, "big")
    if version == _VERSION_3 or any(byte & 0x80 for byte in field):
        return plain
    sizes = (_seven_bits(field), plain)
    return next((size for size in sizes if _may_follow(body, start + size)), sizes[0])


def _may_follow(body: bytes, place: int) -> bool:
    following = body[place : place + 4]
    return place <= len(body) and (not following.strip(b"\0") or _is_name(following))


def _plain_data(data: bytes, flags: int, version: int) -> bytes | None:
    """Return a frame's content, None where it is compressed, encrypted or in a group: no program writes such frames today."""
    if version == _VERSION_3:
        return None if flags & _ODD_3 else data
    if flags & _ODD_4:
        return None
    data = data[4:] if flags & _HAS_LENGTH_4 else data
    return _synchronised(data) if flags & _FRAME_UNSYNCHRONISED_4 else data


def _plain_chapter(data: bytes, version: int) -> bytes:
    """Return a chapter's content with its title alone: what is within a frame may be odd too."""
    times = data.find(b"\0") + 1
    inside = _frames(data[times + _CHAPTER_TIMES :], version, lambda name: name == b"TIT2")
    return data[: times + _CHAPTER_TIMES] + b"".join(_written(frame, version) for frame in inside)


def _written(frame: RawFrame, version: int) -> bytes:
    size = len(frame.data)
    return frame.name + (size.to_bytes(4, "big") if version == _VERSION_3 else _as_seven_bits(size)) + b"\0\0" + frame.data


def _is_name(name: bytes) -> bool:
    return len(name) == 4 and name.isalnum() and name == name.upper()  # noqa: PLR2004 - the format's own


def _synchronised(data: bytes) -> bytes:
    return data.replace(b"\xff\0", b"\xff")


def _seven_bits(field: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(field, (21, 14, 7, 0), strict=False))


def _as_seven_bits(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
