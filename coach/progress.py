"""Events that the core reports to a listener while it works. The core itself never prints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Started:
    """A piece of work begins."""

    what: str
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


Event = Started | Advanced | Noticed | Written


class Listener(Protocol):
    """Whoever wants to know."""

    def __call__(self, event: Event) -> None:
        """Take one event."""
        ...


def nobody(event: Event) -> None:
    """Listen to nothing."""
