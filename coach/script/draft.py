"""A cue sheet in the making: what all steps of the writer share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.plan.context import SessionContext
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.breaths import WAKE_LENGTH
from coach.script.chooser import Chooser
from coach.script.cue_track import CLOSEST, CueTrack, Utterance
from coach.script.cues import Durations
from coach.script.facts import Moments, session_facts
from coach.script.lead_times import EARLY_WARNING_LEAD, TICKS, WARNING_LEAD
from coach.script.lines import Style, Variant, Wording
from coach.script.parts import Part
from coach.script.placer import Placer
from coach.script.topics import Talk, Window
from coach.script.variables import interval_variables, session_variables
from coach.signal.beat_grid import BeatGrid
from coach.units import SECOND, DistanceUnit, Milliseconds


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


class Draft:
    """The session, the chosen words, and the cues that have a place so far."""

    def __init__(
        self, context: SessionContext, style: Style, durations: Durations, options: ScriptOptions, *, text: bool = False
    ) -> None:
        self.context = context
        self.timeline: Timeline = context.timeline
        self.intervals: tuple[TimedInterval, ...] = self.timeline.intervals
        self.options = options
        self.talk = options.talk
        self.language = style.language
        self.units = options.units
        self.variables = session_variables(context, options.name, options.units, style.language)
        self.moments = Moments(context.timeline)
        self.chooser = Chooser(style, context, session_facts(context, text=text, indoor=options.indoor))
        self.track = CueTrack(self.timeline, durations, options.wake, options.beats)
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
        latest = window.latest if window.end is None else window.end
        moment = self.moments.facts(index, window.earliest, latest, first_of_part=self.chooser.is_first(part))
        return self.chooser.free_line(part, self.variables, moment)

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
