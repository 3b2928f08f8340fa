"""Engines that hang, fail, or speak something else: the line is named, nothing of it is kept, and no other voice steps in."""

import re
import subprocess
import sys
import time

import numpy as np
import pytest
from support import own_folders

from coach.errors import MissingEngineError, SpeechError
from coach.script.cues import Phrase
from coach.speech import speaker as speaker_module
from coach.speech import watchdog
from coach.speech.engine import READY, EngineName, Pcm
from coach.speech.engine_hibari import HibariEngine
from coach.speech.engine_piper import PiperEngine
from coach.speech.engines import engine
from coach.speech.speaker import Speaker, choose_voice
from coach.speech.voice import load_voice

LINE = Phrase("Save a little of your strength for the next one.")
RATE = 24_000


def click(_):
    sound = np.zeros(RATE, np.float32)
    sound[RATE // 2] = 0.9
    return sound


def two_clicks(sound):
    clicks = np.zeros_like(sound)
    clicks[[2_000, -2_000]] = 0.9
    return clicks


def one_no_number(sound):
    spoilt = sound.copy()
    spoilt[len(sound) // 2] = np.nan
    return spoilt


def noise(sound):
    return np.random.default_rng(1).standard_normal(len(sound)).astype(np.float32) * 0.1


def swelling_noise(sound):
    return noise(sound) * np.abs(np.sin(np.arange(len(sound)) / 3_000)).astype(np.float32)


WAYS = {
    "silence": np.zeros_like,
    "nothing": lambda _: np.zeros(0, np.float32),
    "a click": click,
    "two clicks": two_clicks,
    "one value that is no number": one_no_number,
    "an infinite value": lambda sound: np.where(np.arange(len(sound)) == 9_000, np.inf, sound).astype(np.float32),
    "noise": noise,
    "swelling noise": swelling_noise,
    "a tone": lambda sound: np.sin(np.arange(len(sound)) / 10).astype(np.float32) * 0.3,
    "twelve times too long": lambda sound: np.tile(sound, 12),
    "three times too long": lambda sound: np.tile(sound, 3),
    "half of it": lambda sound: sound[: int(len(sound) * 0.45)],
    "the first word": lambda sound: sound[: RATE // 2],
}


class Misbehaving(HibariEngine):
    """The real engine, but one line comes out of it otherwise."""

    def __init__(self, way):
        super().__init__()
        self.way = way

    def synthesise(self, text, voice, speed):
        pcm = super().synthesise(text, voice, speed)
        return Pcm(self.way(pcm.samples), pcm.rate) if text == LINE.text else pcm


@pytest.fixture
def misbehaving(monkeypatch, cache):
    def speaker(way):
        bad = Misbehaving(way)
        monkeypatch.setattr(speaker_module, "engine", lambda name: bad if name is EngineName.HIBARI else engine(name))
        return Speaker(load_voice("heart"), cache)

    return speaker


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_sound_that_cannot_be_the_line_is_refused_and_never_kept(misbehaving, way):
    speaker = misbehaving(way)
    with pytest.raises(SpeechError, match=r"heart .*'Save a little of your strength.*(voice system|in other words)"):
        speaker.spoken(LINE)
    assert speaker.known_duration(LINE) is None
    with pytest.raises(SpeechError, match="Save a little"):
        speaker.prepare([Phrase("Well done."), LINE])
    assert speaker.known_duration(LINE) is None
    good = misbehaving(lambda sound: sound)
    assert 2_000 < good.spoken(LINE) < 4_000


@pytest.mark.parametrize(
    "text", ["Go!", "A.", "Halfway.", "NASA, USA, FBI.", "Hmm.", "Three hundred and sixty five thousand.", "7"]
)
@pytest.mark.parametrize("voice", ["heart", "system", "joe"])
def test_odd_lines_are_spoken(ready_voice, spoken_cache, voice, text):
    assert Speaker(ready_voice(voice), spoken_cache).spoken(Phrase(text)) > 100


def hanging(*_arguments, **_settings):
    time.sleep(30)


@pytest.mark.parametrize(
    ("speaks", "voice", "method"), [(HibariEngine, "heart", "__call__"), (PiperEngine, "joe", "synthesize")]
)
def test_an_engine_that_hangs_ends_with_the_lines_name(monkeypatch, ready_voice, speaks, voice, method):
    ready_voice(voice)
    speaks = speaks()
    speaks.load(voice)
    monkeypatch.setattr(type(speaks._models[voice]), method, hanging)  # noqa: SLF001 - the model that is there
    monkeypatch.setattr(watchdog, "_LINE_SECONDS", 0.2)
    begun = time.monotonic()
    with pytest.raises(SpeechError, match=r"speaking 'Run\.': no answer within 1 s; try again, or use another voice"):
        speaks.synthesise("Run.", voice, 1.0)
    assert time.monotonic() - begun < 5


def test_a_process_whose_engine_hangs_ends(tmp_path):
    script = f"""
import time
from coach.errors import SpeechError
from coach.speech import watchdog
watchdog._LINE_SECONDS = 0.2
try:
    watchdog.within(watchdog.line_limit("Run."), lambda: time.sleep({60}), "hibari")
except SpeechError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.startswith("hibari: no answer")


def test_a_command_whose_engine_is_left_ends_with_its_exit_code_and_one_line(tmp_path, ready_voice):
    """The engine goes on in a thread of its own, in compiled code; the interpreter's end would take its model away."""
    ready_voice("joe")
    script = """
import sys
from coach.speech import engine_piper
engine_piper.line_limit = lambda _: 0.05
sys.argv = ["coach", "say", "One two three four five six seven eight nine ten.", "--voice", "joe", "--out", "said.mp3"]
from coach.__main__ import main
main()
"""
    environment = own_folders(tmp_path, "CACHE", "CONFIG")
    for _ in range(3):
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1, done.stderr
        assert re.fullmatch(r"coach: piper speaking .*: no answer within 0 s; .*\n", done.stderr), done.stderr


@pytest.fixture
def broken_model(monkeypatch, tmp_path):
    """An installation whose model of the default voice is damaged."""
    import hibari.voices

    model = tmp_path / "model.onnx"
    model.write_bytes(b"\x08\x07damaged")
    monkeypatch.setattr(hibari.voices, "voice_path", lambda *_, **__: str(model))
    fresh = HibariEngine()
    monkeypatch.setattr(speaker_module, "engine", lambda name: fresh if name is EngineName.HIBARI else engine(name))


@pytest.mark.usefixtures("broken_model")
def test_a_damaged_model_is_an_error_and_never_another_voice(cache):
    events = []
    with pytest.raises(SpeechError, match="heart is there, but cannot be loaded"):
        choose_voice(None, cache, events.append)
    assert events == []


@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError])
def test_an_interruption_or_little_memory_while_loading_is_never_another_voice(monkeypatch, cache, failure):
    import hibari

    def fail(*_, **__):
        raise failure

    monkeypatch.setattr(hibari, "Hibari", fail)
    fresh = HibariEngine()
    monkeypatch.setattr(speaker_module, "engine", lambda name: fresh if name is EngineName.HIBARI else engine(name))
    with pytest.raises(failure):
        choose_voice(None, cache)


def test_an_engine_that_is_not_there_is_missing(monkeypatch, cache):
    class Absent(HibariEngine):
        def load(self, voice):
            raise MissingEngineError(f"no {voice}")

        def readiness(self, voice):  # noqa: ARG002
            return READY

    absent, events = Absent(), []
    monkeypatch.setattr(speaker_module, "engine", lambda name: absent if name is EngineName.HIBARI else engine(name))
    assert choose_voice(None, cache, events.append).name == "system"
    assert len(events) == 1
