"""The properties of every cue sheet, over sessions of any shape."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support import SpokenAtReadingSpeed

from coach.language.english import ENGLISH
from coach.plan.catalogue import find_plan
from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort, Flavour, Interval, Plan, Repeat, Runner, Session, Week
from coach.script.commands import is_length_known
from coach.script.cue_track import BED_HEARD, PHRASE_GAP, QUIET_STRETCH
from coach.script.cues import Cue, CueKind, CueSheet, Delivery
from coach.script.lines import load_style
from coach.script.topics import Talk
from coach.script.writer import ScriptOptions, write_script
from coach.signal.beat_grid import BeatGrid, first_beat
from coach.signal.headset import HEADSET_SLEEPS_AFTER
from coach.units import MINUTE, SECOND, DistanceUnit, Milliseconds

STYLE = load_style("warm")


DURATIONS = SpokenAtReadingSpeed()


def sheet_of(*main, talk=Talk.NORMAL, warm_up=5 * MINUTE, coaching=Coaching.WALK_RUN, **options) -> CueSheet:
    session = Session(
        Interval(Effort.WARM_UP, Milliseconds(warm_up)), main, Interval(Effort.COOL_DOWN, Milliseconds(5 * MINUTE))
    )
    plan = Plan("test", "Test plan", "", coaching, Runner.BEGINNER, (Week((session,)),))
    return write_script(session_context(plan, 1, 1), STYLE, DURATIONS, ScriptOptions(talk=talk, **options))


def pair(run: int, walk: int, times: int) -> Repeat:
    return Repeat(times, (Interval(Effort.RUN, Milliseconds(run * SECOND)), Interval(Effort.WALK, Milliseconds(walk * SECOND))))


def speech_share(sheet: CueSheet) -> float:
    return sum(DURATIONS.phrase(placed.phrase) for cue in sheet.cues for placed in cue.phrases) / sheet.file_length


def of_kind(sheet: CueSheet, kind: CueKind) -> list[Cue]:
    return [cue for cue in sheet.cues if cue.kind is kind]


runs = st.integers(4, 1_800)
walks = st.integers(4, 600)
talks = st.sampled_from(Talk)
talkative = talks.filter(lambda talk: talk is not Talk.COMMANDS)


@st.composite
def sheets(draw):
    run, walk = draw(runs), draw(walks)
    most = max(1, min(40, 18_000 // (run + walk)))
    return sheet_of(pair(run, walk, draw(st.integers(1, most))), talk=draw(talks))


properties = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@properties
@given(sheets())
def test_no_cue_overlaps_another(sheet):
    for before, after in pairwise(sheet.cues):
        assert before.start < before.end <= after.start


@properties
@given(sheets())
def test_each_interval_has_one_command_exactly_at_its_start(sheet):
    commands = of_kind(sheet, CueKind.COMMAND)
    assert [cue.start for cue in commands] == [interval.start for interval in sheet.timeline.intervals]
    assert [cue.interval for cue in commands] == list(range(len(commands)))


@properties
@given(sheets())
def test_commands_say_run_or_walk_and_from_twenty_seconds_the_duration(sheet):
    for cue in of_kind(sheet, CueKind.COMMAND):
        interval = sheet.timeline.intervals[cue.interval]
        word, other = ("run", "walk") if interval.effort is Effort.RUN else ("walk", "run")
        words = cue.text.lower().replace(",", " ").replace(".", " ").split()
        assert {word, f"{word}ning", f"{word}ing"} & set(words), cue.text
        assert other not in words, cue.text
        if interval.duration >= 20 * SECOND and not is_length_known(sheet.timeline, cue.interval):
            assert ENGLISH.duration(interval.duration) in cue.text


@properties
@given(sheets())
def test_each_command_ends_inside_its_interval(sheet):
    for cue in of_kind(sheet, CueKind.COMMAND):
        assert cue.end <= sheet.timeline.intervals[cue.interval].end


@properties
@given(sheets())
def test_warnings_and_countdowns_come_before_their_change(sheet):
    for cue in sheet.cues:
        if cue.kind in (CueKind.WARNING, CueKind.COUNTDOWN):
            assert cue.end < sheet.timeline.intervals[cue.interval].end
    for cue in of_kind(sheet, CueKind.COUNTDOWN):
        assert (sheet.timeline.intervals[cue.interval].end - cue.start) in (1_000, 2_000, 3_000)


@properties
@given(sheets())
def test_after_silence_a_wake_sound_comes_before_every_message(sheet):
    silent_from = Milliseconds(0)
    for cue in sheet.cues:
        if cue.kind is not CueKind.WAKE:
            assert cue.start - silent_from <= HEADSET_SLEEPS_AFTER, cue
        silent_from = cue.end


@properties
@given(sheets())
def test_every_interval_of_a_minute_keeps_a_quiet_stretch(sheet):
    for index, interval in enumerate(sheet.timeline.intervals):
        if interval.duration < MINUTE:
            continue
        inside = [cue for cue in sheet.cues if cue.end > interval.start and cue.start < interval.end]
        edges = [interval.start, *(moment for cue in inside for moment in (cue.start, cue.end)), interval.end]
        gaps = [after - before for before, after in zip(edges[::2], edges[1::2], strict=True)]
        assert max(gaps) >= QUIET_STRETCH, (index, inside)


@properties
@given(sheets())
def test_the_session_ends_with_a_closing_of_five_to_thirty_seconds(sheet):
    assert 5 * SECOND <= sheet.file_length - sheet.timeline.duration <= 30 * SECOND
    last = sheet.cues[-1]
    assert last.kind is CueKind.FINISH
    assert last.start == sheet.timeline.duration
    assert last.end <= sheet.file_length


@properties
@given(runs, walks, st.integers(1, 30), talks)
@example(run=125, walk=6, times=5, talk=Talk.LESS)
def test_speech_keeps_to_its_share_unless_commands_alone_need_more(run, walk, times, talk):
    sheet = sheet_of(pair(run, walk, times), talk=talk)
    must = {CueKind.COMMAND, CueKind.FINISH, CueKind.HALFWAY, CueKind.LAST, CueKind.WALK_EARLY, CueKind.SAFETY}
    must.add(CueKind.TALK_TEST)
    free = [cue for cue in sheet.cues if cue.kind not in must]
    spoken_freely = sum(DURATIONS.phrase(placed.phrase) for cue in free for placed in cue.phrases)
    assert speech_share(sheet) <= talk.share or spoken_freely == 0


@properties
@given(st.integers(60, 1_800), walks, st.integers(1, 12), talkative)
def test_a_session_with_a_run_of_a_minute_has_a_talk_test_inside_a_run(run, walk, times, talk):
    sheet = sheet_of(pair(run, walk, times), talk=talk)
    tests = of_kind(sheet, CueKind.TALK_TEST)
    assert tests
    for cue in tests:
        interval = sheet.timeline.intervals[cue.interval]
        assert interval.effort is Effort.RUN
        if interval.duration > 2 * MINUTE:
            assert interval.start + 30 * SECOND <= cue.start
            assert cue.end <= interval.end - 40 * SECOND
        else:
            third = interval.duration // 3
            assert interval.start + third <= cue.start
            assert cue.end <= interval.end - third


@properties
@given(st.integers(15, 59), walks)
def test_short_runs_have_reminders_in_their_middle_third(run, walk):
    sheet = sheet_of(pair(run, walk, max(1, 1_500 // (run + walk))))
    for cue in of_kind(sheet, CueKind.TALK_TEST):
        interval = sheet.timeline.intervals[cue.interval]
        assert interval.start + interval.duration // 3 <= cue.start
        assert cue.end <= interval.end - interval.duration // 3
    assert of_kind(sheet, CueKind.TALK_TEST)


@properties
@given(sheets())
def test_halfway_is_half_of_the_plans_time_or_straight_after_a_change(sheet):
    (cue,) = of_kind(sheet, CueKind.HALFWAY)
    half = sheet.timeline.duration / 2
    starts = [interval.start for interval in sheet.timeline.intervals]
    nearest = min(abs(start - half) for start in starts)
    assert abs(cue.start - half) < 50 or (nearest < 15 * SECOND and abs(cue.start - half) < 25 * SECOND), (cue, half)


def test_nothing_is_said_about_talking_in_runs_at_race_pace():
    race = Repeat(
        6, (Interval(Effort.RUN, Milliseconds(3 * MINUTE), Flavour.RACE_PACE), Interval(Effort.WALK, Milliseconds(3 * MINUTE)))
    )
    assert not of_kind(sheet_of(race, coaching=Coaching.SPEED), CueKind.TALK_TEST)


def test_the_same_inputs_give_the_same_sheet():
    assert sheet_of(pair(60, 90, 8)) == sheet_of(pair(60, 90, 8))


def test_a_bare_repetition_of_galloways_shortest_ratio_is_commanded():
    sheet = sheet_of(pair(4, 30, 40))
    commands = {cue.text for cue in of_kind(sheet, CueKind.COMMAND)}
    assert "Run." in commands or any(text.startswith("Run") for text in commands)
    assert len(of_kind(sheet, CueKind.COMMAND)) == 82


def test_a_five_hour_run_has_every_command():
    sheet = sheet_of(pair(480, 60, 32))
    assert len(of_kind(sheet, CueKind.COMMAND)) == 66


@pytest.mark.parametrize("talk", [Talk.LESS, Talk.NORMAL])
def test_what_was_lost_is_recorded_with_its_reason(talk):
    sheet = sheet_of(pair(20, 20, 20), talk=talk)
    assert sheet.dropped
    assert all(lost.reason for lost in sheet.dropped)


def test_without_wake_sounds_nothing_else_changes():
    awake = [cue for cue in sheet_of(pair(60, 120, 6)).cues if cue.kind is not CueKind.WAKE]
    plain = sheet_of(pair(60, 120, 6), wake=Milliseconds(0)).cues
    assert [cue.start for cue in awake if cue.kind is CueKind.COMMAND] == [
        cue.start for cue in plain if cue.kind is CueKind.COMMAND
    ]
    assert not [cue for cue in plain if cue.kind is CueKind.WAKE]


def test_over_a_beat_every_message_begins_on_it():
    beats = dict.fromkeys(Effort, BeatGrid(16))
    sheet = sheet_of(pair(90, 90, 4), wake=Milliseconds(0), beats=beats)
    exact = {CueKind.COMMAND, CueKind.COUNTDOWN, CueKind.FINISH}
    free = [cue for cue in sheet.cues if cue.kind not in exact]
    assert len(free) > 20
    for cue in sheet.cues:
        interval = sheet.timeline.intervals[min(cue.interval, len(sheet.timeline.intervals) - 1)]
        moments = [cue.start + placed.offset for placed in cue.phrases] + [cue.start] * (cue.kind not in exact)
        heard = [moment for moment in moments if moment < sheet.timeline.duration + BED_HEARD + 384]
        assert len(heard) == len(moments) or cue.kind is CueKind.FINISH
        assert all((moment - first_beat(interval.start)) % 384 == 0 for moment in heard if _waits(sheet, cue, moment))


@pytest.mark.parametrize("talk", Talk)
def test_what_is_moved_into_the_next_interval_is_on_its_beat_and_belongs_to_it(talk):
    """Half of the time is often close to a change."""
    beats = {effort: BeatGrid(16 if effort is Effort.RUN else 22) for effort in Effort}
    moved = 0
    for walk in range(76, 96):
        sheet = sheet_of(pair(90, walk, 5), talk=talk, wake=Milliseconds(0), beats=beats)
        half = sheet.timeline.duration // 2
        for cue in of_kind(sheet, CueKind.HALFWAY):
            interval = sheet.timeline.intervals[cue.interval]
            assert interval.start <= cue.start < interval.end, walk
            assert (cue.start - first_beat(interval.start)) % (round(beats[interval.effort].beat_ms) // 2) == 0, walk
            moved += cue.interval != sheet.timeline.at(Milliseconds(half))
    assert moved


def _waits(sheet, cue, moment):
    """Whether a word follows one that ends while the bed is heard."""
    before = max(
        (cue.start + placed.offset + placed.length for placed in cue.phrases if cue.start + placed.offset < moment), default=0
    )
    return before + PHRASE_GAP[Delivery.CALM] < sheet.timeline.duration + BED_HEARD


@pytest.mark.parametrize("frames", [16, 22, 25])
def test_when_the_bed_has_faded_no_pause_between_closing_words_lets_a_headset_sleep(frames):
    """A clip may end in a fifth of a second that is too soft to keep it awake."""
    sheet = sheet_of(pair(90, 90, 4), wake=Milliseconds(0), beats=dict.fromkeys(Effort, BeatGrid(frames)))
    closing = next(cue for cue in sheet.cues if cue.kind is CueKind.FINISH)
    pauses = [
        (before.offset + before.length, after.offset - before.offset - before.length)
        for before, after in pairwise(closing.phrases)
    ]
    late = [pause for end, pause in pauses if closing.start + end >= sheet.timeline.duration + BED_HEARD]
    assert late
    assert max(late) <= HEADSET_SLEEPS_AFTER - 200


def test_speed_and_incline_are_said_in_the_units_of_the_runner_soon_after_the_interval_begins():
    walk = Interval(Effort.WALK, Milliseconds(9 * MINUTE), speed=5.633, incline=4.0)
    in_miles, in_km = "Three point five miles per hour", "Five point six kilometres per hour"
    for units, words in ((DistanceUnit.MI, in_miles), (DistanceUnit.KM, in_km)):
        sheet = sheet_of(walk, coaching=Coaching.WALK, units=units)
        (note,) = of_kind(sheet, CueKind.NOTE)
        assert note.text == f"{words}, four percent incline."
        assert 5 * MINUTE < note.start < 5 * MINUTE + 20 * SECOND


@pytest.mark.parametrize("style", ["warm", "calm", "plain"])
def test_indoors_nobody_speaks_of_traffic_weather_or_the_way_home_outdoors(style):
    plan = find_plan("walk-run-start")
    for week in range(1, 5):
        sheet = write_script(session_context(plan, week, 1), load_style(style), DURATIONS, ScriptOptions(indoor=True))
        words = " ".join(cue.text for cue in sheet.cues).lower()
        assert not re.search(r"\b(hear the traffic|turn for home|way home|out and back|where you turn)\b", words)
