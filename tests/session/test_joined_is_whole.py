"""The joined file and the plain way, side by side: a real session, from cached frames and with one encoder."""

import subprocess

import numpy as np
import pytest

from coach.mp3.assemble import write_mp3
from coach.mp3.tags import render_tag
from coach.mp3.whole import encode_whole
from coach.session.renderer import Renderer
from coach.settings import Settings


@pytest.fixture(scope="module", params=["none", "beat"])
def both(request, short_request, shared_cache, tmp_path_factory, outside_tool):
    ffmpeg = outside_tool("ffmpeg")
    built = Renderer(Settings(bed=request.param), cache=shared_cache).make(short_request)
    folder, tag = tmp_path_factory.mktemp("both"), render_tag(built.tags)
    files = [
        write_mp3(folder / "joined.mp3", built.mixdown, tag, shared_cache),
        encode_whole(folder / "whole.mp3", built.mixdown, tag),
    ]
    return request.param, files, [_decoded(ffmpeg, path) for path in files]


def _decoded(ffmpeg, path):
    done = subprocess.run([ffmpeg, "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", "-"], capture_output=True, check=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, "<i2").astype(np.float64) / 32_768


def test_both_ways_give_as_many_samples(both):
    _, _, (joined, whole) = both
    assert len(joined) == len(whole)


def test_both_files_have_one_size(both):
    _, (joined, whole), _ = both
    assert joined.stat().st_size == whole.stat().st_size


def test_both_ways_sound_the_same(both):
    _, _, (joined, whole) = both
    # Two encodes of one sound, each with an error of its own some 20 dB under it.
    assert _level(joined - whole) < _level(whole) - 15
    assert abs(_level(joined) - _level(whole)) < 0.1


def test_no_cue_is_moved(both):
    _, _, (joined, whole) = both
    loud = np.flatnonzero(np.abs(whole) > 0.05)
    start = max(int(loud[len(loud) // 3]), 4_800)
    piece = whole[start : start + 24_000]
    lags = np.correlate(joined[start - 480 : start + 24_480], piece, "valid")
    assert int(np.argmax(lags)) == 480


def test_between_cues_is_the_same_floor_where_frames_are_joined(both):
    bed, _, (joined, whole) = both
    if bed == "beat":
        assert _level(joined[48_000:]) > -60
        return
    length = len(whole) // 4_800 * 4_800
    quiet = np.abs(whole[:length].reshape(-1, 4_800)).max(axis=1) < 10 ** (-46 / 20)
    assert np.mean(quiet) > 0.2
    assert _level(whole[:length].reshape(-1, 4_800)[quiet]) < -60
    assert _level(joined[:length].reshape(-1, 4_800)[quiet]) < -60
    assert np.abs(joined[:length].reshape(-1, 4_800)[quiet]).max() < 10 ** (-45 / 20)


def _level(sound):
    return 10 * np.log10(np.mean(np.square(sound)) + 1e-12)
