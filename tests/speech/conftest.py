"""One cache and one speaker a voice for all tests of speech: what was said once is not said again."""

import os

import pytest

from coach.cache import Cache
from coach.script.cues import Delivery, Phrase
from coach.speech.engines import engine
from coach.speech.speaker import Speaker
from coach.speech.voice import load_voice

COACHING = (
    Phrase("Welcome to week one, session two. Today you run for one minute and walk for two minutes, six times."),
    Phrase("Get ready to run in ten seconds."),
    Phrase("Run for one minute, run three of six.", Delivery.BRISK),
    Phrase("Can you speak in short phrases? If not, slow down, or take a walk break."),
    Phrase("Walk for two minutes and let your breathing settle.", Delivery.BRISK),
    Phrase("You are halfway. Stand tall, and look ahead."),
    Phrase("Walk early whenever you need to, and rejoin at the next run tone."),
    Phrase("Well done. Stretch your hamstrings, your quads and your calves.", Delivery.CALM),
)

SHORT = (Phrase("Run.", Delivery.BRISK), Phrase("Walk.", Delivery.BRISK), Phrase("Halfway."), Phrase("Three."), Phrase("Six."))


def require_voice(name):
    voice = load_voice(name)
    readiness = engine(voice.engine).readiness(voice.engine_voice)
    if not readiness.ready:
        missing = f"voice {name}: {readiness}"
        (pytest.fail if os.environ.get("COACH_OUTSIDE_READERS") == "require" else pytest.skip)(missing)
    return voice


@pytest.fixture(scope="session")
def spoken_cache(tmp_path_factory):
    return Cache(tmp_path_factory.mktemp("spoken"))


@pytest.fixture(scope="session", params=["heart", "system", "joe"])
def speaker(request, spoken_cache):
    speaker = Speaker(require_voice(request.param), spoken_cache)
    speaker.prepare(COACHING)
    return speaker


@pytest.fixture
def ready_voice():
    """Load a voice by name; the test is skipped where that voice cannot speak."""
    return require_voice


@pytest.fixture
def short_phrases():
    return SHORT


@pytest.fixture
def coaching():
    return COACHING


@pytest.fixture
def voice_file(tmp_path):
    """Write a voice file and return its path."""

    def write(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return write
