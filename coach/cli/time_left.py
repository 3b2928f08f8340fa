"""Which session is being written, and how long the rest will take: from the work that is expected and the time it has taken."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from coach.progress import Advanced, Event, ExpectedWork, Planned, Stage, Started, Written

_ENOUGH: Final = 3.0
"""Seconds of measured work before a time left is told."""


_MEMORY: Final = 15.0
"""Seconds after which what was measured counts for a third: a computer may have more to do, or less, than before."""


@dataclass(slots=True)
class _Measured:
    """What one kind of work has taken of late."""

    work: float = 0.0
    seconds: float = 0.0

    def add(self, work: float, seconds: float) -> None:
        """Count more work and its time; what was counted before fades."""
        kept = math.exp(-seconds / _MEMORY)
        self.work = kept * self.work + work
        self.seconds = kept * self.seconds + seconds

    @property
    def rate(self) -> float | None:
        """Seconds for each unit of work; None if nothing has been measured."""
        return self.seconds / self.work if self.work and self.seconds else None


@dataclass(slots=True)
class TimeLeft:
    """Follows a batch of sessions by its events. Times are in seconds, on any clock that runs evenly."""

    _sessions: tuple[ExpectedWork, ...] = ()
    _number: int = 0
    _stage: Stage | None = None
    _step: float = 0.0
    """The work of a step of the current stage."""
    _ahead: dict[Stage, float] = field(default_factory=dict)
    """The work that is left of the current session."""
    _measured: dict[Stage, _Measured] = field(default_factory=lambda: {stage: _Measured() for stage in Stage})
    _since: float | None = None
    """When the current step began; None before the first step is done, which includes loading what does the work."""

    @property
    def title(self) -> str:
        """The session that is being written; empty where none is."""
        if self._number >= len(self._sessions):
            return ""
        title = self._sessions[self._number].title
        return f"{self._number + 1}/{len(self._sessions)} {title}" if len(self._sessions) > 1 else title

    def take(self, event: Event, now: float) -> None:
        """Take an event that happened now."""
        match event:
            case Planned(sessions):
                self._sessions, self._number = sessions, 0
                self._begin_session()
            case Started(stage, steps):
                self._spend(now, 0.0)
                self._stage = stage
                self._begin_stage(stage, steps)
            case Advanced(steps):
                self._spend(now, steps * self._step)
            case Written(_, unchanged) if self._sessions and not unchanged:
                self._spend(now, 0.0)
                self._number += 1
                self._begin_session()

    def seconds(self, now: float) -> float | None:
        """Return how long the rest will take from now on; None as long as too little has been measured to tell."""
        if sum(measured.seconds for measured in self._measured.values()) < _ENOUGH:
            return None
        later = self._sessions[self._number + 1 :]
        work = {
            Stage.SPEAKING: self._ahead.get(Stage.SPEAKING, 0.0) + sum(session.speaking for session in later),
            Stage.ENCODING: self._ahead.get(Stage.ENCODING, 0.0) + sum(session.encoding for session in later),
        }
        left = sum(amount * self._rate(stage) for stage, amount in work.items())
        return max(0.0, left - (now - self._since if self._since is not None else 0.0))

    def share(self, now: float, begun: float) -> float:
        """Return which part of the time that all takes is over, from 0 to 1; `begun` is when it began."""
        left = self.seconds(now)
        over = now - begun
        return over / (over + left) if left is not None and over > 0 else 0.0

    def _begin_session(self) -> None:
        self._ahead = {}
        if self._number < len(self._sessions):
            session = self._sessions[self._number]
            self._ahead = {Stage.SPEAKING: session.speaking, Stage.ENCODING: session.encoding}

    def _begin_stage(self, stage: Stage, steps: int) -> None:
        piece = self._sessions[self._number].piece if self._number < len(self._sessions) else 0.0
        if stage is Stage.ENCODING and piece:
            # A bed that was never encoded makes more pieces than were expected.
            self._ahead[stage] = steps * piece
        self._step = self._ahead.get(stage, 0.0) / max(steps, 1)

    def _spend(self, now: float, work: float) -> None:
        """Count the time since the last event as spent on the current stage, for so much work."""
        if self._stage is None:
            return
        if self._since is not None:
            self._measured[self._stage].add(work, now - self._since)
        if work or self._since is not None:
            self._since = now
        self._ahead[self._stage] = max(0.0, self._ahead.get(self._stage, 0.0) - work)

    def _rate(self, stage: Stage) -> float:
        """Return what a unit of this work takes: as measured, else as the other kind, of which a unit takes about as long."""
        rates = [self._measured[stage].rate, *(measured.rate for measured in self._measured.values())]
        return next((rate for rate in rates if rate is not None), 0.0)
