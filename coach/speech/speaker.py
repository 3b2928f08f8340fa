"""The speaker: synthesises each phrase once. Its clip is then kept in the cache, with its length."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.errors import Field, MissingEngineError, SpeechError
from coach.progress import Advanced, Listener, Noticed, Stage, Started, nobody
from coach.script.cues import Phrase
from coach.signal.facts import BYTES_PER_SAMPLE
from coach.speech.engines import engine
from coach.speech.levels import CALIBRATION, CHAIN_VERSION, Gains, calibrate, level_clip, trim_to_words
from coach.speech.pauses import shorten_pauses
from coach.speech.plausibility import not_finite, pace, refusal
from coach.speech.stretch import stretched
from coach.speech.voice import DEFAULT_VOICE, FALLBACK_VOICE, Voice, load_voice
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, Decibels, Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal

_BYTES_PER_MS: Final = BYTES_PER_SAMPLE * SAMPLES_PER_MS
_GAINS: Final = struct.Struct("<ddd")
"""The two gains of a voice, and its pace in seconds a character."""

_PACES: Final = (0.02, 0.3)
"""Seconds a character: between them lies every voice that can be followed."""


class Speaker:
    """Speaks phrases with one voice and keeps the clips. Safe to use from several threads; processes may share the cache.

    Its methods raise MissingEngineError where the voice cannot speak on this computer, and SpeechError where it fails or
    a phrase holds nothing to say.
    """

    def __init__(self, voice: Voice, cache: Cache, rate: float = 1.0, identity: str = "") -> None:
        """Take the voice; `identity` is what `voice_identity` says of it where its clips were spoken, by default here."""
        self.voice = voice
        self.rate = rate
        self._cache = cache
        self._identity = identity or voice_identity(voice)
        self._lengths: dict[Phrase, Milliseconds] = {}
        self._keys: dict[Phrase, str] = {}
        self._gains: Gains | None = None
        self._pace = 0.0
        self._calibrating = threading.Lock()

    def key(self, phrase: Phrase) -> str:
        """Return all that determines the clip: equal keys, equal sound."""
        key = self._keys.get(phrase)
        if key is None:
            key = self._keys[phrase] = self._key(phrase)
        return key

    def _key(self, phrase: Phrase) -> str:
        voice = self.voice
        rate = voice.stretch_rate(phrase.delivery, self.rate)
        return f"clip|{self._identity}|gain {voice.gain_db:g}|rate {rate:g}|{voice.pronounced(phrase.text)}"

    def spoken(self, phrase: Phrase) -> Milliseconds:
        """Return how long the phrase takes to say, without the silence around it. Speaks it if it is not in the cache."""
        length = self.known_duration(phrase)
        if length is None:
            length = self._lengths[phrase] = _length(self._make(phrase))
        return length

    def known_duration(self, phrase: Phrase) -> Milliseconds | None:
        """Return how long the phrase takes to say; None if it has not been spoken yet."""
        length = self._lengths.get(phrase)
        if length is None:
            duration = self._cache.number(self.key(phrase))
            if not duration:
                return None
            length = self._lengths[phrase] = Milliseconds(duration)
        return length

    def clip(self, phrase: Phrase) -> bytes:
        """Return the phrase as 16-bit little-endian mono PCM at 48 kHz, whole milliseconds long, at the level of all voices."""
        return self._cache.get(self.key(phrase)) or self._make(phrase)

    def prepare(self, phrases: Iterable[Phrase], listener: Listener = nobody) -> None:
        """Speak all phrases that are not in the cache, on all cores. Reports `Started` and `Advanced`."""
        missing = [phrase for phrase in dict.fromkeys(phrases) if self.known_duration(phrase) is None]
        if not missing:
            return
        from concurrent.futures import ThreadPoolExecutor, as_completed

        listener(Started(Stage.SPEAKING, len(missing)))
        self._calibrated()
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            jobs = {pool.submit(self._make, phrase): phrase for phrase in missing}
            try:
                for job in as_completed(jobs):
                    self._lengths[jobs[job]] = _length(job.result())
                    listener(Advanced())
            finally:
                pool.shutdown(cancel_futures=True)

    def _make(self, phrase: Phrase) -> bytes:
        """Synthesise, trim, level and keep."""
        gains = self._calibrated()
        text, rate = self.voice.pronounced(phrase.text), self.voice.stretch_rate(phrase.delivery, self.rate)
        words = self._words(text, rate)
        self._accept(refusal(words, text, self._pace, rate), text)
        clip = self._fitted(phrase, level_clip(words, gains, self.voice.gain_db))
        self._cache.put(self.key(phrase), clip, _length(clip))
        return clip

    def _fitted(self, phrase: Phrase, clip: bytes) -> bytes:
        """Give a clip that is spoken again its earlier length: cues were placed by it, and a voice of the system may vary."""
        length = self._lengths.get(phrase) or self._cache.number(self.key(phrase))
        size = length * _BYTES_PER_MS if length else len(clip)
        return clip[:size].ljust(size, bytes(1))

    def _words(self, text: str, rate: float) -> Signal:
        if not any(character.isalnum() for character in text):
            raise SpeechError(f"{text!r} holds nothing to say; write words, or leave the line out")
        voice = self.voice
        pcm = engine(voice.engine).synthesise(text, voice.engine_voice, voice.engine_speed)
        self._accept(not_finite(pcm.samples), text)
        words = trim_to_words(stretched(shorten_pauses(pcm), rate))
        if not words.size:
            raise SpeechError(f"the voice {voice.name} is silent at {text!r}; write it in other words")
        return words

    def _accept(self, reason: str, text: str) -> None:
        """Raise SpeechError where there is a reason to refuse the sound of a text. What is refused is not kept."""
        if reason:
            other = FALLBACK_VOICE if self.voice.name != FALLBACK_VOICE else DEFAULT_VOICE
            raise SpeechError(
                f"the voice {self.voice.name} did not speak {text!r}: {reason}; try again, use other words or ",
                Field("voice"),
                f" {other}",
            )

    def _calibrated(self) -> Gains:
        """Return the voice's gains: from the cache, or by letting it say the calibration sentences."""
        with self._calibrating:
            if self._gains is None:
                key = _gains_key(self.voice)
                entry = self._cache.get(key)
                if entry is None or len(entry) != _GAINS.size:
                    entry = self._calibrate()
                    self._cache.put(key, entry)
                before, after, self._pace = _GAINS.unpack(entry)
                self._gains = Gains(Decibels(before), Decibels(after))
            return self._gains

    def _calibrate(self) -> bytes:
        """Let the voice say the calibration sentences; they must be speech, at a pace that can be followed."""
        sounds = [(text, self._words(text, 1.0)) for text in CALIBRATION]
        spoken_pace = pace((text, len(sound) / SAMPLE_RATE) for text, sound in sounds)
        if not _PACES[0] <= spoken_pace <= _PACES[1]:
            self._accept(f"it takes {spoken_pace:.2f} s a character", CALIBRATION[0])
        for text, sound in sounds:
            self._accept(refusal(sound, text, spoken_pace), text)
        gains = calibrate(sound for _, sound in sounds)
        return _GAINS.pack(gains.before, gains.after, spoken_pace)


def choose_voice(name: str | None, cache: Cache, listener: Listener = nobody) -> Voice:
    """Return the requested voice, or the default. If its engine is not there, return the computer's own voice and report it.

    Raises VoiceError for a name or a file that is no voice, MissingEngineError where the engine of the voice asked for, or of
    the computer's own as the last resort, is not there, and SpeechError where it is there and fails: a damaged model, too
    little memory or an interruption never change the voice.
    """
    if name is not None:
        return _able(load_voice(name), cache)
    try:
        return _able(load_voice(DEFAULT_VOICE), cache)
    except MissingEngineError as error:
        voice = _able(load_voice(FALLBACK_VOICE), cache)
        listener(Noticed(f"the voice {DEFAULT_VOICE} cannot speak, so the computer's own does: {error}"))
        return voice


def _able(voice: Voice, cache: Cache) -> Voice:
    """Return the voice if it can speak. A voice that has spoken before is not loaded to find out."""
    if cache.number(_gains_key(voice)) is None:
        voice_engine = engine(voice.engine)
        readiness = voice_engine.readiness(voice.engine_voice)
        if not readiness.ready:
            raise MissingEngineError(f"voice {voice.name}: {readiness}")
        voice_engine.load(voice.engine_voice)
    return voice


def _gains_key(voice: Voice) -> str:
    return f"gains|{voice_identity(voice)}"


def voice_identity(voice: Voice) -> str:
    """Return all that determines a voice's sound beside the text. Raises MissingEngineError where its engine is not here."""
    return f"{engine(voice.engine).identity(voice.engine_voice)} speed {voice.engine_speed:g} chain {CHAIN_VERSION}"


def _length(clip: bytes) -> Milliseconds:
    return Milliseconds(len(clip) // _BYTES_PER_MS)
