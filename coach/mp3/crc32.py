"""The CRC-32 of a file's sound (the one of zlib), joined from the checksums of parts without reading the parts again.

Appending a part multiplies the checksum of what came before by a power of x, modulo the polynomial, and adds the part's own.
The polynomial is primitive, so a run of equal frames is a geometric series with a closed form. `coach.mp3.crc` does the same
for the checksum of the Info frame, which is half as long and which no library of ours computes fast.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from typing import Final

_POLYNOMIAL: Final = 0xEDB8_8320
_ONE: Final = 0x8000_0000
"""The lowest power is the highest bit."""

_DEGREE: Final = 32


def prefix_checksums(frames: bytes, size: int) -> bytes:
    """Return the CRC-32 of the first 1, 2, 3 … frames of `size` bytes, each in 32 bits, little-endian."""
    prefixes = []
    running = 0
    for start in range(0, len(frames), size):
        running = zlib.crc32(frames[start : start + size], running)
        prefixes.append(running)
    return struct.pack(f"<{len(prefixes)}I", *prefixes)


class SoundChecksum:
    """Grows span by span to the CRC-32 of all frames of a file."""

    def __init__(self, size: int, silence: bytes) -> None:
        """Begin with nothing; `size` is that of a frame in bytes, `silence` is a silent frame."""
        self._size = size
        self._silent = _series(zlib.crc32(silence), size)
        self.value = 0
        """The CRC-32 of everything that was added."""

    def add(self, frames: int, before: int, after: int) -> None:
        """Append frames of a piece: `before` and `after` are the checksums of all its frames up to and including them."""
        self.value = _shifted(self.value ^ before, _multiples(_frames_power(self._size, frames))) ^ after

    def add_silence(self, frames: int) -> None:
        """Append frames of silence."""
        self.add(frames, self._silent, self._silent)


def _shifted(value: int, multiples: tuple[int, ...]) -> int:
    """Multiply a value by a factor modulo the polynomial, four bits at a time; `multiples` are those of the factor."""
    product = 0
    for _ in range(_DEGREE // 4):
        product = product >> 4 ^ _FOUR_BITS[product & 15] ^ multiples[value & 15]
        value >>= 4
    return product


@cache
def _multiples(factor: int) -> tuple[int, ...]:
    """Return the factor times each polynomial of four terms, whose lowest power is the highest of four bits."""
    terms = [factor]
    for _ in range(3):
        last = terms[-1]
        terms.append(last >> 1 ^ _POLYNOMIAL if last & 1 else last >> 1)
    multiples = [0]
    for term in reversed(terms):
        multiples += [term ^ multiple for multiple in multiples]
    return tuple(multiples)


def _times(left: int, right: int) -> int:
    """Multiply modulo the polynomial."""
    product = 0
    while left:
        if left & _ONE:
            product ^= right
        left = left << 1 & 0xFFFF_FFFF
        right = right >> 1 ^ _POLYNOMIAL if right & 1 else right >> 1
    return product


@cache
def _frames_power(size: int, frames: int) -> int:
    """Return x to the number of bits in so many frames: a product over the hexadecimal digits of their number."""
    product, place = _ONE, 0
    while frames >> 4 * place:
        digit = frames >> 4 * place & 15
        product = _times(product, _digit_power(size, place, digit)) if digit else product
        place += 1
    return product


@cache
def _digit_power(size: int, place: int, digit: int) -> int:
    """Return x to the number of bits in `digit` times 16 to the `place` frames."""
    if digit > 1:
        return _times(_digit_power(size, place, digit - 1), _digit_power(size, place, 1))
    if place:
        return _times(_digit_power(size, place - 1, 15), _digit_power(size, place - 1, 1))
    return _power(8 * size)


def _power(exponent: int) -> int:
    value = _ONE
    for _ in range(exponent):
        value = value >> 1 ^ _POLYNOMIAL if value & 1 else value >> 1
    return value


@cache
def _series(one: int, size: int) -> int:
    """Return `one / (x^bits - 1)`: what turns a run of frames with the checksum `one` into a single product."""
    inverse, square = _ONE, _frames_power(size, 1) ^ _ONE
    for _ in range(_DEGREE - 1):  # a^(2^32 - 2), by Fermat
        square = _times(square, square)
        inverse = _times(inverse, square)
    return _times(one, inverse)


_FOUR_BITS: Final = tuple(_times(_ONE >> 4, places) for places in range(16))
"""What the four highest powers amount to when a value is multiplied by x to the fourth."""
