"""pyttsx3: the computer's own voices. SAPI5 on Windows, NSSpeech on macOS, eSpeak NG (from a wheel) on Linux.

Windows and macOS are written after pyttsx3's source and were not tried.
"""

from __future__ import annotations

import atexit
import json
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from coach.errors import MissingEngineError, SpeechError
from coach.remedies import install_command
from coach.speech.engine import READY, EngineName, EngineVoice, Pcm, Readiness, installed_version

_LINUX = sys.platform == "linux"

WORDS_A_MINUTE = 150
"""The rate at a speed of 1.0. pyttsx3 itself takes 200; the fewer, the fewer words of eSpeak NG are misheard."""

TRIES = 3
"""How often a line is spoken before it counts as failed; each try after the first in a new process."""

LONGEST_WAIT = 20.0
"""Seconds that a line may take, and a tenth of a second more for each of its characters."""

SHORTEST_CHARACTER = 0.015
LONGEST_CHARACTER = 0.5
SLACK = 3.0
"""Seconds: sound shorter or longer than the characters allow is not the line."""

_WORKER = Path(__file__).with_name("pyttsx3_worker.py")
# On macOS the system writes AIFF, whatever the name says.
_SUFFIX = ".aiff" if sys.platform == "darwin" else ".wav"


class Pyttsx3Engine:
    """Speaks through one worker process, one line at a time."""

    name = EngineName.PYTTSX3

    def __init__(self) -> None:
        self._worker: _Worker | None = None
        self._turn = threading.Lock()
        atexit.register(self.close)

    def readiness(self, voice: str) -> Readiness:  # noqa: ARG002 - which voices there are only a running engine knows
        """Say whether the packages are there."""
        missing = [name for name in _packages() if installed_version(name) is None]
        return Readiness(f"{' and '.join(missing)} not installed", _remedy()) if missing else READY

    def identity(self, voice: str) -> str:
        """Name the versions; on macOS and Windows the voices are part of the system, so its version too."""
        readiness = self.readiness(voice)
        if not readiness.ready:
            raise MissingEngineError(str(readiness))
        versions = [f"{name} {installed_version(name)}" for name in _packages()]
        return " ".join([*versions, _system(), voice or "default", f"{WORDS_A_MINUTE} wpm, each line anew"])

    def voices(self) -> tuple[EngineVoice, ...]:
        """List the computer's own voices."""
        with self._turn:
            answer = self._running().ask({"voices": True}, LONGEST_WAIT)
        if "error" in answer:
            self.close()
            raise MissingEngineError(f"the computer's voices cannot be listed ({answer['error']}); {_remedy()}")
        return tuple(EngineVoice(*entry) for entry in answer["voices"])

    def load(self, voice: str) -> None:
        """Speak a word, to see that the voice is there. Raises SpeechError where it is there and fails."""
        self.synthesise("Ready.", voice, 1.0)

    def synthesise(self, text: str, voice: str, speed: float) -> Pcm:
        """Speak, at 22.05 kHz on Linux; checks that the sound is as long as the text, and tries again if not."""
        failure = ""
        with self._turn:
            for _ in range(TRIES):
                pcm, failure = self._speak(text, voice, speed)
                if pcm is not None:
                    return pcm
                self.close()
        raise SpeechError(f"pyttsx3 could not speak {text!r} ({failure}); use other words or another voice")

    def close(self) -> None:
        """End the worker; the next line starts a new one."""
        worker, self._worker = self._worker, None
        if worker:
            worker.close()

    def _running(self) -> _Worker:
        if self._worker is None:
            self._worker = _Worker()
        return self._worker

    def _speak(self, text: str, voice: str, speed: float) -> tuple[Pcm | None, str]:
        """Return the sound, or None and what went wrong."""
        worker = self._running()
        path = worker.folder / f"line{_SUFFIX}"
        path.unlink(missing_ok=True)
        rate = round(WORDS_A_MINUTE * speed)
        request = {"text": text, "voice": voice, "rate": rate, "path": str(path)}
        answer = worker.ask(request, LONGEST_WAIT + 0.1 * len(text))
        if "no_voice" in answer:
            raise MissingEngineError(f"no voice {voice!r} on this computer; coach voices lists those that there are")
        if "error" in answer:
            return None, str(answer["error"])
        if not path.is_file():
            return None, "it wrote no file"
        pcm = _read(path)
        seconds = len(pcm.samples) / pcm.rate * speed
        if not SHORTEST_CHARACTER * len(text) <= seconds <= LONGEST_CHARACTER * len(text) + SLACK:
            return None, f"the sound lasts {seconds:.1f} s, which cannot be the line"
        return pcm, ""


class _Worker:
    """The process, and the folder that it writes to."""

    def __init__(self) -> None:
        import subprocess

        self._folder = tempfile.TemporaryDirectory(prefix="coach-speech-")
        self.folder = Path(self._folder.name)
        # -P: the folder of the worker's file would otherwise stand first on its path.
        self._process = subprocess.Popen(  # noqa: S603 - our own file, by our own interpreter
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return the worker's answer; an error where it ends, or takes longer."""
        if not self._process.stdin or not self._process.stdout:
            return {"error": "the speech process has no pipes"}
        watchdog = threading.Timer(seconds, self._process.kill)
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = ""
        finally:
            watchdog.cancel()
        if not line:
            return {"error": f"the speech process ended with status {self._process.wait()}"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process and remove its folder."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._folder.cleanup()


def _packages() -> tuple[str, ...]:
    return ("pyttsx3", "espeakng-loader") if _LINUX else ("pyttsx3",)


def _remedy() -> str:
    return f"install it: {install_command(*_packages())}"


def _system() -> str:
    if _LINUX:
        return sys.platform
    import platform

    return platform.platform()


def _read(path: Path) -> Pcm:
    """Read whatever the system wrote (WAV or AIFF) as one channel."""
    import av
    import numpy as np

    try:
        with av.open(str(path)) as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="flt", layout="mono")
            frames = [out.to_ndarray()[0] for frame in container.decode(stream) for out in resampler.resample(frame)]
            rate = stream.rate
    except (av.FFmpegError, IndexError):
        return Pcm(np.zeros(0, np.float32), 1)
    return Pcm(np.concatenate([np.zeros(0, np.float32), *frames]), rate)
