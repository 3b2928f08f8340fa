"""Ground truth: in a decoded file every tone is told from all others, by old ears, in traffic, and over each bed."""

from __future__ import annotations

import av
import numpy as np
import pytest
from support import write_music

from coach.cache import Cache
from coach.mp3.assemble import write_mp3
from coach.script.cues import CueKind, Tone
from coach.signal.facts import SPEECH_LOUDNESS
from coach.signal.loudness import amplitude_factor, ungated_loudness
from coach.sound.beds.ambient import AmbientBed
from coach.sound.beds.beat import BeatBed
from coach.sound.beds.music import MusicBed
from coach.sound.earcons import Tones, waveform
from coach.sound.mix import mix
from coach.units import Milliseconds, samples

STRUCK = [tone for tone in Tone if tone is not Tone.WAKE]
PLACES = {tone: Milliseconds(4_008 + 4_000 * number) for number, tone in enumerate(STRUCK)}
REACH = 480
RATE = 48_000


def spectrum_shaped(sound, shape):
    size = len(sound) + RATE // 5
    return np.fft.irfft(np.fft.rfft(sound, size) * shape(np.fft.rfftfreq(size, 1 / RATE)), size)[: len(sound)]


def old_ears(sound):
    """Leave what is under 1.5 kHz, 48 dB an octave."""
    return spectrum_shaped(sound, lambda frequency: 1 / np.sqrt(1 + (frequency / 1_500) ** 16))


def in_traffic(sound):
    """Add noise as loud as speech: engines, falling from 100 Hz, and tyres round 800 Hz."""
    noise = spectrum_shaped(
        np.random.default_rng(7).standard_normal(len(sound)),
        lambda frequency: 1 / (1 + frequency / 100) + 0.3 * np.exp(-(np.log2(np.maximum(frequency, 1) / 800) ** 2)),
    )
    return sound + noise * amplitude_factor(SPEECH_LOUDNESS - ungated_loudness(noise))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module", params=["none", "beat", "ambient", "music", "soft over none"])
def heard(request, cache, tmp_path_factory, tools):
    """All tones, one after another, written to a file and decoded: one channel."""
    folder = tmp_path_factory.mktemp("tones")
    beds = {"beat": BeatBed, "ambient": AmbientBed, "music": lambda: MusicBed(write_music(folder), cache)}
    bed = beds.get(request.param)
    tones = Tones.SOFT if request.param.startswith("soft") else Tones.NORMAL
    sheet = tools.session()
    cues = tuple(tools.said(CueKind.TIP, place, tone) for tone, place in PLACES.items())
    sheet = type(sheet)(sheet.timeline, cues, (), sheet.file_length)
    path = folder / "tones.mp3"
    write_mp3(path, mix(sheet, None, bed() if bed else None, tones), b"", cache)
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return tones, np.concatenate(parts, axis=1)[0].astype(np.float64)


def likeness(window, reference):
    """Return how alike they are where they fit best, within 10 ms, and how many samples away that is."""
    part, size = window[: len(reference) + 2 * REACH], 1 << 17
    lags = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(reference, size)), size)[: 2 * REACH + 1]
    energy = np.sum(window[REACH : REACH + len(reference)] ** 2) * np.sum(reference**2)
    best = int(np.argmax(lags))
    return float(lags[best] / np.sqrt(energy)), best - REACH


@pytest.mark.parametrize("through", [np.asarray, old_ears, in_traffic, lambda sound: old_ears(in_traffic(sound))])
@pytest.mark.parametrize("tone", STRUCK)
def test_a_tone_is_told_from_all_others(heard, tone, through):
    _, sound = heard
    place = samples(PLACES[tone])
    window = through(sound[place - REACH : place + samples(Milliseconds(2_400)) + REACH])
    ear = old_ears if through is not np.asarray and through is not in_traffic else np.asarray
    found = {other: likeness(window, ear(waveform(other))) for other in STRUCK}
    assert max(found, key=lambda other: found[other][0]) is tone, found
    assert abs(found[tone][1]) <= samples(Milliseconds(2))


@pytest.mark.parametrize("tone", STRUCK)
def test_old_ears_hear_at_least_a_third_of_a_tone(heard, tone):
    _, sound = heard
    place = samples(PLACES[tone])
    whole = sound[place : place + len(waveform(tone))]
    assert np.sum(old_ears(whole) ** 2) > np.sum(whole**2) / 3


def test_soft_tones_are_six_decibels_under_the_others(heard):
    tones, sound = heard
    place = samples(PLACES[Tone.RUN])
    level = ungated_loudness(sound[place : place + len(waveform(Tone.RUN))])
    normal = ungated_loudness(waveform(Tone.RUN))
    assert level - normal < -5 if tones is Tones.SOFT else level - normal > -0.5
