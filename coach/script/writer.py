"""The script generator: from a session to its cue sheet.

Most important first: commands, then the frame of the session, then what prepares each change, then what keeps the runner
company. What comes later finds the room that is left, in shorter words, as a bare tone, or not at all; losses are recorded.
"""

from __future__ import annotations

from collections.abc import Sequence

from coach.plan.context import SessionContext
from coach.plan.model import Coaching
from coach.script.changes import put_countdowns, put_warnings
from coach.script.clock import limit_clock_talk
from coach.script.commands import put_commands
from coach.script.company import (
    put_first_talk_test,
    put_hours_done,
    put_more_talk_tests,
    put_notes,
    put_time_left,
    put_topics,
    talk_tests,
    time_left_moments,
)
from coach.script.cues import CueSheet, Durations, Phrase
from coach.script.draft import Draft, ScriptOptions
from coach.script.frame import put_closing, put_halfway, put_last_run, put_opening
from coach.script.lines import Style
from coach.script.news import put_ahead, put_milestone
from coach.script.silences import put_company_in_silences
from coach.script.story import put_story
from coach.script.topic_choice import COMPANION_RUNNERS

__all__ = ["ScriptOptions", "write_script"]


def write_script(
    context: SessionContext, style: Style, durations: Durations, options: ScriptOptions, text: Sequence[Phrase] = ()
) -> CueSheet:
    """Write the cue sheet of a session: the same inputs give the same sheet, to the millisecond.

    `durations` tells how long phrases and tones are; `text` is what a narrated walk reads, as much of it as there is time for.
    Raises LinesError where a template is missing or broken.
    """
    draft = Draft(context, style, durations, options, text if context.coaching is Coaching.NARRATED else ())
    put_commands(draft)
    file_length = put_closing(draft)
    if draft.talk.is_commands:
        put_halfway(draft)
        put_warnings(draft)
        put_countdowns(draft)
    else:
        _put_talk(draft, text)
    if context.coaching is Coaching.NARRATED and not draft.reading_ends:
        put_story(draft, text)
    return CueSheet(draft.timeline, draft.track.with_wakes(), tuple(draft.placer.dropped), file_length)


def _put_talk(draft: Draft, text: Sequence[Phrase]) -> None:
    put_opening(draft)
    put_halfway(draft)
    put_milestone(draft)
    put_ahead(draft)
    tests = talk_tests(draft)
    put_first_talk_test(draft, tests)
    put_last_run(draft)
    put_warnings(draft)
    put_countdowns(draft)
    put_more_talk_tests(draft, tests)
    put_notes(draft)
    put_hours_done(draft)
    if "short-text" in draft.facts:
        put_story(draft, text)
    if draft.context.runner in COMPANION_RUNNERS:
        draft.placer.marks = time_left_moments(draft)
        put_topics(draft)
        put_time_left(draft)
    else:
        put_time_left(draft)
        put_topics(draft)
    limit_clock_talk(draft)
    put_company_in_silences(draft)
