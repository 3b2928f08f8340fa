"""hibari: small neural voices, fast on one core. "heart" comes with the package; the others are downloaded by the runner."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

from coach.errors import MissingEngineError, SpeechError
from coach.remedies import command, install_command, program_path
from coach.speech.engine import READY, EngineName, EngineVoice, Pcm, Readiness, installed_version
from coach.speech.onnx import quiet_onnxruntime
from coach.speech.watchdog import LOADING_SECONDS, line_limit, within

SEED = 0
"""Fixes the noise in the voice: the same line gives the same bytes."""

_BUNDLED = "heart"


class HibariEngine:
    """Speaks with the hibari models. Calls may run side by side; a voice's model is loaded once."""

    name = EngineName.HIBARI

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}
        self._loading = threading.Lock()

    def readiness(self, voice: str) -> Readiness:
        """Say whether the package is there and the voice's model is on the disk."""
        if installed_version("hibari-tts") is None or installed_version("onnxruntime") is None:
            return Readiness("hibari is not installed", _remedy())
        if voice == _BUNDLED:
            return READY
        model_file = _find_model(voice)
        return model_file if isinstance(model_file, Readiness) else READY

    def identity(self, voice: str) -> str:
        """Name the version, the voice and the parameters."""
        version = installed_version("hibari-tts")
        if version is None:
            raise MissingEngineError(f"hibari is not installed; {_remedy()}")
        return f"hibari {version} {voice} seed={SEED}"

    def voices(self) -> tuple[EngineVoice, ...]:
        """Return nothing: each of its voices has a voice file."""
        return ()

    def load(self, voice: str) -> None:
        """Load the voice's model, once. Raises SpeechError where it is there and cannot be loaded."""
        self._model(voice)

    def synthesise(self, text: str, voice: str, speed: float) -> Pcm:
        """Speak at 24 kHz."""
        model = self._model(voice)
        what = f"hibari speaking {text!r}"
        try:
            samples = within(line_limit(text), partial(model, text, speed=speed, seed=SEED), what)
        except (SpeechError, MemoryError):
            raise
        except Exception as error:  # the library documents no errors of its own
            raise SpeechError(f"hibari could not speak {text!r} ({error}); use other words or another voice") from error
        return Pcm(samples, model.sample_rate)

    def close(self) -> None:
        """Forget the models."""
        with self._loading:
            self._models.clear()

    def _model(self, voice: str) -> Any:  # noqa: ANN401 - the library carries no types
        with self._loading:
            if voice not in self._models:
                self._models[voice] = within(LOADING_SECONDS, partial(_load, voice), f"hibari loading the voice {voice}")
            return self._models[voice]


def _load(voice: str) -> Any:  # noqa: ANN401 - the library carries no types
    model_file = _find_model(voice)
    if isinstance(model_file, Readiness):
        raise MissingEngineError(f"{model_file}")
    try:
        quiet_onnxruntime()
        from hibari import Hibari

        model = Hibari(voice=voice, model=model_file, threads=1)
        model("Ready.", seed=SEED)
    except MemoryError:
        raise
    except ModuleNotFoundError as error:
        raise MissingEngineError(f"hibari's voice {voice} cannot be loaded ({error}); {_remedy()}") from error
    except Exception as error:  # a damaged file or a broken installation fails in many ways
        raise SpeechError(
            f"hibari's voice {voice} is there, but cannot be loaded ({error}); {_remedy()}, or use another voice"
        ) from error
    return model


def _remedy() -> str:
    return f"install it: {install_command('hibari-tts', 'onnxruntime')}"


def _find_model(voice: str) -> str | Readiness:
    """Return the model's file, or what is missing. Never downloads: the engines make no network call."""
    try:
        from hibari import voices
    except ModuleNotFoundError as error:
        return Readiness(f"hibari cannot be loaded ({error})", _remedy())
    except ImportError as error:
        raise SpeechError(f"hibari is there, but cannot be loaded ({error}); {_remedy()}, or use another voice") from error
    try:
        return str(voices.voice_path(voice, download_missing=False))
    except ValueError:
        return Readiness(f"hibari has no voice {voice!r}", f"use one of {', '.join(voices.VOICES)}")
    except FileNotFoundError:
        fetch = command(program_path("hibari"), "Hello", "--voice", voice, "--out", "hello.wav")
        return Readiness(f"hibari's voice {voice} is not on this computer", f"download it once (8 MB, Hugging Face): {fetch}")
