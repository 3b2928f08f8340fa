"""Events that the core reports to a listener while it works. The core itself never prints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Stage(StrEnum):
    """The kinds of work that take time."""

    SPEAKING = "Speaking"
    ENCODING = "Encoding"
    MAKING = "Making sessions"
    """Of a batch, by its workers."""
    CHECKING = "Checking"


@dataclass(frozen=True, slots=True)
class ExpectedWork:
    """How much work a session is expected to take, so that the time left can be told: in units of equal time, of any length."""

    title: str
    """The session's."""
    speaking: float
    encoding: float
    piece: float = 0.0
    """What each piece takes to encode, once it is known how many there are; 0 where pieces differ too much to say."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Sessions will be written in this order, each followed by `Written`."""

    sessions: tuple[ExpectedWork, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """A piece of work begins."""

    stage: Stage
    steps: int
    """How many `Advanced` follow at most."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """A step is done."""

    steps: int = 1


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice for the runner that stops nothing."""

    message: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file is finished, or was up to date already."""

    path: Path
    unchanged: bool = False


Event = Planned | Started | Advanced | Noticed | Written


class Listener(Protocol):
    """Whoever wants to know."""

    def __call__(self, event: Event) -> None:
        """Take one event."""
        ...


def nobody(event: Event) -> None:
    """Listen to nothing."""
