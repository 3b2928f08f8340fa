"""The checksum of the Info frame, against its definition."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from coach.mp3.crc import Checksum, crc16, power, prefix_remainders, remainder, silence_remainder
from coach.mp3.frames import MONO, FrameFormat


def bit_by_bit(data):
    """CRC-16/ARC by its definition."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


def test_the_checksum_is_the_one_that_its_catalogue_entry_names():
    assert crc16(b"123456789") == 0xBB3D


@given(st.binary(max_size=300))
def test_the_checksum_agrees_with_its_definition(data):
    assert crc16(data) == bit_by_bit(data)


PIECES = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 2), st.integers(0, 5), st.integers(1, 4)), min_size=1, max_size=6
)


@given(spans=PIECES, sound=st.binary(min_size=30, max_size=30))
def test_checksums_of_parts_add_up_to_the_checksum_of_the_whole(spans, sound):
    small = FrameFormat(1, 64_000, 10, MONO.header, side_size=2, stereo_mode=0, gain=1.0, quality=5)
    pieces = [sound * 3, sound[::-1] * 3, bytes(90)]
    remainders = [struct.unpack("<9H", prefix_remainders(piece, 10)) for piece in pieces]
    checksum = Checksum(small.size, small.silence)
    whole = b""
    for silence, which, skip, frames in spans:
        checksum.add_silence(silence)
        whole += small.silence * silence
        before = remainders[which][skip - 1] if skip else 0
        checksum.add(frames, before, remainders[which][skip + frames - 1])
        whole += pieces[which][skip * 10 : (skip + frames) * 10]
    assert checksum.value == bit_by_bit(whole)


@given(st.integers(0, 40))
def test_silence_has_the_remainder_of_its_bytes(count):
    assert silence_remainder(MONO.size, remainder(MONO.silence), count) == remainder(MONO.silence * count)


@given(st.integers(0, 10**7))
def test_powers_of_x_repeat_after_their_order(exponent):
    assert power(exponent) == power(exponent + 32_767)
    assert power(exponent + 1) != power(exponent)
