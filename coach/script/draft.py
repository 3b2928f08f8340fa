"""A cue sheet in the making: what all steps of the writer share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from coach.plan.context import SessionContext
from coach.plan.model import Effort
from coach.plan.ratio import Feel
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.breaths import WAKE_LENGTH
from coach.script.chooser import Chooser, Places
from coach.script.cue_track import CLOSEST, CueTrack, Utterance
from coach.script.cues import Durations, Phrase
from coach.script.facts import session_facts
from coach.script.lead_times import EARLY_WARNING_LEAD, TICKS, WARNING_LEAD
from coach.script.lines import Style, Variant, Wording
from coach.script.moment_facts import Moments
from coach.script.parts import Part
from coach.script.placer import Placer
from coach.script.text_facts import text_facts
from coach.script.topic_choice import COMPANION_RUNNERS
from coach.script.topics import Slot, Talk, Topic, Window
from coach.script.variables import interval_variables, session_variables
from coach.signal.beat_grid import BeatGrid
from coach.units import HOUR, SECOND, DistanceUnit, Milliseconds

FREE_LINE_EVERY: Final = Milliseconds(200 * SECOND)
FREE_LINE_LENGTH: Final = Milliseconds(3500)
FRAME_LENGTH: Final = Milliseconds(50 * SECOND)
"""What is said besides the clock in sessions of over an hour, about: free lines, and welcome, outline and closing."""

COMPANION_CLOCK: Final = 0.7
"""What the clock's share of the talk is multiplied by where the runner needs company most."""

ALL_CLOCK_SHARES: Final = 0.97
"""What commands, warnings and time left may usually have, of the talk."""

_PLACES: Final = {
    Effort.WARM_UP: frozenset({"in-warm-up"}),
    Effort.RUN: frozenset({"in-run", "in-main-set"}),
    Effort.WALK: frozenset({"in-walk", "in-main-set"}),
    Effort.COOL_DOWN: frozenset({"in-cool-down"}),
}
_ON_THE_CLOCK: Final = frozenset({"in-run", "in-walk"})


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """How the runner wants to be spoken to."""

    talk: Talk = Talk.NORMAL
    name: str = ""
    units: DistanceUnit = DistanceUnit.KM
    wake: Milliseconds = WAKE_LENGTH
    """How long a headset is given to wake up; 0 where a bed keeps it awake, or by the runner's wish."""
    ticks: int = TICKS
    """How many are heard in the last seconds before a change."""
    warning: Milliseconds = WARNING_LEAD
    """How long before a change it is announced; 0 for never."""
    early_warning: Milliseconds = EARLY_WARNING_LEAD
    """The same for the announcement in long intervals besides."""
    time_left_every: Milliseconds | None = None
    """How often time left is said: 0 for never, None for a few good moments of long intervals."""
    halfway: bool = True
    """Whether half of the time is marked."""
    beats: Mapping[Effort, BeatGrid] = field(default_factory=dict)
    """The beats of a bed in the intervals of each effort, where it has some."""
    indoor: bool = False
    """Whether the session is indoors: nothing is said that is true outdoors alone."""
    feel: Feel | None = None
    """How the runner feels today."""
    take: int = 1
    """Which rendering of the same session this is: later ones have other free lines."""


class Draft:
    """The session, the chosen words, and the cues that have a place so far."""

    def __init__(
        self, context: SessionContext, style: Style, durations: Durations, options: ScriptOptions, text: Sequence[Phrase] = ()
    ) -> None:
        self.context = context
        self.timeline: Timeline = context.timeline
        self.intervals: tuple[TimedInterval, ...] = self.timeline.intervals
        self.options = options
        self.talk = options.talk
        self.style = style
        self.language = style.language
        self.units = options.units
        self.variables = session_variables(context, options.name, options.units, style.language)
        self.moments = Moments(context.timeline)
        facts = session_facts(context, text=bool(text), feel=options.feel, indoor=options.indoor, take=options.take)
        facts |= text_facts(text, durations, self.timeline)
        self.facts = facts
        self.chooser = Chooser(style, context, facts, options.take)
        self.track = CueTrack(self.timeline, durations, options.wake, options.beats)
        self.track.warning = options.warning
        self.reading_ends = Milliseconds(0)
        """Where a short text has been read to its end; 0 without one."""
        self.placer = Placer(self.timeline, self.track, options.talk.share * self.timeline.duration)

    def variables_at(self, index: int) -> dict[str, object]:
        """Return what the lines about an interval may use."""
        return interval_variables(self.variables, self.timeline, index, self.language)

    def variant_at(self, part: Part, index: int, turn: int = 0, **more: object) -> Variant:
        """Choose a variant of a part about an interval; `more` are variables besides. Raises LinesError if it has none."""
        variables = self.variables_at(index) | more
        return self.chooser.variant(part, variables, turn, self.moments.facts(index))

    def free_line(self, part: Part, index: int, window: Window) -> Variant | None:
        """Choose a line that is true wherever in the window it is said; None if the session has none left."""
        moment = self.moment_of(index, window, is_first=self.chooser.is_first(part))
        return self.chooser.free_line(part, self.variables, moment)

    def spare_line(self, part: Part, index: int, window: Window) -> Variant | None:
        """Choose a line that is true there and not the session's own; None in a programme, where other sessions have it."""
        return self.chooser.spare_line(part, self.variables, self.moment_of(index, window))

    def line_of_turn(self, part: Part, index: int, window: Window, every: int = 1) -> Variant | None:
        """Choose the line of a part that has one in each session, or in one of `every`; None if none is true there."""
        moment = self.moments.facts(index, window.earliest, window.latest)
        return self.chooser.line_of_turn(part, self.variables, moment, every)

    def line_of_weeks(self, part: Part, index: int) -> Variant | None:
        """Choose the line of a part that comes at most once in a week, about an interval; None if none is true there."""
        every = self.context.sessions
        return self.chooser.line_of_turn(part, self.variables, self.moments.facts(index), every)

    def line_of_hour(self, part: Part, index: int, hours: int, done: str) -> Variant | None:
        """Choose a line about the hours that are done, another one for each hour; None if none is true there."""
        moment = self.moments.facts(index)
        return self.chooser.line_of_turn(part, self.variables | {"done": done}, moment, turn=hours)

    def line_number(self, part: Part, number: int) -> Variant | None:
        """Return a line of a part in the warm-up, counted among those that are true there, from 0; None if there is none."""
        return self.chooser.line_number(part, self.variables, number, self.moments.facts(0))

    def moment_of(self, index: int, window: Window, *, is_first: bool = False) -> frozenset[str]:
        """Return the facts that hold wherever in the window something is said."""
        latest = window.latest if window.end is None else window.end
        return self.moments.facts(index, window.earliest, latest, first_of_part=is_first)

    def draw(self, topic: Topic, wanted: int) -> int:
        """Draw the session's own lines for a topic, which would like so many; return how many there are."""
        pool, places = (self._places(efforts) for efforts in (topic.pool or topic.efforts, topic.efforts))
        return self.chooser.draw(topic.part, self.variables, wanted, pool, places)

    def _places(self, efforts: tuple[Effort, ...]) -> Places:
        """Return the facts of the places in these efforts; where the runner decides, none is a run or a walk."""
        not_there = _ON_THE_CLOCK if "no-clock" in self.facts else frozenset()
        return tuple(_PLACES[effort] - not_there for effort in efforts)

    def is_in_reading(self, slot: Slot) -> bool:
        """Tell whether a line would be heard in the walk of a short text, before that has ended."""
        return self.intervals[slot.interval].effort is Effort.WALK and slot.ideal < self.reading_ends

    @property
    def is_over_an_hour(self) -> bool:
        """Whether the session is so long that the clock must not do most of the talking."""
        return self.timeline.duration > HOUR

    def clock_share(self, share: float) -> float:
        """Return the part of the talk that something about the clock may have, where `share` is usual.

        Over an hour all talk about the clock together is about a third of all: half of what else is said, by estimate.
        """
        if self.context.runner in COMPANION_RUNNERS:
            share *= COMPANION_CLOCK
        if not self.is_over_an_hour:
            return share
        company = self.timeline.duration / FREE_LINE_EVERY * FREE_LINE_LENGTH + FRAME_LENGTH
        return min(share, company / 2 / self.placer.budget * share / ALL_CLOCK_SHARES)

    def before_countdown(self, index: int) -> Milliseconds:
        """Return the latest end of words in an interval, before its countdown."""
        return Milliseconds(self.intervals[index].end - self.options.ticks * SECOND - CLOSEST)

    def in_warm_up(self, share: float) -> Window:
        """Return where something may start that is ideal at this part of the warm-up."""
        length = self.intervals[0].duration
        ideal, earliest = Milliseconds(int(length * share)), Milliseconds(int(length * share * 0.6))
        return Window(ideal, earliest, Milliseconds(length - 15 * SECOND))


def shortened(utterance: Utterance, level: int) -> Wording:
    """Return the wording of a level: 0 is the longest; beyond the last one, the last."""
    return utterance.wordings[min(level, len(utterance.wordings) - 1)]
