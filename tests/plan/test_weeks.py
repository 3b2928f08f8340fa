"""A plan across its weeks: news, milestones and big steps."""

from hypothesis import given
from hypothesis import strategies as st

from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort, Interval, Plan, Repeat, Runner, Session, Week
from coach.plan.weeks import MILESTONES, is_big_step, milestone, milestone_of_week, week_news
from coach.units import MINUTE, SECOND, Milliseconds


def session(run, walk, times=1):
    """A session; run and walk in seconds, 0 for none."""
    parts = ((Effort.RUN, run), (Effort.WALK, walk))
    blocks = tuple(Interval(effort, Milliseconds(length * SECOND)) for effort, length in parts if length)
    easing = (Interval(effort, Milliseconds(5 * MINUTE)) for effort in (Effort.WARM_UP, Effort.COOL_DOWN))
    warm_up, cool_down = easing
    return Session(warm_up, (Repeat(times, blocks),), cool_down)


def plan_of(*weeks):
    return Plan("own", "Own", "", Coaching.WALK_RUN, Runner.BEGINNER, tuple(Week(tuple(week)) for week in weeks))


plans = st.lists(
    st.lists(st.builds(session, st.integers(10, 2_400), st.integers(10, 300), st.integers(1, 6)), min_size=1, max_size=3),
    min_size=2,
    max_size=6,
).map(lambda weeks: plan_of(*weeks))


def places(plan):
    return [(week, number) for week, each in enumerate(plan.weeks, 1) for number in range(1, len(each.sessions) + 1)]


def test_the_first_week_has_no_news():
    plan = plan_of([session(60, 120)], [session(60, 120)])
    assert week_news(plan, 1, 1) is None
    assert week_news(plan, 2, 1) is not None
    assert week_news(plan, 3, 1) is None


def test_a_week_of_sessions_that_are_alike_has_its_news_in_the_first_of_them():
    plan = plan_of([session(60, 120, 6)] * 3, [session(120, 120, 6)] * 3)
    news = week_news(plan, 2, 1)
    assert news.of_whole_week
    assert (news.before.run, news.now.run, news.now.walk) == (MINUTE, 2 * MINUTE, 2 * MINUTE)
    assert (len(news.before.runs), len(news.now.runs)) == (6, 6)
    assert week_news(plan, 2, 2) is None


def test_sessions_that_differ_are_compared_with_their_counterparts():
    plan = plan_of([session(60, 60), session(600, 60)], [session(120, 60), session(600, 60), session(60, 60)])
    assert week_news(plan, 2, 1).before.run == MINUTE
    assert not week_news(plan, 2, 1).of_whole_week
    assert week_news(plan, 2, 2).before == week_news(plan, 2, 2).now
    assert week_news(plan, 2, 3) is None


def test_the_milestones_of_the_bundled_plans():
    found = {
        name: {place: reached // MINUTE for place in places(find_plan(name)) if (reached := milestone(find_plan(name), *place))}
        for name in bundled_names()
    }
    assert {name: at for name, at in found.items() if at} == {
        "walk-run-start": {(4, 1): 5},
        "walk-run-to-30": {(7, 1): 10, (10, 1): 20, (12, 1): 30},
    }


@given(plans)
def test_each_milestone_is_reached_once_and_never_in_the_first_session(plan):
    reached = {place: milestone(plan, *place) for place in places(plan)}
    lengths = [length for length in reached.values() if length]
    assert lengths == sorted(set(lengths))
    assert set(lengths) <= set(MILESTONES)
    assert reached[1, 1] is None
    for (week, number), length in reached.items():
        if length:
            assert length <= plan.weeks[week - 1].sessions[number - 1].longest_run
            assert milestone_of_week(plan, week) >= length


@given(plans)
def test_a_big_step_has_much_more_running(plan):
    for week in range(2, len(plan.weeks) + 1):
        before, now = (sum(session.running for session in plan.weeks[number - 1].sessions) for number in (week - 1, week))
        assert is_big_step(plan, week) is (now > 1.4 * before > 0)
    assert not is_big_step(plan, 1)
    assert not is_big_step(plan, len(plan.weeks) + 1)


def test_what_the_runner_changed_has_no_news_and_no_milestone():
    plan = find_plan("walk-run-start")
    context = session_context(plan, 4, 1, session(180, 120, 5))
    assert context.news is None
    assert context.milestone is None
    assert session_context(plan, 4, 1).milestone == 5 * MINUTE
