"""The process in which pyttsx3 speaks: one line after another, on its main thread.

It is run as a file, not imported: pyttsx3 hangs with two threads and in a forked child, prints to stdout, needs COM on Windows
and a run loop on macOS (both tied to the main thread), and eSpeak NG may end its process.

eSpeak NG also has a state that goes on from line to line (the phase of its flutter, its noise): a line sounds otherwise after
other lines. So on Linux each line is spoken by a child of this process, in which eSpeak NG starts anew, and the same line has
the same sound whatever was spoken before.

Requests come in on stdin and answers go out on stdout, one JSON object a line:

    {"voices": true}                                        {"voices": [[id, name, language], ...]}
    {"text": ..., "voice": ..., "rate": ..., "path": ...}   {"ok": true}, {"no_voice": ...} or {"error": ...}
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, NoReturn, TextIO

_LINUX = sys.platform == "linux"
_RESTS = (0.02, 0.2, 1.0, 3.0)
"""Seconds in which eSpeak NG starts on a new rate: on a busy machine it may take longer, and the line is spoken again."""

_CUT = 3
"""The status of a child whose line was cut short."""

_PR_SET_PDEATHSIG = 1
"""Linux ends a child with its parent (prctl, man page)."""

DEFAULT_LINUX_VOICE = "gmw/en-us"
"""eSpeak NG's own default is British."""


class CutShortError(RuntimeError):
    """The end of the line was not reported."""


class Pyttsx3Speaker:
    """pyttsx3, with all that it needs to speak every line."""

    def __init__(self, rest: float = _RESTS[0]) -> None:
        import pyttsx3

        self._rest = rest
        self._engine = pyttsx3.init()
        self._finished: list[bool] = []
        self._engine.connect("finished-utterance", self._note_finished)
        # The first run of the loop ends before anything is spoken, so it gets nothing to speak.
        self._engine.runAndWait()
        self._default = self._default_voice()
        self._speaking_as: tuple[str, int] | None = None

    def voices(self) -> list[list[str]]:
        """List the computer's voices: id, name and language."""
        return [[voice.id, voice.name, _language(voice)] for voice in self._engine.getProperty("voices")]

    def speak(self, text: str, voice: str, rate: int, path: str) -> None:
        """Speak the text into a file. Raises LookupError where there is no such voice, RuntimeError where nothing is said."""
        self._set(voice or self._default, rate)
        self._finished.clear()
        self._engine.save_to_file(text, path)
        self._engine.runAndWait()
        self._settle()
        if _LINUX and self._finished[-1:] != [True]:
            raise CutShortError("eSpeak NG did not report the end of the line")

    def _settle(self) -> None:
        if _LINUX:
            from pyttsx3.drivers import _espeak

            _espeak.Synchronize()

    def _set(self, voice: str, rate: int) -> None:
        if self._speaking_as == (voice, rate):
            return
        self._speaking_as = None
        if voice:
            self._choose(voice)
        self._engine.setProperty("rate", rate)
        # eSpeak NG takes a new rate in its own time; until then pyttsx3 sees it busy, and cancels the rate, or the next line.
        time.sleep(self._rest)
        self._settle()
        self._speaking_as = (voice, rate)

    def _choose(self, voice: str) -> None:
        self._engine.setProperty("voice", voice)
        # pyttsx3 ignores a voice that it does not know, and goes on with the one before.
        if str(self._engine.getProperty("voice")).lower() != voice.lower():
            raise LookupError(voice)

    def _default_voice(self) -> str:
        """Return the computer's own voice if it speaks English, else the first that does."""
        if _LINUX:
            return DEFAULT_LINUX_VOICE
        # macOS and Windows: written after pyttsx3's source, not tried.
        current = str(self._engine.getProperty("voice"))
        voices = {voice_id: language for voice_id, _, language in self.voices()}
        english = [voice_id for voice_id, language in voices.items() if language.lower().startswith("en")]
        return current if current in english or not english else english[0]

    def _note_finished(self, name: str | None, completed: bool) -> None:  # noqa: ARG002, FBT001 - pyttsx3 calls it so
        self._finished.append(completed)


def _load_espeak() -> None:
    """Load eSpeak NG from its wheel, where pyttsx3's own look-up then finds it, and pyttsx3 with its driver.

    Without the path of its data the library ends the whole process.
    """
    import ctypes
    import importlib

    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path())
    importlib.import_module("pyttsx3.drivers.espeak")


def _language(voice: Any) -> str:  # noqa: ANN401 - pyttsx3 carries no types
    languages = voice.languages or [""]
    return str(languages[0] or "").replace("_", "-")


def _answer(speaker: Pyttsx3Speaker, request: dict[str, Any]) -> dict[str, Any]:
    if request.get("voices"):
        return {"voices": speaker.voices()}
    try:
        speaker.speak(request["text"], request["voice"], request["rate"], request["path"])
    except LookupError as error:
        return {"no_voice": str(error)}
    return {"ok": True}


def _serve(answers: TextIO) -> None:
    """Answer each request with the same speaker."""
    speaker: Pyttsx3Speaker | None = None
    for line in sys.stdin:
        try:
            speaker = speaker or Pyttsx3Speaker()
            answer = _answer(speaker, json.loads(line))
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is told to the parent, which decides
            answer = _failure(error)
        _write(answers, answer)


def _serve_anew(answers: TextIO) -> None:
    """Answer each request with a speaker of its own, in a child. Here all is loaded and nothing started: so it may fork."""
    try:
        _load_espeak()
    except Exception as error:  # noqa: BLE001 - told to the parent, which decides
        _write(answers, _failure(error))
        return
    for line in sys.stdin:
        for rest in _RESTS:
            child = os.fork()
            if not child:
                _speak_and_end(answers, line, rest)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            if status != _CUT:
                break
        if status:
            _write(answers, {"error": f"eSpeak NG ended with status {status}"})


def _speak_and_end(answers: TextIO, line: str, rest: float) -> NoReturn:
    """Answer a request, and end this process; without an answer where the line was cut short."""
    import ctypes
    import signal

    status = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        try:
            answer = _answer(Pyttsx3Speaker(rest), json.loads(line))
        except CutShortError:
            os._exit(_CUT)
        except Exception as error:  # noqa: BLE001 - told to the parent, which decides
            answer = _failure(error)
        _write(answers, answer)
        status = 0
    finally:
        os._exit(status)


def _failure(error: Exception) -> dict[str, Any]:
    return {"error": f"{error}" or type(error).__name__}


def _write(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def main() -> None:
    """Answer requests until stdin ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # pyttsx3 and the libraries below it print to stdout: from here on that leads nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    (_serve_anew if _LINUX else _serve)(answers)


if __name__ == "__main__":
    main()
