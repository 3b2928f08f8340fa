"""The engines by their names; each is imported when it is first asked for."""

from __future__ import annotations

import functools

from coach.speech.engine import Engine, EngineName


@functools.cache
def engine(name: EngineName) -> Engine:
    """Return the engine of that name: one for the whole process, so that a model is loaded once."""
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
