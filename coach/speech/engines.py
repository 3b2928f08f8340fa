"""The engines by their names; each is imported when it is first asked for."""

from __future__ import annotations

import functools
from typing import Final

from coach.speech.engine import Engine, EngineName

_IN_USE: Final[list[Engine]] = []


@functools.cache
def engine(name: EngineName) -> Engine:
    """Return the engine of that name: one for the whole process, so that a model is loaded once."""
    new_engine = _new(name)
    _IN_USE.append(new_engine)
    return new_engine


def close_engines() -> None:
    """Give back what the voices take that this process has loaded; they are loaded again when they speak next."""
    for used in _IN_USE:
        used.close()


def _new(name: EngineName) -> Engine:
    match name:
        case EngineName.HIBARI:
            from coach.speech.engine_hibari import HibariEngine

            return HibariEngine()
        case EngineName.PIPER:
            from coach.speech.engine_piper import PiperEngine

            return PiperEngine()
        case EngineName.PYTTSX3:
            from coach.speech.engine_pyttsx3 import Pyttsx3Engine

            return Pyttsx3Engine()
