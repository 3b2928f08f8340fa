import itertools

import loudness
import numpy as np
import pytest
import soxr

from coach.speech.engine import Pcm
from coach.speech.levels import CALIBRATION, Gains, calibrate, level_clip, trim_to_words
from coach.units import SAMPLE_RATE

WINDOW = SAMPLE_RATE // 200


def decoded(clip):
    return np.frombuffer(clip, "<i2").astype(np.float32) / 32_768


def lufs(samples):
    """Measure with a meter that is not the product's own."""
    return loudness.integrated_loudness(samples[:, np.newaxis], SAMPLE_RATE)


def true_peak_db(samples):
    return 20 * np.log10(np.abs(soxr.resample(samples, SAMPLE_RATE, 4 * SAMPLE_RATE, quality="VHQ")).max())


def energy_db(samples):
    whole = len(samples) // WINDOW * WINDOW
    return 10 * np.log10(np.square(samples[:whole].reshape(-1, WINDOW)).mean(axis=1) + 1e-12)


def test_a_line_is_at_minus_16_lufs_and_peaks_at_most_at_minus_1_dbtp(speaker, coaching):
    for phrase in coaching:
        samples = decoded(speaker.clip(phrase))
        assert len(samples) > SAMPLE_RATE
        assert lufs(samples) == pytest.approx(-16.0, abs=0.5), phrase
        assert true_peak_db(samples) <= -1.0, phrase


def test_a_short_line_peaks_at_most_at_minus_1_dbtp_and_is_heard(speaker, short_phrases):
    for phrase in short_phrases:
        samples = decoded(speaker.clip(phrase))
        assert len(samples) < SAMPLE_RATE
        assert true_peak_db(samples) <= -1.0, phrase
        assert energy_db(samples).max() > -20.0, phrase


def test_the_words_start_within_20_ms_and_end_within_80_ms(speaker, coaching, short_phrases):
    for phrase in (*coaching, *short_phrases):
        energy = energy_db(decoded(speaker.clip(phrase)))
        heard = np.flatnonzero(energy > energy.max() - 40)
        assert heard[0] * 5 <= 20, phrase
        assert (len(energy) - heard[-1]) * 5 <= 80, phrase


def test_a_clip_starts_and_ends_without_a_click(speaker, coaching):
    for phrase in coaching:
        samples = decoded(speaker.clip(phrase))
        assert abs(samples[0]) < 0.003
        assert abs(samples[-1]) < 0.003


def tone(seconds, *, level=0.1, rate=24_000, before=0.3, after=0.4):
    sound = level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return Pcm(np.pad(sound, (round(before * rate), round(after * rate))).astype(np.float32), rate)


def test_silence_round_the_words_is_cut_and_silence_between_them_kept():
    once = trim_to_words(tone(0.5))
    assert len(once) / SAMPLE_RATE == pytest.approx(0.5 + 0.038, abs=0.006)
    pair = Pcm(np.concatenate([tone(0.5).samples, tone(0.5).samples]), 24_000)
    assert len(trim_to_words(pair)) / SAMPLE_RATE == pytest.approx(1.7 + 0.038, abs=0.006)


def test_a_soft_start_is_kept():
    soft = tone(0.2, level=0.003, after=0.0).samples
    loud = tone(0.5, level=0.3, before=0.0).samples
    assert len(trim_to_words(Pcm(np.concatenate([soft, loud]), 24_000))) / SAMPLE_RATE == pytest.approx(0.7 + 0.038, abs=0.006)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_a_clip_is_whole_milliseconds_at_48_khz_whatever_the_engine_gives(rate):
    words = trim_to_words(tone(1.2345, rate=rate))
    assert len(words) % 48 == 0
    spectrum = np.abs(np.fft.rfft(words * np.hanning(len(words))))
    assert spectrum.argmax() * SAMPLE_RATE / len(words) == pytest.approx(440, abs=2)
    clip = level_clip(words, Gains(0.0, 0.0))
    assert len(clip) == 2 * len(words)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(24_000, np.float32), np.full(24_000, 1e-6, np.float32)])
def test_silence_has_no_spoken_part(samples):
    assert trim_to_words(Pcm(samples, 24_000)).size == 0


def test_resampling_keeps_the_voice_and_adds_nothing_above_it():
    noise = np.random.default_rng(7).standard_normal(48_000).astype(np.float32) * 0.1
    words = trim_to_words(Pcm(noise, 24_000))
    spectrum = np.abs(np.fft.rfft(words * np.hanning(len(words)))) ** 2
    hertz = np.fft.rfftfreq(len(words), 1 / SAMPLE_RATE)
    assert 10 * np.log10(spectrum[hertz > 12_500].sum() / spectrum.sum()) < -70


def test_the_level_does_not_depend_on_how_loud_the_engine_is():
    rng = np.random.default_rng(3)
    noise = rng.standard_normal(48_000 * 2).astype(np.float32) * np.abs(np.sin(np.arange(96_000) / 9_000)).astype(np.float32)
    for scale in (0.003, 0.03, 0.3):
        words = trim_to_words(Pcm(noise * scale, 48_000))
        clip = decoded(level_clip(words, calibrate([words])))
        assert lufs(clip) == pytest.approx(-16.0, abs=0.3)
        assert true_peak_db(clip) <= -1.0


def test_a_line_of_sharp_peaks_that_the_limiter_lowers_again_and_again_reaches_the_level_too():
    time = np.arange(round(1.2 * SAMPLE_RATE)) / SAMPLE_RATE
    envelope = np.where((time - 0.05) % 0.2 < 0.012, 1.0, 1 / 80)
    peaks = 0.3 * envelope * (np.sin(2 * np.pi * 220 * time) + 0.5 * np.sin(2 * np.pi * 1_900 * time))
    words = peaks.astype(np.float32)
    assert lufs(decoded(level_clip(words, calibrate([words])))) == pytest.approx(-16.0, abs=0.2)


def test_a_gain_trim_moves_the_level():
    words = trim_to_words(tone(2.0))
    gains = calibrate([words])
    assert lufs(decoded(level_clip(words, gains, -3.0))) == pytest.approx(-19.0, abs=0.2)


def test_a_voices_gains_do_not_depend_on_the_order_of_its_sentences():
    sounds = [trim_to_words(tone(1.0 + number / 10, level=0.01 * number)) for number in range(1, 6)]
    expected = calibrate(sounds)
    for request in itertools.islice(itertools.permutations(sounds), 0, 120, 17):
        assert calibrate(request) == expected


def test_the_median_of_the_calibration_sentences_is_one_of_them():
    assert len(CALIBRATION) % 2 == 1
