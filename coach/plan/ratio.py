"""What the runner wants otherwise than the plan has it: values only; `adjust` applies them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from coach.plan.model import Session
from coach.units import Milliseconds, duration_label

CUSTOM: Final = "custom"
"""The name of the plan of a session without a plan."""


class Feel(StrEnum):
    """How the runner feels before the session."""

    GREAT = "great"
    GOOD = "good"
    TIRED = "tired"


@dataclass(frozen=True, slots=True)
class Ratio:
    """What the runner wants otherwise than the plan has it. None: as in the plan."""

    run: Milliseconds | None = None
    walk: Milliseconds | None = None
    repeat: int | None = None
    warm_up: Milliseconds | None = None
    cool_down: Milliseconds | None = None
    total: Milliseconds | None = None
    """The plan's time that the session shall have, warm-up and cool-down included."""
    keep_total: bool = False
    """Keep the plan's own total, by more or fewer repetitions."""
    feel: Feel | None = None
    miles: float | None = None
    minutes: int | None = None
    """How many miles, or minutes, of a run a walk goes with; for plans with a scale."""
    each: Milliseconds | None = None
    """Walking for each of them."""

    def __bool__(self) -> bool:
        return self != Ratio()

    @property
    def label(self) -> str:
        """For file names: `walk-1m30s`, `run-1m-walk-1m30s-x8`, `miles-6`; empty when nothing is changed."""
        return "-".join(part.replace(" ", "-") for part in self._parts())

    def _parts(self) -> list[str]:
        """Name every override."""
        durations = {
            "run": self.run,
            "walk": self.walk,
            "warm-up": self.warm_up,
            "cool-down": self.cool_down,
            "total": self.total,
        }
        parts = [f"{name} {duration_label(value)}" for name, value in durations.items() if value is not None]
        parts += [f"x{self.repeat}"] if self.repeat is not None else []
        parts += ["same total"] if self.keep_total else []
        parts += [f"feel {self.feel}"] if self.feel else []
        counts = {"miles": self.miles, "minutes": self.minutes}
        parts += [f"{name} {count:.10g}" for name, count in counts.items() if count is not None]
        parts += [f"each {duration_label(self.each)}"] if self.each is not None else []
        return parts


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A session after its overrides, and what was done."""

    session: Session
    changes: tuple[str, ...]
    """One sentence for each change, with its reason."""
