"""A runner's changes to a plan's session, as values; `adjust` applies them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from coach.fields import Group, check_fields, declare, read_fields
from coach.kinds import Duration, Flag, Number, OneOf, Whole
from coach.plan.model import MOST_INTERVALS, MOST_MEASURED, Session
from coach.units import Milliseconds, duration_label

CUSTOM: Final = "custom"
"""The name of the plan of a session without a plan."""


MOST_TAKES: Final = 1_000


class Feel(StrEnum):
    """How the runner feels before the session."""

    GREAT = "great"
    GOOD = "good"
    TIRED = "tired"


def _length(help_text: str) -> Milliseconds | None:
    return declare(None, Duration(), help_text, group=Group.RATIO, on_page=True)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Changes to a plan's session. None: as in the plan. Raises UsageError with the field of an unusable value."""

    run: Milliseconds | None = _length("Length of the runs, such as 1m or 90s.")
    walk: Milliseconds | None = _length("Length of the walks.")
    repeat: int | None = declare(
        None, Whole(1, MOST_INTERVALS), "How many times run and walk.", group=Group.RATIO, on_page=True
    )
    warm_up: Milliseconds | None = _length("A longer warm-up.")
    cool_down: Milliseconds | None = _length("A longer cool-down.")
    total: Milliseconds | None = _length("Length of the whole session, filled with whole repetitions.")
    """The plan's time that the session shall have, warm-up and cool-down included."""
    keep_total: bool = declare(False, Flag(), "Keep the plan's total by more or fewer repetitions.", group=Group.RATIO)
    feel: Feel | None = declare(
        None,
        OneOf(Feel),
        "How you feel today: tired lengthens the walks, great shortens them.",
        group=Group.RATIO,
        on_page=True,
    )
    miles: float | None = declare(
        None, Number(MOST_MEASURED), "Miles of the run that a walk follows (finisher).", group=Group.RATIO, on_page=True
    )
    minutes: int | None = declare(
        None,
        Whole(1, MOST_MEASURED),
        "Minutes of the run that a walk replaces (instead-of-run).",
        group=Group.RATIO,
        on_page=True,
    )
    """How many miles, or minutes, of a run a walk goes with; for plans with a scale."""
    each: Milliseconds | None = declare(None, Duration(), "Walking for each of the miles or minutes.", group=Group.RATIO)
    take: int | None = declare(
        None, Whole(1, MOST_TAKES), "The same session again in other words: 2, 3 and so on.", group=Group.RATIO
    )
    """Which rendering of the same session it is: it changes what the coach says in between, and no time. None is the first."""

    def __post_init__(self) -> None:
        check_fields(self)
        if self.take == 1:
            object.__setattr__(self, "take", None)

    @classmethod
    def of(cls, **values: object) -> Self:
        """Read values as they are written: `Ratio.of(run="1m", walk="90s", repeat=8)`. Raises UsageError."""
        return read_fields(cls, values)

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
        parts += [f"take {self.take}"] if self.take else []
        return parts


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A session after its overrides, and what was done."""

    session: Session
    changes: tuple[str, ...]
    """One sentence for each change, with its reason."""
