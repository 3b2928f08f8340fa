"""From an engine's sound to a clip: trimmed to its words, at 48 kHz, at one level for every voice.

Loudness is that of ITU-R BS.1770 with the gating of EBU R 128, measured on the mono clip as it is kept; the target is the one
that podcasts are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.signal.facts import FULL_SCALE_16_BIT, SPEECH_LOUDNESS, TRUE_PEAK_CEILING
from coach.signal.loudness import OVERSAMPLING, Filter, LoudnessMeter
from coach.speech.engine import Pcm
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, Decibels, Lufs

if TYPE_CHECKING:
    from coach.signal.facts import Signal

CHAIN_VERSION: Final = 9
"""Stands in the key of every clip; a change of sound below needs the next number."""

NO_GAIN: Final = Decibels(0.0)

SHORTEST_MEASURED: Final = 1.0
"""Seconds. A shorter line has too few gating blocks to be measured well, and takes its voice's median gain."""

# The words: from the first window that is not far below the loudest one to the last, and a little around them.
_WINDOW: Final = 0.005
_SILENCE_BELOW_LOUDEST_DB: Final = 45.0
_SILENCE: Final = 1e-4
_LEAD_IN: Final = 0.008
_TAIL: Final = 0.030
_FADE_IN: Final = 0.003
_FADE_OUT: Final = 0.012

# The voice chain: less rumble, even syllables, clear consonants; docs/voices.md says what it is worth in noise. The limiter
# works at four times the rate to see the peaks between samples, with a margin for the way back and for what MP3 adds.
_SHAPE: Final = (
    ("highpass", "f=85:poles=2"),
    ("acompressor", "threshold=-19dB:ratio=2:attack=8:release=120:knee=6dB:detection=rms"),
    ("equalizer", "frequency=3200:width_type=q:width=0.7:gain=3"),
)
_OVERSAMPLED_RATE: Final = OVERSAMPLING * SAMPLE_RATE
_LIMITER_MARGIN_DB: Final = 3.0
_LOUDNESS_TOLERANCE: Final = 0.1
_LIMITER_LOSS: Final = 1.4
"""Decibels of gain that it takes to be one decibel louder, where the limiter takes some of them back."""
_MOST_PASSES: Final = 8

CALIBRATION: Final = (
    "Run for one minute.",
    "Walk for two minutes, nice and easy.",
    "Get ready to run in ten seconds.",
    "You are halfway, and you are doing well.",
    "Can you speak in short phrases? If not, slow down a little.",
    "Stand tall, look ahead, and let your arms swing.",
    "Well done. Finish with enough left to do it again.",
)
"""The sentences that every voice says once, to measure its level."""


@dataclass(frozen=True, slots=True)
class Gains:
    """The gains that bring a voice to `SPEECH_LOUDNESS`: medians over the calibration sentences."""

    before: Decibels
    """Ahead of the compressor, whose threshold is absolute."""
    after: Decibels
    """Behind the compressor, for a line that is too short to be measured."""


def trim_to_words(pcm: Pcm) -> Signal:
    """Cut off the silence around the words and convert to 48 kHz: whole milliseconds, empty if there is only silence."""
    import numpy as np
    import soxr

    words = _words(pcm)
    if not words.size:
        return words
    resampled = soxr.resample(words, pcm.rate, SAMPLE_RATE, quality="HQ").astype(np.float32, copy=False)
    clip = np.pad(resampled, (0, -len(resampled) % SAMPLES_PER_MS))
    fade_in, fade_out = round(_FADE_IN * SAMPLE_RATE), round(_FADE_OUT * SAMPLE_RATE)
    clip[:fade_in] *= np.linspace(0, 1, fade_in, dtype=np.float32)
    clip[-fade_out:] *= np.linspace(1, 0, fade_out, dtype=np.float32)
    return clip


def calibrate(sounds: Iterable[Signal]) -> Gains:
    """Learn a voice's gains from its calibration sentences (48 kHz, trimmed)."""
    sentences = list(sounds)
    before = _median(SPEECH_LOUDNESS - integrated_loudness(sentence) for sentence in sentences)
    after = _median(SPEECH_LOUDNESS - _filtered(sentence, _shape(before))[1] for sentence in sentences)
    return Gains(before, after)


def level_clip(words: Signal, gains: Gains, trim_db: Decibels = NO_GAIN) -> bytes:
    """Bring trimmed words (48 kHz) to the target and return 16-bit little-endian mono PCM of the same length."""
    import numpy as np

    shaped, loudness = _filtered(words, _shape(gains.before))
    target = SPEECH_LOUDNESS + trim_db
    if len(words) < SHORTEST_MEASURED * SAMPLE_RATE:
        limited, _ = _filtered(shaped, _limit(gains.after + trim_db))
    else:
        gain = target - loudness
        for _ in range(_MOST_PASSES):
            limited, reached = _filtered(shaped, _limit(gain))
            if abs(target - reached) <= _LOUDNESS_TOLERANCE:
                break
            gain += _LIMITER_LOSS * (target - reached)
    return np.rint(np.clip(limited, -1.0, 1.0) * FULL_SCALE_16_BIT).astype("<i2").tobytes()


def integrated_loudness(sound: Signal) -> Lufs:
    """Measure the integrated loudness of 48 kHz mono sound (BS.1770, gated); about -70 where less than 0.4 s is given."""
    return _filtered(sound, ())[1]


def _median(gains: Iterable[float]) -> Decibels:
    ordered = sorted(gains)
    return Decibels(round(ordered[len(ordered) // 2], 2))


def _words(pcm: Pcm) -> Signal:
    import numpy as np

    window = max(1, round(_WINDOW * pcm.rate))
    count = len(pcm.samples) // window
    levels = np.sqrt(np.mean(np.square(pcm.samples[: count * window].reshape(count, window)), axis=1))
    loudest = float(levels.max(initial=0.0))
    audible = np.flatnonzero(levels > max(_SILENCE, loudest * 10 ** (-_SILENCE_BELOW_LOUDEST_DB / 20)))
    if not audible.size:
        return np.zeros(0, np.float32)
    start = int(audible[0]) * window - round(_LEAD_IN * pcm.rate)
    end = (int(audible[-1]) + 1) * window + round(_TAIL * pcm.rate)
    return np.array(pcm.samples[max(0, start) : end], np.float32)


def _shape(gain: Decibels) -> tuple[Filter, ...]:
    return (("volume", f"volume={gain:.4f}dB:precision=float"), *_SHAPE)


def _limit(gain: float) -> tuple[Filter, ...]:
    limit = 10 ** ((TRUE_PEAK_CEILING - _LIMITER_MARGIN_DB) / 20)
    return (
        ("volume", f"volume={gain:.4f}dB:precision=float"),
        ("aresample", f"{_OVERSAMPLED_RATE}"),
        ("alimiter", f"limit={limit:.6f}:level=disabled:attack=5:release=60:latency=1"),
        ("aresample", f"{SAMPLE_RATE}"),
    )


def _filtered(sound: Signal, filters: tuple[Filter, ...]) -> tuple[Signal, Lufs]:
    """Filter 48 kHz mono sound with libavfilter. Returns as many samples, and their integrated loudness."""
    import numpy as np

    meter = LoudnessMeter(1, filters=filters)
    frames = [*meter.feed(sound[:, np.newaxis]), *meter.finish()]
    filtered = np.concatenate([np.zeros(0, np.float32), *(frame.to_ndarray()[0] for frame in frames)])[: len(sound)]
    return np.pad(filtered, (0, len(sound) - len(filtered))), meter.integrated
