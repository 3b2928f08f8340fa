"""Ctrl-C ends the command at any moment in the same way: one line, and exit code 130.

Python raises KeyboardInterrupt wherever it stands. Two places spoil that: an import of a compiled module may turn it into an
ImportError, and a callback may swallow it. So it is held back while an import runs, and remembered until the command ends.
This module imports next to nothing: it is there before all others.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any, Final

LINE: Final = "coach: interrupted; what was finished is kept"
EXIT_CODE: Final = 130

_RETRY_SECONDS: Final = 0.02
_IMPORTING: Final = ("<frozen importlib._bootstrap>", "importlib/_bootstrap.py")


class _State:
    """What has happened so far."""

    interrupted = False
    ending = False
    """Whether the command is over, and only the interpreter is still tidying up."""


def install() -> None:
    """Let Ctrl-C be handled here from now on."""
    signal.signal(signal.SIGINT, _interrupted)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _again)


def was_interrupted() -> bool:
    """Tell whether Ctrl-C was pressed, whatever became of it."""
    return _State.interrupted


def end() -> None:
    """Note that the command is over: an interrupt from now on ends the process at once."""
    _State.ending = True
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt where Ctrl-C was pressed and something has swallowed it; in the main thread alone."""
    if _State.interrupted and threading.current_thread() is threading.main_thread():
        raise KeyboardInterrupt


def end_interrupted() -> int:
    """Say that the command was interrupted, and return its exit code."""
    end()
    print(LINE, file=sys.stderr, flush=True)  # noqa: T201  # before anything else is loaded
    return EXIT_CODE


def _interrupted(_signal: int, frame: FrameType | None) -> Any:  # noqa: ANN401  # as signal.signal declares handlers
    if _State.ending or _State.interrupted:
        # The second time, or too late for an exception: nobody waits for what is left to tidy up.
        if not _State.ending:
            os.write(2, f"{LINE}\n".encode())
        os._exit(EXIT_CODE)
    _State.interrupted = True
    _raise_or_wait(frame)


def _again(_signal: int, frame: FrameType | None) -> Any:  # noqa: ANN401  # as signal.signal declares handlers
    if _State.interrupted and not _State.ending:
        _raise_or_wait(frame)


def _raise_or_wait(frame: FrameType | None) -> None:
    if _is_importing(frame) and hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, _RETRY_SECONDS)
        return
    raise KeyboardInterrupt


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.endswith(_IMPORTING):
            return True
        frame = frame.f_back
    return False
