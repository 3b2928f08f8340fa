"""Files that are cut off are told from whole ones without decoding."""

import pytest

from coach.mp3.frames import MONO, info_frame
from coach.mp3.inspect import is_whole
from coach.signal.facts import FRAME_SAMPLES
from coach.units import Samples

FRAMES = info_frame(MONO, 3, Samples(2 * FRAME_SAMPLES), 0) + 3 * MONO.silence
TAG = b"ID3\x03\x00\x00\x00\x00\x01\x00" + bytes(128)


@pytest.mark.parametrize("tag", [b"", TAG], ids=["no tag", "tag"])
@pytest.mark.parametrize(("lost", "whole"), [(0, True), (1, False), (MONO.size, False)])
def test_a_file_is_whole_when_it_is_as_long_as_it_declares(tmp_path, tag, lost, whole):
    path = tmp_path / "session.mp3"
    path.write_bytes((tag + FRAMES)[: len(tag + FRAMES) - lost])
    assert is_whole(path) is whole


@pytest.mark.parametrize("content", [b"", b"ID3", TAG[:8], b"no sound at all"])
def test_a_file_without_an_info_frame_is_not_whole(tmp_path, content):
    path = tmp_path / "other.mp3"
    path.write_bytes(content)
    assert not is_whole(path)


def test_a_missing_file_is_not_whole(tmp_path):
    assert not is_whole(tmp_path / "missing.mp3")
