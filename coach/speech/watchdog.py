"""A limit on how long a call into a speech engine may take. What is compiled cannot be ended from outside; it can be left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from coach.errors import SpeechError

Result = TypeVar("Result")

LOADING_SECONDS: Final = 120.0
"""Within which a model is loaded, on the slowest computer that makes sense."""

_LINE_SECONDS: Final = 20.0
_CHARACTER_SECONDS: Final = 0.1


def line_limit(text: str) -> float:
    """Return the seconds within which a line is spoken, at the very most."""
    return _LINE_SECONDS + _CHARACTER_SECONDS * len(text)


def within(seconds: float, call: Callable[[], Result], what: str) -> Result:
    """Return what the call returns, and raise what it raises. `what` says what it does, for the message.

    Raises SpeechError where it takes longer; the thread that it hangs in keeps no process from ending.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits for it
            errors.append(error)

    thread = threading.Thread(target=run, name="speech engine", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise SpeechError(f"{what}: no answer within {seconds:.0f} s; try again, or use another voice (coach voices)")
    return results[0]
