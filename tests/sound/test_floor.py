"""Ground truth: the floor in decoded files, its loop, and the seams between it and the pieces."""

from __future__ import annotations

import av
import numpy as np
import pytest

from coach.cache import Cache
from coach.mp3.assemble import write_mp3
from coach.mp3.frames import frame_format
from coach.signal.facts import FRAME_SAMPLES
from coach.sound.floor import FLOOR_FRAMES, FLOOR_LEVEL, SHORTEST_FLOOR, with_floor
from coach.sound.grid import frames_for
from coach.sound.mix import mix
from coach.sound.mixdown import ENCODER_LEAD, Mixdown, Span
from coach.units import Milliseconds, samples

LONG = samples(Milliseconds(40_000))
PEAK = 10 ** (-47 / 20)
"""The highest sample of so quiet a noise, with room."""


def decoded(path):
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1).astype(np.float64)


def level(sound):
    return 10 * np.log10(np.mean(np.square(sound)) + 1e-20)


@pytest.fixture(scope="module", params=[1, 2], ids=["mono", "stereo"])
def alone(request, tmp_path_factory):
    """Forty seconds of floor alone."""
    folder = tmp_path_factory.mktemp("floor")
    mixdown = with_floor(Mixdown(request.param, LONG, (Span(frames_for(LONG)),)))
    path = write_mp3(folder / "floor.mp3", mixdown, b"", Cache(folder / "cache"))
    return mixdown, path, decoded(path)


def test_nobody_hears_it_and_a_headset_that_sleeps_below_60_dbfs_is_awake(alone):
    sound = alone[2][:, FRAME_SAMPLES:]
    tenths = sound[0, : len(sound[0]) // 4_800 * 4_800].reshape(-1, 4_800)
    assert max(map(level, tenths)) <= -60
    assert level(sound) == pytest.approx(FLOOR_LEVEL, abs=0.5)
    peaks = np.abs(sound[0, : len(sound[0]) // 480 * 480].reshape(-1, 480)).max(axis=1)
    assert np.mean(peaks >= 10 ** (-60 / 20)) > 0.99
    assert peaks.max() < PEAK


def test_it_repeats_after_a_loop_and_not_before(alone):
    sound = alone[2][0, 2 * FRAME_SAMPLES :]
    period = FLOOR_FRAMES * FRAME_SAMPLES
    assert np.allclose(sound[: 3 * period], sound[period : 4 * period], atol=1e-6)
    for frames in (1, 2, 5, 10, 25, 50, 125):
        shift = frames * FRAME_SAMPLES
        assert abs(np.corrcoef(sound[:period], sound[shift : shift + period])[0, 1]) < 0.2


def test_where_the_loop_is_joined_nothing_jumps(alone):
    mixdown, _, sound = alone
    steps = np.abs(np.diff(sound, axis=1))
    usual = steps[:, FRAME_SAMPLES:-FRAME_SAMPLES].max()
    frame = 0
    for span in mixdown.spans[:-1]:
        frame += span.frames
        seam = frame * FRAME_SAMPLES + ENCODER_LEAD
        assert steps[:, seam - 2 * FRAME_SAMPLES : seam + 2 * FRAME_SAMPLES].max() <= usual


def test_it_costs_no_byte_and_one_piece(alone):
    mixdown, path, _ = alone
    form = frame_format(mixdown.channels, mixdown.size)
    assert path.stat().st_size == (1 + frames_for(LONG)) * form.size
    assert len({span.piece.key for span in mixdown.spans}) == 1


def test_it_lies_only_between_pieces_and_begins_anew_after_each(voice, tools):
    plain, with_it = mix(tools.session(), voice), mix(tools.session(), voice, floor=True)
    plain_keys, keys = tools.pieces(plain).keys(), tools.pieces(with_it).keys()
    (floor,) = keys - plain_keys
    assert plain_keys < keys
    before = None
    for span in with_it.spans:
        if span.piece is None:
            assert span.frames < SHORTEST_FLOOR
        elif span.piece.key == floor:
            assert span.skip == 0
            assert before is None or before.piece is None or before.piece.key != floor or before.frames == FLOOR_FRAMES
        before = span
    assert sum(span.frames for span in with_it.spans) == sum(span.frames for span in plain.spans)


def test_beside_a_message_nothing_clicks(voice, tools, tmp_path):
    """What the floor adds to a file is never louder than the floor itself: at no seam does anything stick out."""
    cache = Cache(tmp_path / "cache")
    plain, with_it = (
        decoded(write_mp3(tmp_path / f"{floor}.mp3", mix(tools.session(), voice, floor=floor), b"", cache))
        for floor in (False, True)
    )
    added = with_it - plain
    assert np.abs(added).max() < PEAK
    assert np.abs(np.diff(added, axis=1)).max() < PEAK / 8
    assert level(added[:, added[0] != 0]) < -60
