"""A voice that beeps, sessions of any ratio, and what is heard of a mixdown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pytest

from coach.plan.model import Effort, Interval, Repeat, Session
from coach.plan.timeline import timeline
from coach.script.cues import Cue, CueKind, CueSheet, Phrase, PlacedPhrase, Tone
from coach.signal.facts import FRAME_SAMPLES, FULL_SCALE_16_BIT, SPEECH_LOUDNESS
from coach.signal.loudness import amplitude_factor, ungated_loudness
from coach.sound.beds.bed import TimeRange
from coach.sound.mixdown import CONTEXT
from coach.units import Milliseconds, samples


@dataclass
class BeepingVoice:
    """Says each phrase as a noisy beep, as long as its words would take, at the level of speech."""

    rendered: list[str] = field(default_factory=list)

    def key(self, phrase):
        return f"beep:{phrase.text}"

    def spoken(self, phrase):
        return Milliseconds(300 + 60 * len(phrase.text))

    def clip(self, phrase):
        self.rendered.append(phrase.text)
        return _beep(len(phrase.text), self.spoken(phrase))


@cache
def _beep(seed, length):
    time = np.arange(samples(length)) / 48_000
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * time)
    voice = sum(np.sin(2 * np.pi * 140 * harmonic * time) / harmonic for harmonic in range(1, 20))
    sound = (voice + 0.2 * np.random.default_rng(seed).standard_normal(len(time))) * syllables
    sound *= amplitude_factor(SPEECH_LOUDNESS - ungated_loudness(sound))
    return np.round(np.clip(sound, -0.85, 0.85) * FULL_SCALE_16_BIT).astype("<i2").tobytes()


@pytest.fixture
def voice():
    return BeepingVoice()


def said(kind, start, tone=None, *texts, interval=0, gap=96):
    """Place a cue: its tone at the start, then its phrases one after the other on the grid of frames."""
    from coach.sound.earcons import tone_length

    voice = BeepingVoice()
    place = -(-(tone_length(tone) + gap) // 24) * 24 if tone else 0
    end = tone_length(tone) if tone else 0
    spoken = []
    for text in texts:
        phrase = Phrase(text)
        spoken.append(PlacedPhrase(phrase, Milliseconds(place), voice.spoken(phrase)))
        end = place + voice.spoken(phrase)
        place = -(-(end + gap) // 24) * 24
    return Cue(kind, Milliseconds(start), Milliseconds(start + end), interval, tone, tuple(spoken))


def session(run=30, walk=45, times=2, warm_up=40, cool_down=40):
    """Make the cue sheet of a session: lengths in seconds."""

    def interval(effort, seconds):
        return Interval(effort, Milliseconds(seconds * 1_000))

    main = Repeat(times, (interval(Effort.RUN, run), interval(Effort.WALK, walk)))
    line = timeline(Session(interval(Effort.WARM_UP, warm_up), (main,), interval(Effort.COOL_DOWN, cool_down)))
    cues = [said(CueKind.WELCOME, 0, Tone.OPENING, "Welcome to this session", "Walk briskly")]
    for number, place in enumerate(line.intervals[1:], start=1):
        tone = Tone.RUN if place.effort is Effort.RUN else Tone.WALK
        cues.append(said(CueKind.WARNING, place.start - 10_008, Tone.WARNING, "Get ready", interval=number - 1))
        cues.extend(said(CueKind.COUNTDOWN, place.start - k * 1_000, Tone.COUNT, interval=number - 1) for k in (3, 2, 1))
        request = f"{place.repetition} of {place.repetitions}"
        words = f"{place.effort} for {place.duration // 1_000} seconds"
        cues.append(said(CueKind.COMMAND, place.start, tone, words, request, interval=number))
    end = line.duration
    cues.append(said(CueKind.FINISH, end, None, "Well done, you are finished", interval=len(line.intervals)))
    cues.append(said(CueKind.FINISH, end + 6_000, Tone.FINISH, interval=len(line.intervals)))
    return CueSheet(line, tuple(cues), (), Milliseconds(end + 9_000))


def with_reading(sheet, start, end):
    """Return the sheet with a text that is read, and the message that it is, in ms."""
    reading = Cue(CueKind.STORY, Milliseconds(start), Milliseconds(end), 0)
    return replace(sheet, cues=(*sheet.cues, reading)), TimeRange(Milliseconds(start), Milliseconds(end))


def heard(mixdown):
    """Join the PCM of all spans: what a perfect encoder would let one hear, from the first frame's feed on."""
    size = FRAME_SAMPLES * mixdown.channels
    rendered = {}
    parts = []
    for span in mixdown.spans:
        if span.piece is None:
            parts.append(np.zeros(span.frames * size, dtype=np.int16))
            continue
        if span.piece.key not in rendered:
            rendered[span.piece.key] = np.frombuffer(span.piece.pcm(), dtype="<i2")
        pcm = rendered[span.piece.key]
        assert len(pcm) == (CONTEXT + span.piece.frames + CONTEXT) * size
        start = (CONTEXT + span.skip) * size
        parts.append(pcm[start : start + span.frames * size])
    return np.concatenate(parts).reshape(-1, mixdown.channels)


def pieces(mixdown):
    """Return the distinct pieces by key."""
    return {span.piece.key: span.piece for span in mixdown.spans if span.piece is not None}


@pytest.fixture(scope="session")
def tools():
    """Hand the helpers to the tests: there is no package to import them from."""

    class Tools:
        said = staticmethod(said)
        session = staticmethod(session)
        with_reading = staticmethod(with_reading)
        heard = staticmethod(heard)
        pieces = staticmethod(pieces)

    return Tools
