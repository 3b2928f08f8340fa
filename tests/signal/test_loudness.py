"""Loudness and true peak of tones whose values the standard gives, or that follow from their amplitude."""

import numpy as np
import pytest

from coach.signal.loudness import GATE_LUFS, SILENCE_LUFS, LoudnessMeter, amplitude_factor, true_peak, ungated_loudness
from coach.units import SAMPLE_RATE


def sine(level_db, seconds=5.0, channels=1, rate=SAMPLE_RATE):
    """A tone of 997 Hz whose peak is `level_db` dBFS; shape (samples, channels)."""
    wave = amplitude_factor(level_db) * np.sin(2 * np.pi * 997 * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave[:, np.newaxis], channels, axis=1).astype(np.float32)


def integrated(sound, rate=SAMPLE_RATE, block=SAMPLE_RATE, filters=()):
    meter = LoudnessMeter(sound.shape[1], rate, filters)
    for start in range(0, len(sound), block):
        meter.feed(sound[start : start + block])
    meter.finish()
    return meter.integrated


@pytest.mark.parametrize(("channels", "lufs"), [(1, -3.01), (2, 0.0)])
def test_a_full_scale_tone_has_the_loudness_that_the_standard_gives(channels, lufs):
    assert integrated(sine(0.0, channels=channels)) == pytest.approx(lufs, abs=0.1)


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_the_loudness_does_not_depend_on_the_sample_rate(rate):
    assert integrated(sine(-20.0, rate=rate), rate) == pytest.approx(-23.01, abs=0.1)


def test_the_loudness_does_not_depend_on_the_size_of_the_blocks():
    sound = sine(-20.0)
    assert integrated(sound, block=1_000) == integrated(sound, block=len(sound))


def test_the_gate_leaves_silence_out():
    with_silence = np.concatenate([sine(-20.0), np.zeros((10 * SAMPLE_RATE, 1), np.float32)])
    assert integrated(with_silence) == pytest.approx(-23.01, abs=0.3)
    assert ungated_loudness(with_silence) == pytest.approx(-23.01 - 4.77, abs=0.1)


def test_a_filter_changes_the_loudness_that_is_measured():
    assert integrated(sine(-20.0), filters=[("volume", "volume=-6dB:precision=float")]) == pytest.approx(-29.01, abs=0.1)


def test_filtered_sound_comes_out_whole():
    meter = LoudnessMeter(1)
    sound = sine(-20.0, seconds=1.234)
    frames = [*meter.feed(sound), *meter.finish()]
    assert np.array_equal(np.concatenate([frame.to_ndarray()[0] for frame in frames]), sound[:, 0])


@pytest.mark.parametrize("seconds", [0.1, 0.3, 5.0])
def test_the_ungated_loudness_measures_short_sounds_too(seconds):
    assert ungated_loudness(sine(-20.0, seconds)) == pytest.approx(-23.01, abs=0.2)


def test_silence_has_a_number():
    assert integrated(np.zeros((SAMPLE_RATE, 1), np.float32)) == GATE_LUFS
    assert ungated_loudness(np.zeros(SAMPLE_RATE)) == SILENCE_LUFS


def test_the_true_peak_lies_between_the_samples():
    # A quarter of the sample rate, a half sample off: the samples miss the crest by 3 dB.
    wave = np.sin(np.pi / 2 * np.arange(SAMPLE_RATE) + np.pi / 4) * np.hanning(SAMPLE_RATE)
    assert 20 * np.log10(np.max(np.abs(wave))) == pytest.approx(-3.01, abs=0.05)
    assert true_peak(wave) == pytest.approx(0.0, abs=0.1)
