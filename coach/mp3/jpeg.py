"""JPEGs that are compressed in parts and put together without decoding (ITU-T T.81).

Each row of blocks ends with a restart marker, after which nothing depends on what came before. The markers count from 0 to 7
and round again, so a part may be followed by another one when its rows are a multiple of eight.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

ROWS_HEIGHT: Final = 8 * 16
"""Pixels in eight rows of blocks: the heights that a part may have which another one follows."""

_QUALITY: Final = 78
_START_OF_FRAME: Final = b"\xff\xc0"
_START_OF_SCAN: Final = b"\xff\xda"
_LAST_RESTART: Final = b"\xff\xd7"
_END_LENGTH: Final = 2
_HEIGHT: Final = struct.Struct(">H")
_HEIGHT_OFFSET: Final = 5


class _JpegFile(BytesIO):
    """Named as a JPEG: Pillow then loads its writer of JPEGs alone, which takes half the time that loading all of them does."""

    name: Final = "cover.jpg"


def compressed(image: Image) -> bytes:
    """Return the image as a JPEG that may be stacked: colour at half resolution, fixed tables, a restart after each row."""
    file = _JpegFile()
    image.save(file, quality=_QUALITY, subsampling="4:2:0", restart_marker_rows=1)
    return file.getvalue()


def stacked(upper: bytes, lower: bytes) -> bytes:
    """Put one JPEG of `compressed` on top of another one of the same width.

    Raises ValueError when the upper one's height is no multiple of `ROWS_HEIGHT`.
    """
    frame = upper.index(_START_OF_FRAME) + _HEIGHT_OFFSET
    height = _height(upper)
    if height % ROWS_HEIGHT:
        raise ValueError(f"a part of {height} pixels cannot be followed by another one")
    total = _HEIGHT.pack(height + _height(lower))
    head = upper[:frame] + total + upper[frame + _HEIGHT.size : -_END_LENGTH]
    return head + _LAST_RESTART + lower[_scan(lower) :]


def _height(jpeg: bytes) -> int:
    return int(_HEIGHT.unpack_from(jpeg, jpeg.index(_START_OF_FRAME) + _HEIGHT_OFFSET)[0])


def _scan(jpeg: bytes) -> int:
    """Return where the compressed rows begin."""
    marker = jpeg.index(_START_OF_SCAN) + len(_START_OF_SCAN)
    return marker + int.from_bytes(jpeg[marker : marker + 2], "big")
