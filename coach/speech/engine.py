"""Speech engines behind one protocol: text in, sound out. One file per engine; none is imported before it is needed."""

from __future__ import annotations

import functools
import os
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coach.signal.facts import Signal


class EngineName(StrEnum):
    """The engines that a voice may name."""

    HIBARI = "hibari"
    PIPER = "piper"
    PYTTSX3 = "pyttsx3"


@dataclass(frozen=True, slots=True)
class Pcm:
    """The sound that an engine returns."""

    samples: Signal
    """One channel, full scale at 1.0."""
    rate: int
    """Samples a second."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a voice can speak on this computer."""

    missing: str = ""
    """What is not there; empty when the voice is ready."""
    remedy: str = ""
    """How to get it."""

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def __str__(self) -> str:
        return "ready" if self.ready else f"{self.missing}; {self.remedy}"


READY = Readiness()


@dataclass(frozen=True, slots=True)
class EngineVoice:
    """A voice that an engine offers by itself, to be named in a voice file."""

    id: str
    """What a voice file gives as `voice`."""
    name: str
    language: str


class Engine(Protocol):
    """A speech engine. One instance serves a whole process; its methods may be called from any thread."""

    @property
    def name(self) -> EngineName:
        """The engine's name in a voice file."""
        ...

    def readiness(self, voice: str) -> Readiness:
        """Say whether the voice can speak here, or what is missing, without loading a model."""
        ...

    def identity(self, voice: str) -> str:
        """Return all that determines the sound of a voice beside text and speed: versions, files and parameters."""
        ...

    def voices(self) -> tuple[EngineVoice, ...]:
        """List the voices that the engine finds on this computer; empty where the voice files name all there are."""
        ...

    def load(self, voice: str) -> None:
        """Make the voice ready to speak. Raises MissingEngineError with the remedy where it cannot be."""
        ...

    def synthesise(self, text: str, voice: str, speed: float) -> Pcm:
        """Speak the text; a speed of 1.0 is the voice's own.

        Raises MissingEngineError where the voice cannot be loaded, SpeechError where it fails or where it says nothing.
        """
        ...

    def close(self) -> None:
        """Give back the memory and the processes that loaded voices take. The next line loads its voice again."""
        ...


def installed_version(distribution: str) -> str | None:
    """Return the installed version of a distribution, None where it is not installed.

    Reads the names of the `.dist-info` folders ("Recording installed projects" in the packaging specifications): importing
    importlib.metadata would cost more than all else in a session that is made from the cache.
    """
    return _installed_versions().get(_normalised(distribution)) or _version_by_metadata(distribution)


@functools.cache
def _installed_versions() -> dict[str, str]:
    versions: dict[str, str] = {}
    for folder in sys.path:
        try:
            entries = os.listdir(folder or ".")  # noqa: PTH208 - Path objects for every entry cost more than the listing
        except OSError:
            continue
        for entry in entries:
            name, dash, version = entry.removesuffix(".dist-info").rpartition("-")
            if dash and entry.endswith(".dist-info"):
                versions.setdefault(_normalised(name), version)
    return versions


@functools.cache
def _version_by_metadata(distribution: str) -> str | None:
    import importlib.metadata

    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
