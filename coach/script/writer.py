"""The script generator: from a session to its cue sheet.

Most important first: commands, then the frame of the session, then what prepares each change, then what keeps the runner
company. What comes later finds the room that is left, in shorter words, as a bare tone, or not at all; losses are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from coach.plan.context import SessionContext
from coach.plan.model import Coaching, Effort
from coach.script.chooser import Chooser
from coach.script.cue_track import BREATH, CLOSEST, QUIET_STRETCH, WAKE_LENGTH, CueTrack, Utterance, grid_down, grid_up
from coach.script.cues import Cue, CueKind, CueSheet, Delivery, Durations, Phrase, Tone
from coach.script.lines import Style, Wording
from coach.script.placer import Placer
from coach.script.reading import laid_out
from coach.script.spoken import speakable, spoken_duration
from coach.script.topics import TOPICS, Slot, Talk, Topic, Window, slots, talk_test_slots, time_left_marks
from coach.script.variables import interval_variables, session_variables
from coach.units import MINUTE, SECOND, DistanceUnit, Milliseconds

COMMAND_SHARE: Final = 0.6
"""The part of the speech that commands may take before they are said shorter."""

WARNING_SHARE: Final = 0.25
TIME_LEFT_SHARE: Final = 0.12

OPENING_RESERVE: Final = 0.35
"""The part of the speech that welcome and outline must leave to what follows."""

WARNING_RESERVE: Final = 0.1

LONGEST_COMMAND: Final = 0.3
"""The part of an interval that its command's words may fill."""

DURATION_SAID_FROM: Final = Milliseconds(20 * SECOND)
"""Commands of intervals from this length name their duration, however short they must be."""

WARNED_FROM: Final = Milliseconds(25 * SECOND)
WARNING_LEAD: Final = Milliseconds(10 * SECOND)
EARLY_WARNED_FROM: Final = Milliseconds(5 * MINUTE + SECOND)
EARLY_WARNING_LEAD: Final = Milliseconds(30 * SECOND)

COUNTED_DOWN_FROM: Final = Milliseconds(12 * SECOND)
COUNTDOWN: Final = (3, 2, 1)
"""Seconds before the change at which a tick is heard; the mark at zero is the change's own tone."""

COMFORT_GAP: Final = Milliseconds(2 * SECOND)
"""Quiet around talk tests, where there is room."""

STORY_GAP: Final = Milliseconds(2 * SECOND)
"""Quiet between the reading and a cue."""

STORY_ENDS: Final = Milliseconds(46 * SECOND)
"""How long before a walk's end the reading is over."""

TAIL: Final = Milliseconds(2 * SECOND)
"""Silence after the last word."""

SHORTEST_CLOSING: Final = Milliseconds(6 * SECOND)
LONGEST_CLOSING: Final = Milliseconds(30 * SECOND)

CHANGE_TONES: Final = {Effort.RUN: Tone.RUN, Effort.WALK: Tone.WALK, Effort.COOL_DOWN: Tone.WALK, Effort.WARM_UP: Tone.OPENING}


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """How the runner wants to be spoken to."""

    talk: Talk = Talk.NORMAL
    name: str = ""
    units: DistanceUnit = DistanceUnit.KM
    wake: Milliseconds = WAKE_LENGTH
    """Length of the wake sounds; 0 where a bed keeps the headset awake, or by the runner's wish."""
    pulses: Mapping[Effort, Milliseconds] = field(default_factory=dict)
    """At which steps from the start of an interval a bed has its beats, where it has some."""


def write_script(
    context: SessionContext, style: Style, durations: Durations, options: ScriptOptions, text: tuple[Phrase, ...] = ()
) -> CueSheet:
    """Write the cue sheet of a session: the same inputs give the same sheet, to the millisecond.

    `durations` tells how long phrases and tones are; `text` is what a narrated walk reads, as much of it as there is time for.
    Raises LinesError where a template is broken.
    """
    return _Writer(context, style, durations, options).write(text)


class _Writer:
    def __init__(self, context: SessionContext, style: Style, durations: Durations, options: ScriptOptions) -> None:
        self.context = context
        self.timeline = context.timeline
        self.talk = options.talk
        self.variables = session_variables(context, options.name, options.units)
        self.chooser = Chooser(style, context)
        self.track = CueTrack(self.timeline, durations, options.wake, options.pulses)
        self.placer = Placer(self.timeline, self.track, options.talk.share * self.timeline.duration)

    def write(self, text: tuple[Phrase, ...]) -> CueSheet:
        self._commands()
        file_length = self._closing()
        self._opening()
        self._halfway()
        self._last_run()
        tests = self._talk_tests()
        self._first_talk_test(tests[:1])
        self._warnings()
        self._countdowns()
        self._more_talk_tests(tests[1:])
        self._notes()
        self._time_left()
        self._topics()
        if self.context.coaching is Coaching.NARRATED:
            self._story(text)
        return CueSheet(self.timeline, self.track.with_wakes(), tuple(self.placer.dropped), file_length)

    def _about(self, index: int) -> dict[str, object]:
        return interval_variables(self.variables, self.timeline, index)

    # --- commands -------------------------------------------------------------------------------------------------------

    def _commands(self) -> None:
        said = [self._command(index) for index in range(len(self.timeline.intervals))]
        level = self.placer.level(said, COMMAND_SHARE, self._command_words)
        for utterance in said:
            words = self._command_words(utterance, level)
            start = self.timeline.intervals[utterance.interval].start
            self.track.put(self.track.compose(utterance, words, start))
            self.placer.note_shortened(
                utterance, words, "the commands would fill too much of the session, or of their interval"
            )

    def _command(self, index: int) -> Utterance:
        interval = self.timeline.intervals[index]
        part = f"command-{self.context.coaching if interval.free else interval.effort}"
        delivery = Delivery.CALM if interval.effort is Effort.COOL_DOWN else Delivery.BRISK
        wordings = self.chooser.variant(part, self._about(index), interval.repetition)
        return Utterance(CueKind.COMMAND, index, wordings, CHANGE_TONES[interval.effort], delivery)

    def _command_words(self, said: Utterance, level: int) -> Wording:
        """Choose the wording: no longer than the level allows, short enough for its interval, and unambiguous."""
        interval = self.timeline.intervals[said.interval]
        allowed = said.wordings
        if interval.duration >= DURATION_SAID_FROM:
            duration = spoken_duration(interval.duration)
            allowed = tuple(wording for wording in allowed if duration in wording.text) or allowed
        for wording in allowed[level:]:
            if self.track.speech_of(wording, said.delivery) <= interval.duration * LONGEST_COMMAND:
                return wording
        return allowed[-1]

    # --- the frame of the session -----------------------------------------------------------------------------------------

    def _closing(self) -> Milliseconds:
        end = self.timeline.duration
        wordings = self.chooser.variant("finish", self.variables)
        said = Utterance(CueKind.FINISH, len(self.timeline.intervals), wordings, Tone.FINISH, Delivery.CALM)
        for wording in wordings:
            cues = self.track.compose(said, wording, end)
            length = cues[-1].end - end + TAIL
            if length <= LONGEST_CLOSING:
                break
        self.track.put(cues)
        return grid_up(end + max(length, SHORTEST_CLOSING))

    def _opening(self) -> None:
        self._follow_on("welcome", CueKind.WELCOME)
        self._follow_on("outline", CueKind.OUTLINE)
        if self.variables["has_runs"]:
            said = Utterance(CueKind.WALK_EARLY, 0, self.chooser.free_line("walk-early", self.variables, 0))
            self.placer.put_within(said, self._in_warm_up(0.25), must=True)
        if self.context.ordinal % 2 == 0:
            said = Utterance(CueKind.SAFETY, 0, self.chooser.free_line("safety", self.variables, 0))
            self.placer.put_within(said, self._in_warm_up(0.45))

    def _follow_on(self, part: str, kind: CueKind) -> None:
        """Put it into the warm-up, after all that is said there so far."""
        said = Utterance(kind, 0, self.chooser.variant(part, self.variables))
        start = self.track.follow_on(0)
        affordable = tuple(
            wording for wording in said.wordings if self.placer.affordable(wording, said.delivery, reserve=OPENING_RESERVE)
        )
        if affordable and affordable != said.wordings:
            self.placer.record(said, "said shorter: little talk is wanted")
        latest_end = Milliseconds(self.timeline.intervals[0].end - BREATH)
        if not self.placer.put_at(replace(said, wordings=affordable), start, latest_end):
            self.placer.drop(said, "no room in the warm-up, or little talk is wanted")

    def _in_warm_up(self, share: float) -> Window:
        length = self.timeline.intervals[0].duration
        ideal, earliest = Milliseconds(int(length * share)), Milliseconds(int(length * share * 0.6))
        return Window(ideal, earliest, Milliseconds(length - 15 * SECOND))

    def _halfway(self) -> None:
        half = Milliseconds(self.timeline.duration // 2)
        index = self.timeline.at(half)
        interval = self.timeline.intervals[index]
        said = Utterance(CueKind.HALFWAY, index, self.chooser.variant("halfway", self._about(index)), Tone.HALFWAY)
        if self.placer.put_at(said, grid_up(half), self._before_countdown(index)):
            return
        is_near_start = half - interval.start < interval.end - half
        nearest = index if is_near_start else min(index + 1, len(self.timeline.intervals) - 1)
        self.placer.put_after_command(replace(said, interval=nearest))

    def _last_run(self) -> None:
        runs = [index for index, interval in enumerate(self.timeline.intervals) if interval.effort is Effort.RUN]
        if len(runs) == 1 or not runs or self.context.coaching.clockless:
            return
        wordings = self.chooser.variant("last-run", self._about(runs[-1]))
        said = Utterance(CueKind.LAST, runs[-1], wordings, delivery=Delivery.BRISK)
        if not self.placer.put_after_command(said):
            self.placer.drop(said, "the last run is too short for more than its command")

    def _before_countdown(self, index: int) -> Milliseconds:
        return Milliseconds(self.timeline.intervals[index].end - COUNTDOWN[0] * SECOND - CLOSEST)

    # --- what prepares a change -------------------------------------------------------------------------------------------

    def _warnings(self) -> None:
        for lead, shortest in ((WARNING_LEAD, WARNED_FROM), (EARLY_WARNING_LEAD, EARLY_WARNED_FROM)):
            before_changes = range(len(self.timeline.intervals) - 1)
            said = [
                self._warning(index, lead) for index in before_changes if self.timeline.intervals[index].duration >= shortest
            ]
            level = self.placer.level(said, WARNING_SHARE, _shortened_to)
            for utterance in said:
                self._put_warning(utterance, lead, level)

    def _warning(self, index: int, lead: Milliseconds) -> Utterance:
        variables = self._about(index) | {"seconds": lead // SECOND}
        wordings = self.chooser.variant("warning", variables, self.timeline.intervals[index].repetition)
        return Utterance(CueKind.WARNING, index, wordings, Tone.WARNING, Delivery.BRISK)

    def _put_warning(self, said: Utterance, lead: Milliseconds, level: int) -> None:
        start = grid_down(self.timeline.intervals[said.interval].end - lead)
        talk_left = self.placer.affordable(said.wordings[-1], said.delivery, reserve=WARNING_RESERVE)
        if level < len(said.wordings) and talk_left:
            shorter = replace(said, wordings=said.wordings[level:])
            if self.placer.put_at(shorter, start, self._before_countdown(said.interval)):
                if level:
                    self.placer.record(said, "said shorter: the warnings would fill too much of the session")
                return
        if self.placer.put_tone(said, start):
            self.placer.record(said, "said as a bare tone: little room, or little talk is wanted")
        else:
            self.placer.drop(said, "no room before the change")

    def _countdowns(self) -> None:
        for index, interval in enumerate(self.timeline.intervals):
            if interval.duration < COUNTED_DOWN_FROM:
                continue
            said = Utterance(CueKind.COUNTDOWN, index, (), Tone.COUNT)
            ticks = [self.track.compose(said, None, Milliseconds(interval.end - left * SECOND)) for left in COUNTDOWN]
            if self.track.has_room((*ticks[0], *ticks[-1])):
                for tick in ticks:
                    self.track.put(tick)
            else:
                self.placer.drop(said, "no room before the change")

    # --- company --------------------------------------------------------------------------------------------------------

    def _talk_tests(self) -> list[tuple[Utterance, Slot]]:
        if self.context.coaching.clockless:
            return []
        return [(self._line_for(slot, turn), slot) for turn, slot in enumerate(talk_test_slots(self.timeline))]

    def _first_talk_test(self, tests: list[tuple[Utterance, Slot]]) -> None:
        """Put the one that no session goes without: in whatever words fit, however little talk is wanted."""
        for said, slot in tests:
            if self.placer.put_within(said, slot, COMFORT_GAP, record=False):
                return
            shortest = replace(said, wordings=said.wordings[-1:])
            length = self.track.speech_of(shortest.wordings[0], said.delivery) + CLOSEST
            latest = Milliseconds(max(slot.earliest, self._before_countdown(slot.interval) - length))
            self.placer.put_within(shortest, replace(slot, latest=latest), CLOSEST, must=True)

    def _more_talk_tests(self, tests: list[tuple[Utterance, Slot]]) -> None:
        for said, slot in tests:
            if not self.placer.put_within(said, slot, COMFORT_GAP, record=False):
                self.placer.put_within(said, slot, CLOSEST)

    def _notes(self) -> None:
        if self.context.content.note:
            said = Utterance(CueKind.NOTE, 0, (Wording((speakable(self.context.content.note),)),))
            self.placer.put_within(said, self._in_warm_up(0.6), CLOSEST, must=True)
        for index, interval in enumerate(self.timeline.intervals):
            if interval.note:
                said = Utterance(CueKind.NOTE, index, (Wording((speakable(interval.note),)),))
                third = Milliseconds(interval.start + interval.duration // 3)
                self.placer.put_within(said, Window(third, interval.start, interval.end), CLOSEST, must=True)

    def _time_left(self) -> None:
        said = []
        for index, interval in enumerate(self.timeline.intervals):
            for left in time_left_marks(interval):
                variables = self._about(index) | {"left": spoken_duration(left)}
                wordings = self.chooser.variant("time-left", variables, interval.repetition)
                said.append((Utterance(CueKind.TIME_LEFT, index, wordings), Milliseconds(interval.end - left)))
        level = self.placer.level([utterance for utterance, _ in said], TIME_LEFT_SHARE, _shortened_to)
        for utterance, moment in said:
            shorter = replace(utterance, wordings=utterance.wordings[min(level, len(utterance.wordings) - 1) :])
            affordable = self.placer.affordable(shorter.wordings[-1], shorter.delivery)
            in_time = self._before_countdown(utterance.interval)
            if not (affordable and self.placer.put_at(shorter, grid_down(moment), in_time)):
                self.placer.drop(utterance, "no room at that moment, or little talk is wanted")

    def _topics(self) -> None:
        for topic in TOPICS[self.context.coaching]:
            for turn, slot in enumerate(self._spread(topic)):
                self.placer.put_within(self._line_for(slot, turn), slot)

    def _story(self, text: tuple[Phrase, ...]) -> None:
        """Read the text in the walks, wherever nothing else is heard; each walk begins with its quiet stretch."""
        walks = [index for index, interval in enumerate(self.timeline.intervals) if interval.effort is Effort.WALK]
        if not (text and walks):
            return
        self._hand_over("story-start", walks[0], self.timeline.intervals[walks[0]].start + QUIET_STRETCH + STORY_GAP)
        self._hand_over("story-end", walks[-1], self.timeline.intervals[walks[-1]].end - STORY_ENDS)
        for index in walks:
            for start, end in self.track.gaps(index, Milliseconds(QUIET_STRETCH + STORY_GAP)):
                spoken, stop = laid_out(text, self.track.durations, start, Milliseconds(end - STORY_GAP))
                if spoken:
                    self.track.put((Cue(CueKind.STORY, start, stop, index, None, spoken),), counts=False)
                    text = text[len(spoken) :]

    def _hand_over(self, part: str, index: int, moment: int) -> None:
        said = Utterance(CueKind.NOTE, index, self.chooser.variant(part, self.variables))
        at = Milliseconds(moment)
        self.placer.put_within(said, Window(at, at, Milliseconds(moment + 10 * SECOND)), CLOSEST, must=True)

    def _spread(self, topic: Topic) -> list[Slot]:
        """Return the slots of a topic; where the lines do not reach for all of them, evenly spread over the session."""
        found = list(slots(topic, self.timeline, self.talk.spacing))
        most = self.chooser.quota(topic.part, self.variables)
        if len(found) <= most:
            return found
        return [found[index * len(found) // most] for index in range(most)]

    def _line_for(self, slot: Slot, turn: int) -> Utterance:
        wordings = self.chooser.free_line(slot.topic.part, self.variables, turn)
        return Utterance(slot.topic.kind, slot.interval, wordings, None, slot.topic.delivery)


def _shortened_to(said: Utterance, level: int) -> Wording:
    return said.wordings[min(level, len(said.wordings) - 1)]
