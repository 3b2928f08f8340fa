"""Looking at a file without decoding it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_ID3_HEADER: Final = 10
_LARGEST_INFO_FRAME: Final = 1_441
_BYTES_FLAG: Final = 2


def is_whole(path: Path) -> bool:
    """Tell whether an MP3 of ours is as long as its Info frame says (the byte count of the Xing header)."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_ID3_HEADER)
            tag = 0
            if head[:3] == b"ID3":
                tag = _ID3_HEADER + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            file.seek(tag)
            frame = file.read(_LARGEST_INFO_FRAME)
    except (OSError, ValueError):
        return False
    mark = max(frame.find(b"Info"), frame.find(b"Xing"))
    if mark < 0 or not frame[mark + 7] & _BYTES_FLAG:
        return False
    # The frame count comes first; both are 32-bit big-endian.
    return size - tag == int.from_bytes(frame[mark + 12 : mark + 16], "big")
