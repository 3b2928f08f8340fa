"""The parts of a style: what the writer asks a style for, and what each part knows. Writer and review both read this."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import Self

from coach.plan.model import Coaching, Effort
from coach.plan.timeline import TimedInterval


class Scope(Enum):
    """Which variables a part has, and in which situations it is asked for."""

    SESSION = auto()
    """The variables of the session."""
    COMMAND = auto()
    """Those of an interval besides; asked for at the start of intervals of one kind."""
    INTERVAL = auto()
    """Those of an interval; asked for in any interval."""
    RUN = auto()
    """Those of an interval; asked for in runs."""
    WARNING = auto()
    """Those of an interval, and `seconds`; asked for before a change."""
    HOURS_DONE = auto()
    """Those of the session, and `done`; asked for at full hours of long sessions."""
    TIME_LEFT = auto()
    """Those of an interval, and `left`; asked for in long intervals."""


class Part(StrEnum):
    """A part of a style: one template. The value is the template's name without its ending."""

    scope: Scope
    required: bool
    """Whether it must have a line in every situation."""

    def __new__(cls, name: str, scope: Scope, required: bool = False) -> Self:  # noqa: FBT001, FBT002 - enums pass by place
        """Make a member."""
        part = str.__new__(cls, name)
        part._value_ = name
        part.scope = scope
        part.required = required
        return part

    COMMAND_WARM_UP = "command-warm-up", Scope.COMMAND, True
    COMMAND_RUN = "command-run", Scope.COMMAND, True
    COMMAND_WALK = "command-walk", Scope.COMMAND, True
    COMMAND_COOL_DOWN = "command-cool-down", Scope.COMMAND, True
    COMMAND_BY_FEEL = "command-by-feel", Scope.COMMAND, True
    COMMAND_HILLS = "command-hills", Scope.COMMAND, True
    WELCOME = "welcome", Scope.SESSION, True
    OUTLINE = "outline", Scope.SESSION, True
    WEEK_NEWS = "week-news", Scope.SESSION
    FEEL = "feel", Scope.SESSION
    TONES = "tones", Scope.SESSION
    FIRST_TIME = "first-time", Scope.SESSION
    MILESTONE = "milestone", Scope.SESSION
    AHEAD = "ahead", Scope.SESSION
    HOURS_DONE = "hours-done", Scope.HOURS_DONE
    WALK_EARLY = "walk-early", Scope.SESSION
    SAFETY = "safety", Scope.SESSION
    HALFWAY = "halfway", Scope.INTERVAL, True
    LAST_RUN = "last-run", Scope.RUN, True
    WARNING = "warning", Scope.WARNING, True
    TIME_LEFT = "time-left", Scope.TIME_LEFT, True
    TALK_TEST = "talk-test", Scope.SESSION
    TALK_REMINDER = "talk-reminder", Scope.SESSION
    ENCOURAGEMENT = "encouragement", Scope.SESSION
    COMPANY = "company", Scope.SESSION
    TIP = "tip", Scope.SESSION
    FORM = "form", Scope.SESSION
    MINDFUL = "mindful", Scope.SESSION
    BY_FEEL = "by-feel", Scope.SESSION
    HILLS = "hills", Scope.SESSION
    FUEL = "fuel", Scope.SESSION
    UPHILL = "uphill", Scope.SESSION
    CHECK_IN = "check-in", Scope.SESSION
    STORY_START = "story-start", Scope.SESSION
    STORY_END = "story-end", Scope.SESSION
    FINISH = "finish", Scope.SESSION, True


OPTIONAL = frozenset(
    {
        *(Part.WEEK_NEWS, Part.FEEL, Part.TONES, Part.FIRST_TIME),
        *(Part.MILESTONE, Part.AHEAD, Part.HOURS_DONE, Part.COMPANY),
    }
)
"""Parts that a style in a language of its own may leave out; then nothing is said in their place."""

COMMANDS = {
    Effort.WARM_UP: Part.COMMAND_WARM_UP,
    Effort.RUN: Part.COMMAND_RUN,
    Effort.WALK: Part.COMMAND_WALK,
    Effort.COOL_DOWN: Part.COMMAND_COOL_DOWN,
}
FREE_COMMANDS = {Coaching.BY_FEEL: Part.COMMAND_BY_FEEL, Coaching.HILLS: Part.COMMAND_HILLS}
"""In sessions in which the runner decides when to run."""


def command_part(interval: TimedInterval, coaching: Coaching) -> Part:
    """Return the part that an interval's command is from."""
    return FREE_COMMANDS[coaching] if interval.free else COMMANDS[interval.effort]
