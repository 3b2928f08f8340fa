"""The story across the weeks: news are true, firsts are celebrated once, a first session explains, a last one ends."""

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import STORY, SpokenAtReadingSpeed

from coach.language.english import ENGLISH
from coach.plan.adjust import adjust
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort, Interval, Plan, Repeat, Runner, Session, Week
from coach.plan.ratio import Feel, Ratio
from coach.plan.weeks import load
from coach.script.cues import CueKind, Tone
from coach.script.lines import bundled_styles, load_style
from coach.script.sheet_data import sheet_data
from coach.script.writer import ScriptOptions, write_script
from coach.units import MINUTE, SECOND, Milliseconds

DURATIONS = SpokenAtReadingSpeed()
STYLES = {name: load_style(name) for name in bundled_styles()}
PROGRAMMES = [name for name in bundled_names() if len(find_plan(name).weeks) > 1]

every_style = pytest.mark.parametrize("style", STYLES)
every_programme = pytest.mark.parametrize("name", PROGRAMMES)


@cache
def sheet_of(context, style, feel=None):
    text = STORY if context.coaching is Coaching.NARRATED else ()
    return write_script(context, STYLES[style], DURATIONS, ScriptOptions(feel=feel), text)


def contexts(plan):
    for week, each in enumerate(plan.weeks, 1):
        for session in range(1, len(each.sessions) + 1):
            yield session_context(plan, week, session)


def texts(sheet, kind, efforts=tuple(Effort)):
    intervals = (*sheet.timeline.intervals, None)
    return [
        cue.text
        for cue in sheet.cues
        if cue.kind is kind and intervals[cue.interval] and intervals[cue.interval].effort in efforts
    ]


def news_of(sheet):
    """What is said in the warm-up about the week, in lower case."""
    return " ".join(texts(sheet, CueKind.NEWS, (Effort.WARM_UP,))).lower()


def wrong_news(context, style):
    """Yield what is said about the week and is not so."""
    said = news_of(sheet_of(context, style))
    before, now = (load(context.plan.weeks[week - 1].sessions[0]) for week in (max(context.week - 1, 1), context.week))
    longer = re.search(
        r"longer runs?\b|runs? (grow|grows|go up|goes up|go from|goes from|has grown|have grown|are longer)\b|, up from", said
    )
    if longer and "walks are" not in longer[0] and now.run <= before.run and now.walk <= before.walk:
        yield "longer", said
    if (
        re.search(r"walks get shorter|walks are .* now, and were|down from", said)
        and now.walk >= before.walk
        and now.run >= before.run
    ):
        yield "shorter walks", said
    if re.search(r"walks (stay|don't change|are the same)", said) and now.walk != before.walk:
        yield "same walks", said
    if "same as last week" in said and now != before:
        yield "same", said
    if "big step" in said and not context.hard_week:
        yield "big step", said


@every_style
@every_programme
def test_each_week_opens_with_what_is_new_and_it_is_true(name, style):
    for context in contexts(find_plan(name)):
        said = news_of(sheet_of(context, style))
        assert list(wrong_news(context, style)) == []
        if context.week == 1:
            continue
        assert bool(said) is (context.session == 1), (context.week, context.session, said)
        if said:
            now, before = context.news.now, context.news.before
            for changed, length in ((now.run != before.run, now.run), (now.walk != before.walk and now.walk, now.walk)):
                assert not changed or ENGLISH.duration(length) in said, said
            if len(now.runs) != len(before.runs) and len(now.runs) > 1:
                assert ENGLISH.number(len(now.runs)) in said


@st.composite
def programmes(draw):
    """Plans of one's own of up to four weeks whose sessions are alike."""
    weeks = []
    for _ in range(draw(st.integers(2, 4))):
        run, walk, times = draw(st.integers(20, 1_900)), draw(st.integers(20, 240)), draw(st.integers(1, 5))
        easing = [Interval(effort, Milliseconds(5 * MINUTE)) for effort in (Effort.WARM_UP, Effort.COOL_DOWN)]
        blocks = (Interval(Effort.RUN, Milliseconds(run * SECOND)), Interval(Effort.WALK, Milliseconds(walk * SECOND)))
        weeks.append(Week((Session(easing[0], (Repeat(times, blocks),), easing[1]),) * 2))
    return Plan("own", "Own", "", Coaching.WALK_RUN, draw(st.sampled_from(Runner)), tuple(weeks))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programmes(), st.sampled_from(sorted(STYLES)))
def test_the_news_of_plans_of_ones_own_are_true_and_milestones_come_once(plan, style):
    celebrated = []
    for context in contexts(plan):
        assert list(wrong_news(context, style)) == []
        celebrated += texts(sheet_of(context, style), CueKind.MILESTONE, (Effort.WALK, Effort.COOL_DOWN))
    reached = [context.milestone for context in contexts(plan) if context.milestone]
    hours = [text for text in celebrated if "hour" in text.lower() and "half" not in text.lower()]
    assert len(celebrated) - len(hours) == len(reached)


@every_style
@pytest.mark.parametrize("name", ["walk-run-start", "walk-run-to-30"])
def test_a_milestone_is_announced_and_celebrated_right_after_its_run_once_in_the_plan(name, style):
    for context in contexts(find_plan(name)):
        sheet = sheet_of(context, style)
        cues = [cue for cue in sheet.cues if cue.kind is CueKind.MILESTONE]
        if not context.milestone:
            assert cues == []
            continue
        before, after = cues
        run = sheet.timeline.intervals[after.interval - 1]
        assert before.interval == 0
        assert run.effort is Effort.RUN
        assert run.duration >= context.milestone
        assert after.start - run.end <= 15 * SECOND
        assert ENGLISH.duration(context.milestone) in before.text.lower()


@every_style
def test_the_weeks_with_the_biggest_steps_are_prepared_and_acknowledged(style):
    plan = find_plan("walk-run-start")
    prepared = {
        week: texts(sheet_of(session_context(plan, week, 3), style), CueKind.NEWS, (Effort.COOL_DOWN,)) for week in (1, 2, 3)
    }
    assert "big step" in prepared[1][0].lower() or "big one" in prepared[1][0].lower()
    assert "five minutes" in prepared[3][0]
    assert "big step" in news_of(sheet_of(session_context(plan, 2, 1), style))


@every_style
@every_programme
def test_the_last_session_names_what_can_follow(name, style):
    plan = find_plan(name)
    last = list(contexts(plan))[-1]
    (said,) = texts(sheet_of(last, style), CueKind.NEWS, (Effort.COOL_DOWN,))
    if last.following:
        assert ENGLISH.speakable(find_plan(last.following).title) in said
    else:
        assert re.search(r"repeat|stay|keep", said.lower())


@every_style
@pytest.mark.parametrize("name", ["walk-run-start", "returning"])
def test_the_very_first_session_explains_the_tones_an_easy_pace_and_a_pause(name, style):
    plan = find_plan(name)
    sheet = sheet_of(session_context(plan, 1, 1), style)
    examples = [cue for cue in sheet.cues if cue.kind is CueKind.EXAMPLE]
    assert [cue.tone for cue in examples] == [None, Tone.RUN, None, Tone.WALK]
    for announced, heard in zip(examples[::2], examples[1::2], strict=True):
        assert announced.text
        assert 0 < heard.start - announced.end <= 3 * SECOND
        assert heard.text
        assert heard.end <= sheet.timeline.intervals[0].end - 2 * MINUTE
    first_use = next(cue.start for cue in sheet.cues if "run tone" in cue.text and cue.kind is not CueKind.EXAMPLE)
    assert examples[-1].end < first_use
    said = news_of(sheet)
    assert "pause the player" in said
    assert "easy" in said or "easily" in said
    marked = [cue["kind"] for cue in sheet_data(sheet)["cues"] if cue["tone"] in ("run", "walk")]
    assert marked == ["example"] * 2 + ["command"] * (len(sheet.timeline.intervals) - 1)
    later = sheet_of(session_context(plan, 1, 2), style)
    assert not [cue for cue in later.cues if cue.kind is CueKind.EXAMPLE]


@every_style
@pytest.mark.parametrize("name", ["walk-run-to-30", "speed", "long-run", "small", "brisk-walk"])
def test_who_has_met_the_tones_hears_no_example(name, style):
    assert not [cue for cue in sheet_of(session_context(find_plan(name), 1, 1), style).cues if cue.kind is CueKind.EXAMPLE]


@every_style
@pytest.mark.parametrize("feel", [Feel.TIRED, Feel.GREAT])
@pytest.mark.parametrize("runner", Runner)
def test_what_a_feel_has_changed_is_heard_and_true(feel, runner, style):
    plan = find_plan("walk-run-start")
    adjusted = adjust(plan.weeks[1].sessions[1], Ratio(feel=feel), runner)
    context = session_context(plan, 2, 2, adjusted.session, runner)
    said = news_of(sheet_of(context, style, feel))
    planned, today = load(context.planned), load(context.content)
    assert ("walks" in said) is (planned.walk != today.walk), said
    if today.walk > planned.walk:
        assert "longer" in said
    if today.walk < planned.walk:
        assert "shorter" in said
    assert said, "a feel is always answered"


def test_no_feel_says_nothing_about_it():
    context = session_context(find_plan("brisk-walk"), 1, 1)
    assert news_of(sheet_of(context, "warm")) == ""
    assert "tired" in news_of(sheet_of(context, "warm", Feel.TIRED))
