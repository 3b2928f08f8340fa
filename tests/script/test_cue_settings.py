"""What a runner can set about cues: ticks, warnings, time left, halfway, and commands alone."""

import pytest
from support import SpokenAtReadingSpeed

from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort, Interval, Plan, Repeat, Runner, Session, Week
from coach.script.cues import CueKind, Tone
from coach.script.lines import load_style
from coach.script.topics import Talk
from coach.script.writer import ScriptOptions, write_script
from coach.units import MINUTE, SECOND, Milliseconds

STYLE = load_style("warm")


def sheet_of(*main, **options):
    easy = Milliseconds(5 * MINUTE)
    session = Session(Interval(Effort.WARM_UP, easy), main, Interval(Effort.COOL_DOWN, easy))
    plan = Plan("test", "Test plan", "", Coaching.WALK_RUN, Runner.BEGINNER, (Week((session,)),))
    return write_script(session_context(plan, 1, 1), STYLE, SpokenAtReadingSpeed(), ScriptOptions(**options))


def pair(run, walk, times):
    return Repeat(times, (Interval(Effort.RUN, Milliseconds(run * SECOND)), Interval(Effort.WALK, Milliseconds(walk * SECOND))))


def of_kind(sheet, kind):
    return [cue for cue in sheet.cues if cue.kind is kind]


USUAL = (pair(60, 120, 6), Interval(Effort.RUN, Milliseconds(7 * MINUTE)), Interval(Effort.WALK, MINUTE))


def leads(sheet, kind):
    """How long before the end of their interval cues of a kind begin, in whole seconds."""
    return {round((sheet.timeline.intervals[cue.interval].end - cue.start) / SECOND) for cue in of_kind(sheet, kind)}


@pytest.mark.parametrize("ticks", range(6))
def test_a_countdown_has_as_many_ticks_as_are_set(ticks):
    sheet = sheet_of(*USUAL, ticks=ticks)
    assert leads(sheet, CueKind.COUNTDOWN) == set(range(1, ticks + 1))


@pytest.mark.parametrize("lead", [5, 8, 10, 20])
def test_a_change_is_announced_as_early_as_is_set(lead):
    sheet = sheet_of(*USUAL, warning=Milliseconds(lead * SECOND), early_warning=Milliseconds(0))
    assert leads(sheet, CueKind.WARNING) == {lead}


@pytest.mark.parametrize("lead", [25, 45, 60])
def test_long_parts_are_announced_once_more_as_early_as_is_set(lead):
    assert leads(sheet_of(*USUAL, early_warning=Milliseconds(lead * SECOND)), CueKind.WARNING) == {10, lead}


def test_warnings_can_be_left_out():
    nothing = Milliseconds(0)
    assert not of_kind(sheet_of(*USUAL, warning=nothing, early_warning=nothing), CueKind.WARNING)


def test_a_spoken_warning_names_the_seconds_that_are_set():
    sheet = sheet_of(*USUAL, warning=Milliseconds(15 * SECOND), early_warning=Milliseconds(0), talk=Talk.MORE)
    texts = " ".join(cue.text for cue in of_kind(sheet, CueKind.WARNING)).lower()
    assert "fifteen seconds" in texts
    assert "ten seconds" not in texts


def test_time_left_is_said_as_often_as_is_set():
    sheet = sheet_of(Interval(Effort.RUN, Milliseconds(7 * MINUTE)), time_left_every=Milliseconds(60 * SECOND))
    run = [cue for cue in of_kind(sheet, CueKind.TIME_LEFT) if cue.interval == 1]
    moments = [round((sheet.timeline.intervals[1].end - cue.start) / SECOND) for cue in run]
    assert set(moments) <= {360, 300, 240, 180, 120, 60}
    assert len(moments) >= 4
    assert "four minutes" in " ".join(cue.text for cue in run).lower()


def test_time_left_is_never_said_where_never_is_set():
    assert of_kind(sheet_of(*USUAL), CueKind.TIME_LEFT)
    assert not of_kind(sheet_of(*USUAL, time_left_every=Milliseconds(0)), CueKind.TIME_LEFT)


def test_halfway_can_be_left_out():
    assert of_kind(sheet_of(*USUAL), CueKind.HALFWAY)
    assert not of_kind(sheet_of(*USUAL, halfway=False), CueKind.HALFWAY)


def test_with_commands_alone_nothing_is_said_but_what_to_do_and_that_it_is_over():
    sheet = sheet_of(*USUAL, talk=Talk.COMMANDS)
    assert {cue.kind for cue in sheet.cues if cue.text} == {CueKind.COMMAND, CueKind.FINISH}
    assert len([cue for cue in sheet.cues if cue.kind is CueKind.COMMAND and cue.text]) == len(sheet.timeline.intervals)
    tones = {cue.tone for cue in sheet.cues}
    assert {Tone.COUNT, Tone.WARNING, Tone.HALFWAY} <= tones
    half = next(cue for cue in sheet.cues if cue.tone is Tone.HALFWAY)
    assert abs(half.start - sheet.timeline.duration // 2) < 5 * SECOND
    assert not sheet.dropped
