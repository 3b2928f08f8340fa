"""A style in a language of its own that leaves out the story across the weeks."""

from pathlib import Path

import pytest
from support import SpokenAtReadingSpeed

from coach.errors import LinesError
from coach.plan.catalogue import find_plan
from coach.plan.context import session_context
from coach.plan.model import Runner
from coach.plan.ratio import Feel
from coach.script.cues import CueKind
from coach.script.lines import load_style
from coach.script.parts import OPTIONAL
from coach.script.writer import ScriptOptions, write_script

GERMAN = load_style(str(Path(__file__).parents[1] / "language" / "german"))


@pytest.mark.parametrize("runner", [Runner.BEGINNER, Runner.RETURNING, Runner.LOW_DAY])
@pytest.mark.parametrize(("week", "session"), [(1, 1), (2, 1), (4, 1), (4, 3)])
def test_what_a_style_leaves_out_is_not_said_and_all_else_is(week, session, runner):
    assert all(GERMAN.leaves_out(part) for part in OPTIONAL)
    context = session_context(find_plan("walk-run-start"), week, session, runner=runner)
    sheet = write_script(context, GERMAN, SpokenAtReadingSpeed(), ScriptOptions(feel=Feel.TIRED))
    kinds = {cue.kind for cue in sheet.cues}
    assert not kinds & {CueKind.NEWS, CueKind.MILESTONE, CueKind.EXAMPLE}
    assert {CueKind.WALK_EARLY, CueKind.COMMAND, CueKind.FINISH} <= kinds


def test_a_part_that_must_be_there_is_missed():
    context = session_context(find_plan("brisk-walk"), 1, 1)
    with pytest.raises(LinesError, match="form"):
        write_script(context, GERMAN, SpokenAtReadingSpeed(), ScriptOptions())
