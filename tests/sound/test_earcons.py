from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import pytest

from coach.script.cues import Tone
from coach.signal.facts import SPEECH_LOUDNESS, TRUE_PEAK_CEILING
from coach.signal.loudness import amplitude_factor, true_peak, ungated_loudness
from coach.sound.beds.bed import UNDER_SPEECH
from coach.sound.earcons import LEVELS, tone_key, tone_length, tone_pcm, waveform
from coach.units import Milliseconds, samples

STRUCK = [tone for tone in Tone if tone is not Tone.WAKE]
PAIRS = list(itertools.combinations(Tone, 2))
MOST_ALIKE = 0.5
PHONE = (300.0, 3_400.0)


def phone(sound):
    spectrum = np.fft.rfft(sound)
    frequency = np.fft.rfftfreq(len(sound), 1 / 48_000)
    spectrum[(frequency < PHONE[0]) | (frequency > PHONE[1])] = 0
    return np.fft.irfft(spectrum, len(sound))


def matches(sound, reference):
    """Correlate at every lag; 1.0 would be the same sound."""
    size = 1 << (len(sound) + len(reference)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(reference, size))
    return np.fft.irfft(product, size) / np.sqrt(np.sum(sound**2) * np.sum(reference**2))


def short_levels(sound, window=Milliseconds(50)):
    size = samples(window)
    blocks = sound[: len(sound) // size * size].reshape(-1, size)
    return 10 * np.log10(np.mean(blocks**2, axis=1) + 1e-12)


def contour(sound):
    """Tell how the pitch moves from note to note, and how many strokes there are."""
    step, reach = 480, 1_920
    level = np.array([np.sqrt(np.mean(sound[at : at + 240] ** 2)) for at in range(0, len(sound) - 240, 240)])
    loud = level > 0.3 * np.max(level)
    onsets = sum(1 for at in range(len(level)) if (loud[at] and level[at] > 1.5 * level[max(at - 2, 0)]) or at == 0)
    pitches = []
    for at in range(0, len(sound) - reach, step):
        stretch = sound[at : at + reach] * np.hanning(reach)
        if np.max(np.abs(stretch)) > 0.1 * np.max(np.abs(sound)):
            pitches.append(np.argmax(np.abs(np.fft.rfft(stretch, 48_000))))
    moves = [np.sign(new - old) for old, new in itertools.pairwise(pitches) if abs(np.log2(new / old)) > 0.08]
    return tuple(move for move, _ in itertools.groupby(moves)), onsets


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_as_long_as_its_table_says_and_a_whole_number_of_frames(tone):
    assert len(waveform(tone)) == samples(tone_length(tone))
    assert tone_length(tone) % 24 == 0
    assert len(tone_pcm(tone)) == 2 * len(waveform(tone))


@pytest.mark.parametrize("tone", STRUCK)
def test_a_tone_reaches_nine_tenths_of_its_level_within_ten_milliseconds(tone):
    sound = np.abs(waveform(tone))
    assert np.max(sound[:480]) >= 0.9 * np.max(sound)


@pytest.mark.parametrize("tone", STRUCK)
@pytest.mark.parametrize("before", [float(SPEECH_LOUDNESS + LEVELS[Tone.WAKE]), float(UNDER_SPEECH)])
def test_a_tone_rises_at_least_twelve_decibels_over_what_is_before_it(tone, before):
    chance = np.random.default_rng(1).standard_normal(1_440)
    under = chance * amplitude_factor(before - ungated_loudness(chance))
    rise = ungated_loudness(waveform(tone)[:1_440]) - ungated_loudness(under)
    assert rise >= 12


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_stands_in_its_relation_to_speech_and_never_clips(tone):
    sound = waveform(tone)
    assert ungated_loudness(sound) == pytest.approx(SPEECH_LOUDNESS + LEVELS[tone], abs=0.1)
    assert true_peak(sound) <= TRUE_PEAK_CEILING


@pytest.mark.parametrize("tone", STRUCK)
def test_a_tone_begins_and_ends_at_rest(tone):
    sound = waveform(tone)
    assert abs(sound[0]) < 1e-3
    assert np.max(np.abs(sound[-24:])) < 0.01


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("through", [np.asarray, phone])
def test_no_two_tones_are_alike(one, other, through):
    assert np.max(np.abs(matches(through(waveform(one)), through(waveform(other))))) < MOST_ALIKE


def test_run_rises_and_walk_falls():
    assert contour(waveform(Tone.RUN))[0] == (1,)
    assert contour(waveform(Tone.WALK))[0] == (-1,)


@pytest.mark.parametrize("through", [np.asarray, phone])
def test_contour_and_rhythm_alone_tell_the_tones_apart(through):
    shapes = {tone: (*contour(through(waveform(tone))), round(tone_length(tone) / 400)) for tone in STRUCK}
    assert len(set(shapes.values())) == len(STRUCK), shapes


@pytest.mark.parametrize("tone", STRUCK)
@pytest.mark.parametrize("through", [np.asarray, phone])
def test_a_tone_is_recognised_under_music_at_its_exact_sample(tone, through):
    chance = np.random.default_rng(2)
    place, length = 30_000, 48_000 * 5
    tune = sum(np.sin(2 * np.pi * f * np.arange(length) / 48_000 + chance.random()) for f in (220, 523.3, 784, 880, 1318.5))
    music = tune * (1.2 + np.sign(np.sin(2 * np.pi * 2.7 * np.arange(length) / 48_000))) + chance.standard_normal(length)
    music *= amplitude_factor(UNDER_SPEECH - ungated_loudness(music))
    sound = waveform(tone)
    music[place : place + len(sound)] += sound
    window = through(music)
    shares = {}
    for candidate in STRUCK:
        reference = through(waveform(candidate))
        size = 1 << (len(window) + len(reference)).bit_length()
        product = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(reference, size)), size)
        energy = np.sum(window[place : place + len(reference)] ** 2) * np.sum(reference**2)
        lags = product[place - 480 : place + 481] / np.sqrt(energy)
        shares[candidate] = (float(np.max(lags)), int(np.argmax(lags)) - 480)
    best = max(shares, key=lambda candidate: shares[candidate][0])
    assert best is tone, shares
    assert abs(shares[tone][1]) <= 1


@pytest.mark.parametrize(
    ("tone", "length"), [(Tone.OPENING, 2_064), (Tone.WAKE, 1_700), (Tone.WAKE, 1_800), (Tone.WAKE, 3_000)]
)
def test_what_wakes_a_headset_stays_above_its_threshold_to_the_end(tone, length):
    sound = waveform(tone, Milliseconds(length))
    assert len(sound) == samples(Milliseconds(length))
    assert len(sound) >= samples(Milliseconds(1_700))
    assert np.min(short_levels(sound)) > -45
    assert np.sqrt(np.mean(sound[-960:] ** 2)) > amplitude_factor(-45.0)


def test_the_waking_sound_is_soft():
    assert np.max(short_levels(waveform(Tone.WAKE))) < -36


def test_the_same_tone_is_the_same_bytes():
    for tone in Tone:
        assert tone_pcm(tone) == tone_pcm(tone)


def test_keys_are_distinct_and_know_the_length_of_the_waking_sound():
    assert len({tone_key(tone) for tone in Tone}) == len(Tone)
    assert tone_key(Tone.WAKE, Milliseconds(1_800)) == tone_key(Tone.WAKE)
    assert tone_key(Tone.WAKE, Milliseconds(2_000)) != tone_key(Tone.WAKE)
    assert tone_key(Tone.RUN, Milliseconds(2_000)) == tone_key(Tone.RUN)


def test_asking_for_a_length_loads_no_numbers_library():
    code = (
        "import sys; from coach.sound.earcons import Tone, tone_key, tone_length;"
        "tone_length(Tone.RUN); tone_key(Tone.RUN); print('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
