"""Every bundled plan in every style: whole sessions, as they would be said."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from support import STORY, SpokenAtReadingSpeed

from coach.export.cue_sheet import as_text
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort, Runner
from coach.script.cues import CueKind
from coach.script.lines import bundled_styles, load_style
from coach.script.topics import Talk
from coach.script.writer import ScriptOptions, write_script

GOLDEN = Path(__file__).parent / "golden"
DURATIONS = SpokenAtReadingSpeed()
STYLES = {name: load_style(name) for name in bundled_styles()}
FREE = (CueKind.ENCOURAGEMENT, CueKind.TALK_TEST, CueKind.TIP)

_NUMBER = (
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty)\b"
)
_CONDITIONAL = r"\b(if|when|whenever|or|as|where|could|can|how|once|wherever|any)\b"


def essence(text):
    """Return a line without numbers, punctuation and a first interjection."""
    words = re.sub(r"[^a-z ]", "", re.sub(_NUMBER, "", text.lower().replace("-", " ")))
    return " ".join(re.sub(r"^(good|nice|lovely|well done|okay|right|hey|there) ", "", words.strip()).split())


def sheets(plan, style, runner=None, talk=Talk.NORMAL):
    for number, week in enumerate(plan.weeks, 1):
        for session in range(1, len(week.sessions) + 1):
            context = session_context(plan, number, session, runner=runner)
            text = STORY if plan.coaching is Coaching.NARRATED else ()
            yield write_script(context, STYLES[style], DURATIONS, ScriptOptions(talk=talk), text)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", bundled_names())
def test_every_session_of_every_plan_is_whole(name, style):
    plan = find_plan(name)
    for sheet in sheets(plan, style):
        for before, after in pairwise(sheet.cues):
            assert before.end <= after.start
        commands = [cue for cue in sheet.cues if cue.kind is CueKind.COMMAND]
        assert [cue.start for cue in commands] == [interval.start for interval in sheet.timeline.intervals]
        assert sheet.cues[-1].kind is CueKind.FINISH
        cues = [cue for cue in sheet.cues if cue.kind is not CueKind.STORY]
        spoken = sum(DURATIONS.phrase(placed.phrase) for cue in cues for placed in cue.phrases)
        assert spoken <= Talk.NORMAL.share * sheet.file_length


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("runner", Runner)
def test_no_free_line_is_heard_twice_in_the_sample_plan(style, runner):
    counts = Counter(
        essence(cue.text)
        for sheet in sheets(find_plan("walk-run-start"), style, runner)
        for cue in sheet.cues
        if cue.kind in FREE and cue.text
    )
    assert [line for line, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", bundled_names())
def test_no_command_is_worded_the_same_three_times_in_a_row(name, style):
    for sheet in sheets(find_plan(name), style):
        lines = [essence(cue.text) for cue in sheet.cues if cue.kind is CueKind.COMMAND]
        assert not [line for line, next_, third in zip(lines, lines[1:], lines[2:], strict=False) if line == next_ == third]


@pytest.mark.parametrize("name", [name for name in bundled_names() if find_plan(name).coaching.clockless])
def test_where_the_runner_decides_every_cue_in_the_main_set_is_conditional(name):
    plan = find_plan(name)
    for sheet in sheets(plan, "warm"):
        for cue in sheet.cues:
            interval = sheet.timeline.intervals[min(cue.interval, len(sheet.timeline.intervals) - 1)]
            if interval.effort is Effort.RUN and cue.kind in (CueKind.CHECK_IN, CueKind.TIP, CueKind.COMMAND):
                assert re.search(_CONDITIONAL, cue.text.lower()), cue.text


@pytest.mark.parametrize("name", bundled_names())
def test_the_first_session_reads_as_it_always_did(name, request):
    """Golden cue sheets: a change to them is looked at by a person. `pytest --update-golden` writes them anew."""
    text = as_text(next(sheets(find_plan(name), "warm")))
    path = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
