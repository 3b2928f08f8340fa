"""What tests of several rooms build on."""

import os
import subprocess
import sys
import wave

import numpy as np
import pytest

from coach.script.cues import Phrase, Tone
from coach.sound.earcons import tone_length
from coach.units import Milliseconds

STORY = tuple(Phrase(f"Once upon a time there was sentence {'number ' * length}one.") for length in range(40))
"""A text for narrated walks."""


class SpokenAtReadingSpeed:
    """As long as a steady speaker takes: the timing of a script without a voice."""

    def phrase(self, phrase: Phrase) -> Milliseconds:
        return Milliseconds(80 + 69 * len(phrase.text))

    def tone(self, tone: Tone) -> Milliseconds:
        return tone_length(tone)


def own_folders(home, *kinds):
    """Return this environment with another home folder, and in it a folder for each of these kinds (`CACHE`, `CONFIG`)."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return others | {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in kinds} | {"HOME": str(home)}


def run_coach(*words, code=0, cwd, env):
    """Run a command in a process of its own; `code` is the exit code that it must end with."""
    command = [sys.executable, "-m", "coach", *map(str, words)]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done


def missing(what):
    """Skip, or fail where nothing may be missing."""
    (pytest.fail if os.environ.get("COACH_OUTSIDE_READERS") == "require" else pytest.skip)(f"{what} is not installed")


def write_music(folder):
    """Write two tracks of music, synthesised: chords, a bass and a drum. Returns the folder."""
    rate, seconds = 44_100, 100
    time = np.arange(rate * seconds) / rate
    for name, root in (("one", 110.0), ("two", 146.8)):
        beat = time % 0.5
        chord = sum(np.sin(2 * np.pi * root * ratio * time) for ratio in (2, 2.5, 3, 4)) * 0.05
        bass = np.sin(2 * np.pi * root * time) * np.exp(-beat * 6) * 0.25
        drum = np.random.default_rng(1).standard_normal(len(time)) * np.exp(-((time + 0.25) % 0.5) * 40) * 0.2
        swell = 0.6 + 0.4 * np.sin(2 * np.pi * time / 17)
        left, right = (chord + bass + drum) * swell, (chord * 0.7 + bass + drum) * swell
        sound = np.round(np.stack([left, right], axis=1).clip(-1, 1) * 32_767).astype("<i2")
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setparams((2, 2, rate, 0, "NONE", ""))
            file.writeframes(sound.tobytes())
    return folder


SIZES = {
    "phone": {"width": 390, "height": 844},
    "small phone": {"width": 360, "height": 640},
    "desk": {"width": 1280, "height": 900},
}
"""Of browser windows, in CSS pixels."""


def until(page, expression, seconds=120):
    """Wait for something to become true; asked from outside, since the pages let no text become a program."""
    for _ in range(seconds * 10):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never became true: {expression}")
