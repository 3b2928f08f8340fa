"""One session that a runner has done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coach.plan.model import Effort, Session
from coach.plan.next import Felt
from coach.units import Milliseconds


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A session that was done."""

    day: date
    plan: str
    """What the runner calls it: a bundled plan's name, or the whole path of a file."""
    week: int
    session: int
    """Both from 1."""
    felt: Felt | None = None
    """How it felt; None: the runner did not say."""
    note: str = ""
    run: Milliseconds = Milliseconds(0)
    walk: Milliseconds = Milliseconds(0)
    """How long was run and walked, warm-up and cool-down included; both 0: not known."""

    @property
    def plan_name(self) -> str:
        """The plan's short name, for tables."""
        return Path(self.plan).stem if self.plan.endswith(".toml") else self.plan

    @property
    def place(self) -> tuple[int, int]:
        """Its week and session."""
        return self.week, self.session


def run_and_walk(session: Session) -> tuple[Milliseconds, Milliseconds]:
    """Return how long is run and walked in a session; warm-up and cool-down are walked."""
    running = sum(interval.duration for interval in session.intervals() if interval.effort is Effort.RUN)
    return Milliseconds(running), Milliseconds(session.duration - running)
