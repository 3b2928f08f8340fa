"""The beat is found in the sound alone, and every way in which it can be broken is noticed."""

import numpy as np
import pytest

from coach.proof.beat_detection import BassBand, largest, measure_beat
from coach.sound.beds.instruments import kick
from coach.units import Milliseconds

END = Milliseconds(30_000)


def played(moments, level=0.3):
    """Strike a drum at some moments in ms, over noise and a bass that is not on the beat."""
    sound = 0.002 * np.random.default_rng(2).standard_normal(31 * 48_000)
    sound += 0.005 * np.sin(2 * np.pi * 82.0 * np.arange(len(sound)) / 48_000)
    stroke = level * kick()
    for moment in moments:
        start = round(moment * 48)
        sound[start : start + len(stroke)] += stroke[: len(sound) - start]
    return np.stack([sound, sound]).astype(np.float32)


def measured(sound):
    bass = BassBand()
    for start in range(0, sound.shape[1], 40_001):
        bass.feed(start, sound[:, start : start + 40_001])
    bass.finish()
    return measure_beat(bass, Milliseconds(0), END)


@pytest.mark.parametrize("period", [290.0, 352.5, 384.0, 528.0, 750.0])
def test_tempo_and_phase_of_a_steady_beat_are_found_to_the_millisecond(period):
    moments = np.arange(0, END, period)
    beat = measured(played(moments))
    assert beat.period_ms == pytest.approx(period, rel=1e-4)
    assert largest(beat.errors_ms) < 1
    assert not beat.missing
    assert abs(len(beat.strokes) - len(moments)) <= 1
    assert all(abs(stroke.moment - moment) < 8 for stroke, moment in zip(beat.strokes, moments, strict=False))
    assert max(abs(stroke.level_db) for stroke in beat.strokes) < 1


def test_a_missing_stroke_is_noticed():
    moments = [moment for moment in np.arange(0, END, 384.0) if not 10_000 < moment < 12_000]
    beat = measured(played(moments))
    assert len(beat.missing) == 5
    assert 10_000 < beat.missing[0] < 10_400


def test_a_jump_of_phase_is_noticed():
    moments = [moment if moment < 15_000 else moment + 60 for moment in np.arange(0, END - 500, 384.0)]
    assert largest(measured(played(moments)).errors_ms) > 5


def test_two_tempos_are_noticed():
    first = np.arange(0, 15_000, 384.0)
    moments = [*first, *np.arange(first[-1] + 372.0, END, 372.0)]
    assert largest(measured(played(moments)).errors_ms) > 5


def test_softer_strokes_are_measured_as_such():
    soft = played(np.arange(384.0 * 30, 384.0 * 50, 384.0), 0.3 * 10 ** (-6 / 20))
    loud = played([moment for moment in np.arange(0, END, 384.0) if not 384 * 30 <= moment < 384 * 50 - 1])
    beat = measured(soft + loud)
    levels = [stroke.level_db for stroke in beat.strokes if 384 * 31 < stroke.moment < 384 * 49]
    assert np.median(levels) == pytest.approx(-6, abs=1)


def test_what_has_no_beat_or_is_short_is_not_measured():
    bass = BassBand()
    bass.finish()
    assert measure_beat(bass, Milliseconds(0), Milliseconds(7_000)) is None
    silent = measured(np.zeros((2, 31 * 48_000), np.float32))
    assert silent is None


def test_one_stroke_in_a_wrong_place_is_noticed():
    moments = np.arange(0, END - 500, 384.0)
    moments[40] += 60
    assert largest(measured(played(moments)).errors_ms) > 5


@pytest.mark.parametrize("by", [-20, -13, 13, 20])
def test_strokes_as_far_off_as_the_wave_beside_them_are_noticed(by):
    """Under a bass note the wave before a stroke can be more like one; the search for the stroke itself hides no real fault."""
    moments = np.arange(0, END - 500, 384.0)
    one = [moment + (by if number == 30 else 0) for number, moment in enumerate(moments)]
    following = [moment + (by if number >= 30 else 0) for number, moment in enumerate(moments)]
    assert largest(measured(played(one)).errors_ms) > 10
    assert largest(measured(played(following)).errors_ms) > 5
