"""What is true of a session and of a moment in it, and conditions that name such facts."""

import pytest

from coach.plan.adjust import custom_plan
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.ratio import Feel, Ratio
from coach.plan.toml import parse_plan
from coach.script.conditions import ALWAYS, ConditionError, condition, split, with_conditions
from coach.script.facts import FACTS, session_facts
from coach.script.moment_facts import Moments
from coach.units import MINUTE, SECOND, Milliseconds


def bundled(name, week=1, session=1):
    return session_facts(session_context(find_plan(name), week, session))


def own(main, head=""):
    return session_context(parse_plan(f"{head}\n[[week]]\nsessions-a-week = 1\nmain = [{main}]", "own"), 1, 1)


def custom(**ratio):
    return session_context(custom_plan(Ratio(**ratio)), 1, 1)


@pytest.mark.parametrize("name", bundled_names())
def test_every_fact_of_a_bundled_session_has_a_meaning(name):
    plan = find_plan(name)
    for week, each in enumerate(plan.weeks, 1):
        for session in range(1, len(each.sessions) + 1):
            context = session_context(plan, week, session)
            facts = session_facts(context, text=True, feel=Feel.TIRED, indoor=True, take=2)
            for index in range(len(context.timeline.intervals)):
                facts |= Moments(context.timeline).facts(index, first_of_part=True)
            assert facts <= set(FACTS)


@pytest.mark.parametrize(
    ("name", "week", "session", "true", "false"),
    [
        ("walk-run-start", 1, 1, "new-runner first-session first-week several-runs equal-runs walks-between", "later-week"),
        ("walk-run-start", 2, 1, "new-this-week big-step first-of-week later-week", "after-big-step first-session"),
        ("walk-run-start", 4, 3, "last-session last-week past-weeks-3 last-of-week", "first-of-week"),
        ("walk-run-to-30", 1, 1, "first-session programme beginner", "new-runner"),
        ("walk-run-to-30", 12, 3, "one-run last-session clock", "several-runs walks-between equal-runs"),
        ("small", 1, 1, "choice short-runs low-day", "programme first-session last-session one-session-plan"),
        ("narrated-walk", 1, 1, "series all-walk narrated", "programme first-session choice"),
        ("walking-week", 1, 3, "choice all-walk brisk easy", "runs last-session"),
        ("by-feel", 1, 1, "runs no-clock by-feel one-session-plan", "clock one-run several-runs all-walk"),
        ("second-walk", 1, 1, "second-outing all-walk easy", "replaces-run"),
        ("instead-of-run", 1, 1, "replaces-run brisk", "second-outing"),
        ("finisher", 1, 1, "after-run-outside brief", "replaces-run"),
        ("long-run", 1, 1, "long long-run outdoor", "very-long indoor"),
        ("speed", 1, 1, "race-pace first-session experienced", "new-runner"),
    ],
)
def test_a_bundled_session_is_known_for_what_it_is(name, week, session, true, false):
    facts = bundled(name, week, session)
    assert set(true.split()) <= facts
    assert not set(false.split()) & facts


@pytest.mark.parametrize(
    ("main", "true", "false"),
    [
        ("{ repeat = 4, of = [{ walk = '2m' }, { run = '1m' }] }", "walk-first walks-between", "runs-adjoin"),
        ("{ repeat = 3, of = [{ run = '30s' }, { run = '20s' }] }", "runs-adjoin short-runs", "walks-between equal-runs"),
        ("{ run = '9m' }, { walk = '1m' }", "one-run", "walks-between several-runs"),
        ("{ run = '9m' }, { walk = '1m' }, { run = '5m' }", "several-runs walks-between", "equal-runs"),
    ],
)
def test_the_structure_of_a_plan_of_ones_own_is_known(main, true, false):
    facts = session_facts(own(main))
    assert set(true.split()) <= facts
    assert not set(false.split()) & facts


def test_a_ratio_of_ones_own_is_no_programme():
    facts = session_facts(custom(run=Milliseconds(3 * MINUTE), walk=MINUTE, repeat=40))
    assert {"custom", "very-long", "several-runs"} <= facts
    assert not facts & {"programme", "first-session", "last-session", "one-session-plan"}


def test_how_the_runner_feels_and_where_the_session_is_are_facts():
    context = session_context(find_plan("small"), 1, 1)
    assert {"tired", "indoor", "take-2", "text"} <= session_facts(context, text=True, feel=Feel.TIRED, indoor=True, take=3)
    assert not {"tired", "great"} & session_facts(context, feel=Feel.GOOD)


def test_only_where_a_run_follows_is_there_another_run():
    timeline = own("{ repeat = 2, of = [{ run = '2m' }, { walk = '1m' }] }").timeline
    another = ["another-run" in Moments(timeline).facts(index) for index in range(len(timeline.intervals))]
    assert another == [True, True, True, False, False, False]
    assert "first-run-now" in Moments(timeline).facts(1)
    assert "last-run-now" in Moments(timeline).facts(3)
    assert "next-is-cool-down" in Moments(timeline).facts(4)


def test_where_the_runner_decides_no_run_is_promised():
    timeline = session_context(find_plan("by-feel"), 1, 1).timeline
    assert not {"another-run", "next-is-run"} & Moments(timeline).facts(0)
    assert "in-run" not in Moments(timeline).facts(1)


def test_a_half_is_a_fact_only_where_it_is_certain():
    timeline = own("{ run = '30m' }").timeline
    assert not {"before-halfway", "after-halfway"} & Moments(timeline).facts(1)
    assert "before-halfway" in Moments(timeline).facts(1, Milliseconds(6 * MINUTE), Milliseconds(19 * MINUTE))
    assert "after-halfway" in Moments(timeline).facts(1, Milliseconds(20 * MINUTE), Milliseconds(30 * MINUTE))


def test_an_hour_is_done_only_after_an_hour():
    context = session_context(find_plan("long-run"), 1, 1)
    done = [
        "hour-done" in Moments(context.timeline).facts(index)
        for index, interval in enumerate(context.timeline.intervals)
        if interval.start < 60 * MINUTE
    ]
    assert not any(done)
    assert "hour-done" in Moments(context.timeline).facts(len(context.timeline.intervals) - 1)


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("runs", "runs", True),
        ("runs", "", False),
        ("not runs", "", True),
        ("runs, not beginner", "runs", True),
        ("runs, not beginner", "runs beginner", False),
        ("beginner|returning, clock", "returning clock", True),
        ("beginner | not clock", "", True),
        ("beginner|returning", "clock", False),
    ],
)
def test_a_condition_is_read_as_it_is_written(text, facts, holds):
    assert condition(text).holds(frozenset(facts.split())) is holds


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("another-runn", "no fact is called 'another-runn'; did you mean another-run"),
        ("", "cannot be read"),
        ("runs,", "cannot be read"),
        ("runs and clock", "cannot be read"),
        ("not not runs", "cannot be read"),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(text, complaint):
    with pytest.raises(ConditionError, match=complaint):
        condition(text)


def test_a_condition_stands_before_the_words_and_a_pause_is_none():
    assert split("[if runs] Off we go.")[1] == "Off we go."
    assert split("Say a word. / [5s] / Good.") == (ALWAYS, "Say a word. / [5s] / Good.")


def test_lines_are_found_by_the_facts_that_they_name():
    lines = with_conditions(("Always.", "[if runs] Running.", "[if not runs, low-day] Gently."))
    assert lines.holding(frozenset({"runs", "clock"})) == ("Always.", "Running.")
    assert lines.holding(frozenset({"low-day"})) == ("Always.", "Gently.")
    assert lines.holding(frozenset()) == ("Always.",)
    assert lines.facts == {"runs", "low-day"}


def test_a_short_moment_at_the_start_is_before_halfway():
    timeline = own("{ run = '1m' }, { walk = '1m' }").timeline
    assert "before-halfway" in Moments(timeline).facts(0, Milliseconds(0), Milliseconds(30 * SECOND))
