"""What keeps the runner company: talk tests, notes of the plan, how much is left, and the topics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from coach.plan.timeline import TimedInterval
from coach.plan.treadmill import setting
from coach.script.cue_track import CLOSEST, Utterance
from coach.script.cues import CueKind
from coach.script.draft import Draft, shortened
from coach.script.facts import LONG_SESSION
from coach.script.frame import CROWDED
from coach.script.lines import Wording
from coach.script.moments import grid_down
from coach.script.parts import Part
from coach.script.topic_choice import topics_of
from coach.script.topics import Slot, Topic, Window, other_talk_test_slots, slots, talk_test_slots, time_left_marks
from coach.units import HOUR, MINUTE, SECOND, Milliseconds

TIME_LEFT_SHARE: Final = 0.12

LONG_ENOUGH_TO_COUNT: Final = Milliseconds(15 * MINUTE)
"""In sessions of over an hour, shorter intervals are not counted down in minutes."""

COUNTED_BY: Final = Milliseconds(10 * MINUTE)
"""There, what is left is said at multiples of this; the warning says that the end is near."""

HOURS_BEFORE_END: Final = Milliseconds(10 * MINUTE)
HOURS_BESIDE_HALF: Final = Milliseconds(2 * MINUTE)
"""Where no full hour is said: so close to the end, and to half of the time."""

COMFORT_GAP: Final = Milliseconds(2 * SECOND)
"""Quiet around talk tests, where there is room."""

PlannedTest = tuple[Utterance, Slot]
"""A talk test, and where it may be."""


def talk_tests(draft: Draft) -> list[PlannedTest]:
    """Return the talk tests of the session in the order of time; none in sessions without a clock."""
    if draft.context.coaching.clockless:
        return []
    places = list(talk_test_slots(draft.timeline))
    for topic in {slot.topic.part: slot.topic for slot in places}.values():
        draft.draw(topic, len(places))
    return _lines_for(draft, places)


def put_first_talk_test(draft: Draft, tests: list[PlannedTest]) -> None:
    """Put the talk test that no session goes without: in whatever words fit, in another run if need be."""
    for utterance, slot in tests[:1]:
        if draft.placer.put_within(utterance, slot, COMFORT_GAP, record=False):
            return
        shortest = replace(utterance, wordings=utterance.wordings[-1:])
        places = (slot, *other_talk_test_slots(draft.timeline, slot))
        if not (
            _put_in_one(draft, shortest, places) or (_silence_halfway(draft, places) and _put_in_one(draft, shortest, places))
        ):
            draft.placer.drop(utterance, "no room in any run")


def _put_in_one(draft: Draft, utterance: Utterance, places: Iterable[Slot]) -> bool:
    return any(
        draft.placer.put_within(replace(utterance, interval=place.interval), place, CLOSEST, record=False, must=True)
        for place in places
    )


def _silence_halfway(draft: Draft, places: Iterable[Slot]) -> bool:
    """Leave the tone alone of a half of the time that is said in one of these runs; return whether there is one."""
    runs = {place.interval for place in places}
    said = [cue for cue in draft.track.cues if cue.kind is CueKind.HALFWAY and cue.text and cue.interval in runs]
    for cue in said:
        draft.track.exchange(cue, replace(cue, phrases=()))
    return bool(said)


def put_more_talk_tests(draft: Draft, tests: list[PlannedTest]) -> None:
    """Put the talk tests after the first, where there is room."""
    for utterance, slot in tests[1:]:
        if not draft.placer.put_within(utterance, slot, COMFORT_GAP, record=False):
            draft.placer.put_within(utterance, slot, CLOSEST)


def put_notes(draft: Draft) -> None:
    """Put what the plan itself says about the session and its intervals."""
    note = draft.context.content.note
    if note:
        draft.placer.put_within(_note(draft, note, 0), draft.in_warm_up(0.6), CLOSEST, must=True)
    for index, interval in enumerate(draft.intervals):
        _put_setting(draft, index)
        _put_pace(draft, index)
        if interval.note:
            third = Milliseconds(interval.start + interval.duration // 3)
            window = Window(third, interval.start, interval.end)
            draft.placer.put_within(_note(draft, interval.note, index), window, CLOSEST, must=True)


def _put_setting(draft: Draft, index: int) -> None:
    """Say speed and incline of an interval, in the runner's units, soon after it begins; in languages that know the units.

    An incline without a speed is said indoors alone: outdoors the hill has its own.
    """
    interval = draft.intervals[index]
    if interval.speed is None and not draft.options.indoor:
        return
    words = setting(interval.speed, interval.incline, draft.units)
    if words and draft.language.spell_out:
        window = Window(interval.start, interval.start, interval.end)
        spoken = draft.language.speakable(f"{words}.")
        utterance = Utterance(CueKind.NOTE, index, (Wording((spoken[:1].upper() + spoken[1:],)),))
        draft.placer.put_within(utterance, window, CLOSEST, must=True)


def _put_pace(draft: Draft, index: int) -> None:
    """Say how fast a distance is covered, at the first such run, the first such walk, and wherever it changes."""
    interval = draft.intervals[index]
    if not interval.pace or interval.speed is not None or not draft.language.spell_out:
        return
    before = (each.pace for each in reversed(draft.intervals[:index]) if each.effort is interval.effort and each.pace)
    if next(before, "") != interval.pace:
        window = Window(interval.start, interval.start, interval.end)
        draft.placer.put_within(_note(draft, f"The pace is {interval.pace}.", index), window, CLOSEST, must=True)


def _note(draft: Draft, text: str, index: int) -> Utterance:
    return Utterance(CueKind.NOTE, index, (Wording((draft.language.speakable(text),)),))


def put_time_left(draft: Draft) -> None:
    """Say in long intervals how much of them is left."""
    marks = [
        (_time_left(draft, index, left), Milliseconds(interval.end - left))
        for index, interval in enumerate(draft.intervals)
        for left in _marks(draft, interval)
    ]
    level = draft.placer.level([utterance for utterance, _ in marks], draft.clock_share(TIME_LEFT_SHARE), shortened)
    marks = [(utterance, moment) for utterance, moment in marks if not _is_beside_half(draft, moment)]
    for utterance, moment in marks:
        shorter = replace(utterance, wordings=utterance.wordings[min(level, len(utterance.wordings) - 1) :])
        # What the runner asked for is said however much is said already.
        put = draft.placer.put_at if draft.options.time_left_every else draft.placer.put_affordable
        if not put(shorter, grid_down(moment), draft.before_countdown(utterance.interval)):
            draft.placer.drop(utterance, "no room at that moment, or little talk is wanted")


def _marks(draft: Draft, interval: TimedInterval) -> tuple[Milliseconds, ...]:
    """Return how much is left when it is said: as the runner wants it, else more seldom in sessions of over an hour."""
    marks = time_left_marks(interval, draft.options.time_left_every)
    if draft.options.time_left_every is None and "mindful" in draft.facts:
        return ()
    if draft.options.time_left_every is not None or not draft.is_over_an_hour:
        return marks
    return tuple(left for left in marks if left % COUNTED_BY == 0) if interval.duration >= LONG_ENOUGH_TO_COUNT else ()


def _is_beside_half(draft: Draft, moment: Milliseconds) -> bool:
    """Tell whether half of the time is said so close to a moment; what the runner asked for is said there too."""
    if draft.options.time_left_every is not None:
        return False
    return any(cue.kind is CueKind.HALFWAY and cue.text and abs(cue.start - moment) < CROWDED for cue in draft.track.cues)


def time_left_moments(draft: Draft) -> tuple[Milliseconds, ...]:
    """Return the moments at which time left may be said, in order."""
    return tuple(sorted(grid_down(interval.end - left) for interval in draft.intervals for left in _marks(draft, interval)))


def _time_left(draft: Draft, index: int, left: Milliseconds) -> Utterance:
    repetition = draft.intervals[index].repetition
    wordings = draft.variant_at(Part.TIME_LEFT, index, repetition, left=draft.language.duration(left))
    return Utterance(CueKind.TIME_LEFT, index, wordings)


def put_hours_done(draft: Draft) -> None:
    """Say in long sessions, soon after each full hour, how much is done; not where half of the time or the end is near."""
    timeline = draft.timeline
    if timeline.duration <= LONG_SESSION:
        return
    for hour in range(HOUR, timeline.duration - HOURS_BEFORE_END, HOUR):
        if abs(hour - timeline.duration // 2) >= HOURS_BESIDE_HALF:
            index = timeline.at(Milliseconds(hour))
            done = draft.language.duration(Milliseconds(hour))
            wordings = draft.line_of_hour(Part.HOURS_DONE, index, hour // HOUR, done)
            if wordings:
                window = Window(Milliseconds(hour), Milliseconds(hour), draft.intervals[index].end)
                draft.placer.put_within(Utterance(CueKind.MILESTONE, index, wordings), window, COMFORT_GAP)


def put_topics(draft: Draft) -> None:
    """Put lines of the topics that belong to this kind of session, the most important topic first."""
    for topic in topics_of(draft.context, short_text="short-text" in draft.facts):
        # Indoors there is no climb but those that are commanded.
        is_absent = draft.options.indoor and topic.part is Part.UPHILL
        if is_absent or draft.style.leaves_out(topic.part):
            continue
        for utterance, slot in _lines_for(draft, _spread(draft, topic)):
            draft.placer.put_within(utterance, slot, topic.gap, must=topic.part is Part.FUEL)


def _spread(draft: Draft, topic: Topic) -> list[Slot]:
    """Return the slots of a topic; where the lines do not reach for all of them, evenly spread over the session."""
    all_slots = [slot for slot in slots(topic, draft.timeline, draft.talk.spacing) if not draft.is_in_reading(slot)]
    draft.draw(topic, len(all_slots))
    most = draft.chooser.sayable(topic.part, draft.variables, (draft.moment_of(slot.interval, slot) for slot in all_slots))
    if len(all_slots) <= most or topic.part is Part.FUEL:
        return all_slots
    return [all_slots[index * len(all_slots) // most] for index in range(most)]


def _lines_for(draft: Draft, places: Iterable[Slot]) -> list[tuple[Utterance, Slot]]:
    """Choose a line for each place where one is true."""
    chosen = []
    for slot in places:
        wordings = draft.free_line(slot.topic.part, slot.interval, slot)
        if not wordings and slot.topic.part is Part.FUEL:
            wordings = draft.spare_line(slot.topic.part, slot.interval, slot)
        if wordings:
            chosen.append((Utterance(slot.topic.kind, slot.interval, wordings, None, slot.topic.delivery), slot))
    return chosen
