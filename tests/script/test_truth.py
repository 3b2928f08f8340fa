"""Every word is true of the session: rules over all bundled plans, styles and runners, and over plans of one's own."""

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import STORY, SpokenAtReadingSpeed

from coach.language.english import ENGLISH
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort, Flavour, Interval, Plan, Repeat, Runner, Session, Week
from coach.script.cues import CueKind
from coach.script.lines import bundled_styles, load_style
from coach.script.parts import Part
from coach.script.writer import ScriptOptions, write_script
from coach.units import MINUTE, SECOND, DistanceUnit, Milliseconds

DURATIONS = SpokenAtReadingSpeed()
STYLES = {name: load_style(name) for name in bundled_styles()}

ANOTHER_RUN = re.compile(
    r"\b(next run\b|next run tone|another run\b|(?<!no )more runs?\b|more running to come|(?<!you )run again\b|runs to come"
    r"|the others come|let the others|(?<!free )before you run\b)",
    re.IGNORECASE,
)
"""Whatever promises that a run follows. Where the runner walks in a run and runs on, `run again` is no such promise."""

WALK_BREAKS = re.compile(r"\b(walk breaks?|walks in between|get rid of the walks|a little and walk a little)\b", re.IGNORECASE)
OF_SEVERAL = re.compile(r"next run|run tone|every run|each run|first run\b|last run\b", re.IGNORECASE)
PROGRAMME = re.compile(
    r"\b(very first session|your first session|first session of|last session of|end of the plan|whole plan"
    r"|(this|last|next) week('s|s)?\b|a few weeks ago|(?<!warm )(?<!settled in )by now|used to it|new week|completes the week)",
    re.IGNORECASE,
)
SCOPE = re.compile(
    r"\bof (the warm-up|the cool-down|this run|this walk|the main walk|the session)\b|\bin the session\b", re.IGNORECASE
)
RUNNING = re.compile(r"\b(run|runs|running|runner|jog)\b", re.IGNORECASE)
OF_OTHER_RUNS = re.compile(
    r"called Walk instead of a run|an easy run|work of a run|run you've just done|after your run|your running"
    r"|(the|your) run('s| is) (over|done)|(over to|good walking form carries over to)( your)? running|(no|without) running",
    re.IGNORECASE,
)


@cache
def sheet_of(context, style, units=DistanceUnit.KM):
    text = STORY if context.coaching is Coaching.NARRATED else ()
    return write_script(context, STYLES[style], DURATIONS, ScriptOptions(units=units), text)


def contexts(name, runner=None):
    plan = find_plan(name)
    for week, each in enumerate(plan.weeks, 1):
        for session in range(1, len(each.sessions) + 1):
            yield session_context(plan, week, session, runner=runner)


def runs_after(sheet, cue):
    return [
        interval
        for interval in sheet.timeline.intervals[cue.interval + 1 :]
        if interval.effort is Effort.RUN and not interval.free
    ]


def spoken(sheet):
    return [cue for cue in sheet.cues if cue.text and cue.kind not in (CueKind.NOTE, CueKind.STORY)]


def broken_promises(sheet):
    """Yield words that promise a run where none follows, or a walk between runs where there is none."""
    runs = [interval for interval in sheet.timeline.intervals if interval.effort is Effort.RUN]
    if not runs or any(run.free for run in runs):
        return
    efforts = [interval.effort for interval in sheet.timeline.intervals]
    between = efforts[efforts.index(Effort.RUN) : len(efforts) - efforts[::-1].index(Effort.RUN)]
    for cue in spoken(sheet):
        if not runs_after(sheet, cue) and cue.kind is not CueKind.FINISH and ANOTHER_RUN.search(cue.text):
            yield "another run", cue.text
        if len(runs) == 1 and cue.kind is not CueKind.EXAMPLE and OF_SEVERAL.search(cue.text):
            yield "several runs", cue.text
        if Effort.WALK not in between and WALK_BREAKS.search(cue.text):
            yield "walk breaks", cue.text


def wrong_rests(sheet):
    """Yield amounts that are left without saying of what, and those that are not true."""
    scopes = {
        Effort.WARM_UP: ("the warm-up",),
        Effort.COOL_DOWN: ("the cool-down",),
        Effort.RUN: ("this run",),
        Effort.WALK: ("this walk", "the main walk"),
    }
    for cue in sheet.cues:
        if cue.kind is not CueKind.TIME_LEFT:
            continue
        interval = sheet.timeline.intervals[cue.interval]
        scope = SCOPE.search(cue.text)
        if interval.free or not scope or scope[1].lower() not in scopes[interval.effort]:
            yield "scope", cue.text
        left = interval.end - cue.start
        amount = "minute" if "last minute" in cue.text.lower() else ENGLISH.duration(Milliseconds(round(left, -3)))
        if (
            amount not in cue.text.lower()
            or abs(left - round(left, -3)) > 100
            or (amount == "minute" and round(left, -3) != MINUTE)
        ):
            yield "amount", left, cue.text


def misplaced_talk_tests(sheet):
    """Yield talk tests in the last 40 s of a run over two minutes or outside the middle third of others, and a lack of any."""
    runs = [interval for interval in sheet.timeline.intervals if interval.effort is Effort.RUN and not interval.free]
    tests = [cue for cue in sheet.cues if cue.kind is CueKind.TALK_TEST]
    for cue in tests:
        interval = sheet.timeline.intervals[cue.interval]
        if interval.effort is not Effort.RUN or interval.flavour is Flavour.RACE_PACE:
            yield "place", cue.text
        third = interval.duration // 3
        if interval.duration > 2 * MINUTE:
            if cue.end > interval.end - 40 * SECOND:
                yield "late", cue.text
        elif not interval.start + third <= cue.start <= cue.end <= interval.end - third:
            yield "not in the middle third", cue.text
    if not tests and any(run.duration >= 20 * SECOND and run.flavour is not Flavour.RACE_PACE for run in runs):
        yield "no talk test", [lost for lost in sheet.dropped if lost.kind is CueKind.TALK_TEST]


def running_in_walks(sheet):
    """Yield words about running in a session that is all walking, but for what the walk stands for."""
    if any(interval.effort is Effort.RUN for interval in sheet.timeline.intervals):
        return
    for cue in spoken(sheet):
        if RUNNING.search(OF_OTHER_RUNS.sub("", cue.text)):
            yield "running", cue.text


def faults(sheet):
    """Return what is not true in a session."""
    return [*broken_promises(sheet), *wrong_rests(sheet), *misplaced_talk_tests(sheet), *running_in_walks(sheet)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", bundled_names())
def test_every_word_is_true_of_its_session(name, style):
    assert [fault for context in contexts(name) for fault in faults(sheet_of(context, style))] == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("runner", Runner)
@pytest.mark.parametrize("name", bundled_names())
def test_every_word_is_true_for_every_runner(name, runner, style):
    first, *others = contexts(name, runner)
    for context in {first, *others[-1:]}:
        assert faults(sheet_of(context, style)) == []


@st.composite
def own_sessions(draw):
    """Main sets of many shapes: walks first, several walks, runs that adjoin, one run, unequal runs, all walking."""
    lengths = st.sampled_from([12, 15, 20, 45, 60, 61, 90, 119, 120, 121, 150, 180, 300, 420, 600, 1800])
    flavours = st.sampled_from([None, None, Flavour.EASY, Flavour.BRISK, Flavour.RACE_PACE, Flavour.UPHILL])
    blocks = draw(
        st.lists(
            st.builds(
                lambda effort, length, flavour: Interval(
                    effort,
                    Milliseconds(length * SECOND),
                    None if effort is Effort.WALK and flavour is Flavour.RACE_PACE else flavour,
                ),
                st.sampled_from([Effort.RUN, Effort.RUN, Effort.WALK]),
                lengths,
                flavours,
            ),
            min_size=1,
            max_size=5,
        )
    )
    main = (Repeat(draw(st.integers(1, 6)), tuple(blocks)),) if draw(st.booleans()) else tuple(blocks)
    ease = Milliseconds(5 * MINUTE)
    session = Session(Interval(Effort.WARM_UP, ease), main, Interval(Effort.COOL_DOWN, ease))
    kinds = [Coaching.WALK_RUN, Coaching.LONG_RUN, Coaching.SPEED]
    coaching = draw(st.sampled_from(kinds)) if session.longest_run else Coaching.WALK
    weeks = draw(st.sampled_from([1, 1, 6]))
    plan = Plan("own", "Our way", "", coaching, draw(st.sampled_from(Runner)), (Week((session,)),) * weeks)
    return session_context(plan, draw(st.integers(1, weeks)), 1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(own_sessions(), st.sampled_from(sorted(STYLES)))
def test_every_word_is_true_of_a_plan_of_ones_own(context, style):
    assert faults(write_script(context, STYLES[style], DURATIONS, ScriptOptions())) == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", [name for name in bundled_names() if len(find_plan(name).weeks) == 1])
def test_where_there_is_no_programme_nobody_speaks_of_one(name, style):
    for context in contexts(name):
        for cue in spoken(sheet_of(context, style)):
            text = re.sub(
                r"walking week|stressful week|busy week|from week to week|next week\.", "", cue.text, flags=re.IGNORECASE
            )
            assert not PROGRAMME.search(text), cue


@pytest.mark.parametrize("style", STYLES)
def test_only_a_new_runner_hears_that_it_is_a_first_time(style):
    for name in ("walk-run-to-30", "speed", "returning"):
        for context in contexts(name):
            for cue in spoken(sheet_of(context, style)):
                assert not re.search(
                    r"your first session|very first|lot was new|new for your legs|first one is behind", cue.text, re.IGNORECASE
                )
    first = sheet_of(next(contexts("walk-run-start")), style)
    assert any("your first session" in cue.text.lower() for cue in first.cues)


@pytest.mark.parametrize("style", STYLES)
def test_after_a_long_day_nobody_asks_for_another_the_day_after_tomorrow(style):
    for cue in spoken(sheet_of(next(contexts("long-run")), style)):
        assert not re.search(r"day after tomorrow|again tomorrow|in two days", cue.text, re.IGNORECASE), cue


def all_words(name, style, units=DistanceUnit.KM):
    return " ".join(cue.text for cue in sheet_of(next(contexts(name)), style, units).cues)


@pytest.mark.parametrize("style", STYLES)
def test_speed_says_which_pace(style):
    words = all_words("speed", style)
    assert "five K" in words
    assert "ten K" in words


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("second-walk", r"second (workout|session)"),
        ("instead-of-run", r"(stands in for|takes the place of|replaces) an easy run"),
        ("finisher", r"run you've just done|after your run"),
    ],
)
def test_a_walk_that_stands_for_something_says_for_what(name, words, style):
    assert re.search(words, all_words(name, style))


@pytest.mark.parametrize("style", STYLES)
def test_a_brisk_walk_has_its_pace_in_the_runners_units(style):
    assert "four to six and a half kilometres an hour" in all_words("brisk-walk", style)
    assert "twenty-four to fifteen minutes a mile" in all_words("brisk-walk", style, DistanceUnit.MI)


@pytest.mark.parametrize("style", STYLES)
def test_by_feel_begins_with_choppy_and_settled_and_keeps_its_promise_of_no_clock(style):
    sheet = sheet_of(next(contexts("by-feel")), style)
    main = next(index for index, interval in enumerate(sheet.timeline.intervals) if interval.free)
    cues = [cue for cue in sheet.cues if cue.interval == main and cue.text]
    first = next(cue for cue in cues if cue.kind is CueKind.CHECK_IN)
    assert re.search(r"choppy", first.text)
    assert re.search(r"settled", first.text)
    assert not [cue for cue in cues if cue.kind is CueKind.TIME_LEFT]
    advice = [cue for cue in cues if cue.kind is CueKind.CHECK_IN]
    assert all(cue.start <= sheet.timeline.intervals[main].end - 2 * MINUTE for cue in advice)


@pytest.mark.parametrize("style", STYLES)
def test_the_first_talk_test_of_all_explains_itself(style):
    sheet = sheet_of(next(contexts("walk-run-start")), style)
    first = next(cue for cue in sheet.cues if cue.kind is CueKind.TALK_TEST)
    assert re.search(r"talk test|talk out loud|test:", first.text, re.IGNORECASE), first


@pytest.mark.parametrize("style", STYLES)
def test_a_run_that_adjoins_another_is_never_announced_to_somebody_who_stands_still(style):
    run = Interval(Effort.RUN, Milliseconds(40 * SECOND), Flavour.EASY)
    quick = Interval(Effort.RUN, Milliseconds(30 * SECOND), Flavour.RACE_PACE)
    ease = Milliseconds(5 * MINUTE)
    session = Session(Interval(Effort.WARM_UP, ease), (Repeat(6, (run, quick)),), Interval(Effort.COOL_DOWN, ease))
    context = session_context(Plan("own", "Fartlek", "", Coaching.WALK_RUN, Runner.EXPERIENCED, (Week((session,)),)), 1, 1)
    sheet = write_script(context, STYLES[style], DURATIONS, ScriptOptions())
    words = " ".join(cue.text for cue in sheet.cues)
    assert "one stretch of running" in words.lower()
    warnings = [cue.text for cue in sheet.cues if cue.kind is CueKind.WARNING and 0 < cue.interval < 12]
    assert warnings
    assert not [text for text in warnings if re.search(r"shake|get ready|a run is|stand tall", text, re.IGNORECASE)]


@pytest.mark.parametrize("style", STYLES)
def test_a_text_that_has_come_to_its_end_is_promised_no_more(style):
    sheet = write_script(next(contexts("narrated-walk")), STYLES[style], DURATIONS, ScriptOptions())
    words = " ".join(cue.text for cue in sheet.cues)
    assert re.search(r"come to its end|is finished", words)
    assert not re.search(r"something to listen to|you walk,? and listen|then the text|text (begins|starts)", words)


@pytest.mark.parametrize("style", STYLES)
def test_what_cannot_be_done_inside_a_file_is_for_next_time(style):
    """Longer or shorter walks: only where the runner decides, where they were asked for, or for another day."""
    paths = [path for path in STYLES[style].folders[0].glob("*.j2") if path.stem != Part.FEEL]
    source = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    advice = re.compile(
        r"(longer|shorter) walks|walks (a bit |a little |slightly )?(longer|shorter)|shorten the walks|lengthen", re.IGNORECASE
    )
    for line in source:
        if advice.search(line) and not line.startswith(
            ("If ", "[if not tired] If ", "[if first", "[if after", "[if before", "{#")
        ):
            assert re.search(r"next time|this step|smaller|low day", line), line
