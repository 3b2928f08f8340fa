"""The CRC-16 of an Info frame, joined from the checksums of parts without reading the parts again.

LAME's checksum (CRC-16/ARC, start value 0) is the remainder of the sound, read as a polynomial over GF(2), by
`P = (x + 1) * Q` with `Q = x^15 + x + 1`. It is linear, so appending a part shifts what came before by the part's length and
adds the part's own remainder. Modulo `Q` the shift is a multiplication in the field GF(2^15); modulo `x + 1` it is nothing, and
the remainder is a parity. Both together give the remainder by `P` (Chinese remainder theorem). In the field even a run of
silence has a closed form, so that a checksum over hours costs a few operations for each span.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

_P: Final = 0x1_8005  # x^16 + x^15 + x^2 + 1
_Q: Final = 0x8003  # x^15 + x + 1
_Q_TOP: Final = 0x8000
_Q_ORDER: Final = 0x7FFF
"""x^32767 = 1 in GF(2^15), since Q is primitive."""


def crc16(data: bytes) -> int:
    """Return the CRC-16/ARC of a few bytes, as LAME writes it."""
    return mirrored(remainder(data))


def remainder(data: bytes) -> int:
    """Return the remainder by P of the data, as a polynomial whose highest power is the first byte's lowest bit."""
    result = 0
    for byte in data:
        result = (result << 8 & 0xFFFF) ^ _byte_remainders()[(result >> 8) ^ _MIRRORED_BYTES[byte]]
    return result


def mirrored(value: int) -> int:
    """Turn 16 bits round: the checksum is kept lowest bit first."""
    return _MIRRORED_BYTES[value & 0xFF] << 8 | _MIRRORED_BYTES[value >> 8]


def prefix_remainders(frames: bytes, size: int) -> bytes:
    """Return the remainders of the first 1, 2, 3 … frames of `size` bytes, each in 16 bits, little-endian."""
    import numpy as np

    bytewise = np.frombuffer(frames, dtype=np.uint8).reshape(-1, size)
    each = np.bitwise_xor.reduce(_frame_table(size)[np.arange(size), bytewise], axis=1)
    low, high = _shift_tables(size)
    prefixes = []
    running = 0
    for value in each.tolist():
        running = low[running & 0xFF] ^ high[running >> 8] ^ value
        prefixes.append(running)
    return struct.pack(f"<{len(prefixes)}H", *prefixes)


class Checksum:
    """Grows span by span to the CRC-16 of all the sound of a file."""

    def __init__(self, size: int, silence: bytes) -> None:
        self._size = size
        self._field = 0
        self._parity = 0
        silent = remainder(silence)
        one_frame = power(8 * size)
        self._silent_parity = _parity(silent)
        self._silent_field = _quotient(_in_field(silent), one_frame ^ 1)

    def add(self, frames: int, before: int, after: int) -> None:
        """Append frames of a piece: `before` and `after` are the remainders of all its frames up to and including them."""
        self._field = times(self._field ^ _in_field(before), _frames_power(self._size, frames)) ^ _in_field(after)
        self._parity ^= _parity(before ^ after)

    def add_silence(self, frames: int) -> None:
        """Append frames of silence: the sum of their shifted remainders is a geometric series."""
        self._field = times(self._field ^ self._silent_field, _frames_power(self._size, frames)) ^ self._silent_field
        self._parity ^= self._silent_parity & frames

    @property
    def value(self) -> int:
        """The CRC-16/ARC of everything that was added."""
        whole = self._field if _parity(self._field) == self._parity else self._field ^ _Q
        return mirrored(whole)


def times(left: int, right: int) -> int:
    """Multiply in GF(2^15)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        right >>= 1
        left <<= 1
        if left & _Q_TOP:
            left ^= _Q
    return product


def power(exponent: int) -> int:
    """Return x to the exponent in GF(2^15)."""
    coarse, fine = divmod(exponent % _Q_ORDER, 256)
    powers, steps = _powers()
    return times(powers[fine], steps[coarse])


@cache
def _frames_power(size: int, frames: int) -> int:
    return power(8 * size * frames)


@cache
def _powers() -> tuple[list[int], list[int]]:
    powers = [1]
    for _ in range(256):
        shifted = powers[-1] << 1
        powers.append(shifted ^ _Q if shifted & _Q_TOP else shifted)
    steps = [1]
    for _ in range(_Q_ORDER // 256):
        steps.append(times(steps[-1], powers[256]))
    return powers[:256], steps


def _quotient(numerator: int, denominator: int) -> int:
    inverse, square = 1, denominator
    for _ in range(14):  # a^(2^15 - 2), by Fermat
        square = times(square, square)
        inverse = times(inverse, square)
    return times(numerator, inverse)


def _in_field(value: int) -> int:
    return value ^ _Q if value & _Q_TOP else value


def _parity(value: int) -> int:
    return value.bit_count() & 1


def _byte_remainder(byte: int) -> int:
    value = byte << 8
    for _ in range(8):
        value <<= 1
        if value & 0x1_0000:
            value ^= _P
    return value


@cache
def _byte_remainders() -> tuple[int, ...]:
    return tuple(_byte_remainder(byte) for byte in range(256))


_MIRRORED_BYTES: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@cache
def _shift_tables(size: int) -> tuple[list[int], list[int]]:
    """Return what the low and the high byte of a remainder become when `size` bytes follow."""
    import numpy as np

    step = np.array(_byte_remainders(), dtype=np.uint16)
    values = np.concatenate([np.arange(256, dtype=np.uint16), np.arange(256, dtype=np.uint16) << np.uint16(8)])
    for _ in range(size):
        values = (values << np.uint16(8)) ^ step[values >> np.uint16(8)]
    return values[:256].tolist(), values[256:].tolist()


@cache
def _frame_table(size: int) -> NDArray[Any]:
    """Return what each byte adds to its frame's remainder, by its place in the frame and its value."""
    import numpy as np

    table = np.empty((size, 256), dtype=np.uint16)
    mirrored_order = np.frombuffer(_MIRRORED_BYTES, dtype=np.uint8)
    step = np.array(_byte_remainders(), dtype=np.uint16)
    row = step[mirrored_order]
    for place in range(size - 1, -1, -1):
        table[place] = row
        row = (row << np.uint16(8)) ^ step[row >> np.uint16(8)]
    return table
