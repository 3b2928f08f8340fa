"""How fast every voice speaks: what is asked for is what is heard, and commands can be followed."""

from statistics import median

import numpy as np
import pytest

from coach.script.cues import Delivery, Phrase
from coach.speech.engine import Pcm
from coach.speech.pauses import LONGEST_PAUSE, shorten_pauses
from coach.speech.speaker import Speaker
from coach.speech.stretch import stretched

# Phrases of the bundled styles, of the kinds that a runner has to follow.
COMMANDS = ("Run for one minute.", "Walk for two minutes and let your breathing settle.", "Run three of six, one minute.")
WARNINGS = ("An easy run in ten seconds.", "Ten seconds of running left, then a walk.", "In thirty seconds, we walk.")
OUTLINES = (
    "Six runs of one minute, with two minutes of walking after each.",
    "We start with five minutes of walking to warm up.",
)


def words(text):
    return len(text.replace("-", " ").split())


def spoken(speaker, texts, delivery):
    return sum(speaker.spoken(Phrase(text, delivery)) for text in texts)


@pytest.mark.parametrize("rate", [0.7, 0.88, 1.15, 1.3])
def test_a_rate_is_kept_within_two_per_cent(speaker, spoken_cache, rate, coaching):
    other = Speaker(speaker.voice, spoken_cache, rate)
    other.prepare(coaching)
    usual, changed = (sum(who.spoken(phrase) for phrase in coaching) for who in (speaker, other))
    assert usual / changed == pytest.approx(rate, rel=0.02)


def test_a_delivery_is_kept_within_two_per_cent(speaker):
    voice = speaker.voice
    texts = COMMANDS + OUTLINES
    steady = spoken(speaker, texts, Delivery.STEADY)
    for way in (Delivery.BRISK, Delivery.CALM):
        expected = voice.stretch_rate(way) / voice.stretch_rate(Delivery.STEADY)
        assert steady / spoken(speaker, texts, way) == pytest.approx(expected, rel=0.02)


def test_commands_warnings_and_outlines_can_be_followed(speaker):
    kinds = [(COMMANDS + WARNINGS, Delivery.BRISK), (OUTLINES, Delivery.STEADY)]
    rates = [60_000 * words(text) / speaker.spoken(Phrase(text, way)) for texts, way in kinds for text in texts]
    assert 150 <= median(rates) <= 175


def test_a_pause_inside_a_phrase_is_no_longer_than_those_between_phrases(speaker):
    phrase = Phrase("You never need my permission to walk. Take the walk when you need it. And come back.")
    sound = np.frombuffer(speaker.clip(phrase), "<i2").astype(np.float32)
    levels = np.abs(sound[: len(sound) // 480 * 480].reshape(-1, 480)).max(axis=1)
    loud = np.flatnonzero(levels > levels.max() * 0.01)
    assert np.diff(loud).max() * 10 <= 500


def test_only_the_middle_of_a_long_pause_is_cut():
    rate = 24_000
    tone = np.sin(2 * np.pi * 220 * np.arange(rate // 2) / rate).astype(np.float32)
    short, long = (np.zeros(round(seconds * rate), np.float32) for seconds in (0.3, 1.0))
    sound = np.concatenate([long, tone, short, tone, long, tone, long])
    result = shorten_pauses(Pcm(sound, rate)).samples
    assert (len(sound) - len(result)) / rate == pytest.approx(1.0 - LONGEST_PAUSE, abs=0.01)
    assert np.sum(np.abs(result)) == pytest.approx(np.sum(np.abs(sound)), rel=0.001)
    unchanged = Pcm(np.concatenate([tone, short, tone]), rate)
    assert shorten_pauses(unchanged) is unchanged


def test_stretched_sound_keeps_its_pitch_and_loses_nothing_at_its_ends():
    rate = 24_000
    sound = np.sin(2 * np.pi * 220 * np.arange(rate) / rate).astype(np.float32)
    for factor in (0.5, 0.7, 1.3, 2.0):
        result = stretched(Pcm(sound, rate), factor)
        heard = np.flatnonzero(np.abs(result.samples) > 0.1)
        assert (heard[-1] - heard[0]) / rate == pytest.approx(1 / factor, abs=0.06)  # a window of the filter
        tone = result.samples[heard[0] : heard[-1]]
        spectrum = np.abs(np.fft.rfft(tone * np.hanning(len(tone)), 4 * rate))
        assert spectrum.argmax() / 4 == pytest.approx(220, abs=1)


def test_sound_at_its_own_rate_is_left_as_it_is():
    sound = Pcm(np.ones(100, np.float32), 24_000)
    assert stretched(sound, 1.0) is sound
    silent = Pcm(np.zeros(0, np.float32), 24_000)
    assert stretched(silent, 1.3) is silent


def test_stretched_sound_is_the_same_each_time():
    sound = Pcm(np.random.default_rng(1).standard_normal(24_000).astype(np.float32), 24_000)
    assert np.array_equal(stretched(sound, 0.9).samples, stretched(sound, 0.9).samples)
