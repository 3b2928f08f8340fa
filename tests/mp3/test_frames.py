"""The frames: their format, and the Info frame."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.mp3.crc import crc16
from coach.mp3.encoder import encode_piece
from coach.mp3.frames import (
    MONO,
    SMALL_MONO,
    SMALL_STEREO,
    STEREO,
    DeclaredCounts,
    declared_counts,
    info_frame,
    padding,
)
from coach.signal.facts import FRAME_SAMPLES
from coach.sound.grid import frames_for
from coach.sound.mixdown import CONTEXT, Piece
from coach.units import Samples

FORMATS = pytest.mark.parametrize(
    "form", [MONO, STEREO, SMALL_MONO, SMALL_STEREO], ids=["mono", "stereo", "small mono", "small stereo"]
)


@FORMATS
def test_an_encoded_piece_has_frames_of_one_size_that_stand_alone(form, make_piece):
    frames = encode_piece(make_piece(form.channels), form)
    assert len(frames) == 50 * form.size
    for start in range(0, len(frames), form.size):
        assert frames[start : start + 3] == form.header[:3]
        main_data_begin = frames[start + 4] << 1 | frames[start + 5] >> 7
        assert main_data_begin == 0


@FORMATS
def test_the_same_sound_gives_the_same_frames(form, make_piece):
    assert encode_piece(make_piece(form.channels), form) == encode_piece(make_piece(form.channels), form)


def test_a_piece_that_renders_too_little_sound_is_refused():
    short = Piece("short", 20, lambda: bytes(10 * FRAME_SAMPLES * 2))
    with pytest.raises(ValueError, match="short: its sound is shorter than its 20 frames"):
        encode_piece(short, MONO)


@given(length=st.integers(1, 10_000_000), delay=st.integers(0, 2 * FRAME_SAMPLES))
def test_the_fewest_frames_leave_a_padding_that_can_be_declared(length, delay):
    frames = frames_for(Samples(length), Samples(delay))
    assert 529 <= padding(frames, Samples(length), Samples(delay)) < 529 + FRAME_SAMPLES


@pytest.mark.parametrize("frames", [9, 14])
def test_frames_that_do_not_fit_the_length_are_refused(frames):
    with pytest.raises(ValueError, match="frames do not fit 10368 samples"):
        padding(frames, Samples(9 * FRAME_SAMPLES))


@FORMATS
def test_the_info_frame_says_what_stands_in_the_file(form):
    frames, length = 75_000, Samples(75_000 * FRAME_SAMPLES - 700)
    frame = info_frame(form, frames, length, 0x1234)
    assert len(frame) == form.size
    at = 4 + form.side_size
    assert frame[:at] == form.header + bytes(form.side_size)
    table = b"" if form is SMALL_MONO else frame[at + 16 : at + 116]  # a small frame has no room for it
    assert struct.unpack_from(">4sIII", frame, at) == (b"Info", 15 if table else 11, frames, (frames + 1) * form.size)
    assert list(table) == sorted(table)
    assert not table or abs(table[50] - 128) <= 1
    lame = frame[at + 20 + len(table) :]
    assert lame[:10] == b"LAME3.100\x01"
    assert int.from_bytes(lame[21:24], "big") == 700
    assert struct.unpack_from(">IHH", lame, 28) == ((frames + 1) * form.size, 0x1234, crc16(frame[: at + 54 + len(table)]))


@FORMATS
def test_the_frame_of_silence_is_the_encoders_header_and_nothing_else(form):
    assert len(form.silence) == form.size
    quiet = Piece("quiet", 30, lambda: bytes((30 + 2 * CONTEXT) * FRAME_SAMPLES * 2 * form.channels))
    assert encode_piece(quiet, form)[:2] == form.silence[:2]
    assert not any(form.silence[4:])


@FORMATS
def test_the_size_of_a_frame_follows_from_its_bit_rate(form):
    # ISO 11172-3, 2.4.3.1: 144 * bit rate / sample rate.
    assert form.size == 144 * form.bit_rate // 48_000


@FORMATS
def test_the_declared_counts_are_those_of_all_frames(form):
    counts = declared_counts(info_frame(form, 9, Samples(8 * FRAME_SAMPLES), 0))
    assert counts == DeclaredCounts(9, 10 * form.size)


@pytest.mark.parametrize("frame", [b"", b"Info", b"\xff\xfb" + bytes(400), b"Xing" + bytes(30)])
def test_a_frame_that_declares_no_size_is_told(frame):
    assert declared_counts(frame) is None
