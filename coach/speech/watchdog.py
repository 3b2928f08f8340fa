"""A limit on how long a call into a speech engine may take. What is compiled cannot be ended from outside; it can be left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from coach.errors import SpeechError

Result = TypeVar("Result")

LOADING_SECONDS: Final = 120.0
"""Within which a model is loaded, on the slowest computer that makes sense."""

_LINE_SECONDS: Final = 20.0
_CHARACTER_SECONDS: Final = 0.1

_IDLE: Final = 0.02
"""A process that gets less of a processor than this waits for something else than its turn."""


def line_limit(text: str) -> float:
    """Return the seconds within which a line is spoken, at the very most."""
    return _LINE_SECONDS + _CHARACTER_SECONDS * len(text)


def within(seconds: float, call: Callable[[], Result], what: str) -> Result:
    """Return what the call returns, and raise what it raises. `what` says what it does, for the message.

    The seconds are those of a computer that does nothing else: on a busy one a call that goes on is waited for until this
    process has had them. Raises SpeechError where it takes longer; the thread that it hangs in keeps no process from ending.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits for it
            errors.append(error)

    thread = threading.Thread(target=run, name="speech engine", daemon=True)
    begun = time.process_time()
    thread.start()
    while thread.is_alive():
        before = time.process_time()
        thread.join(seconds)
        now = time.process_time()
        if now - begun >= seconds or now - before < _IDLE * seconds:
            break
    if errors:
        raise errors[0]
    if not results:
        raise SpeechError(f"{what}: no answer within {seconds:.0f} s; try again, or use another voice (coach voices)")
    return results[0]
