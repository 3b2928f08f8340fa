"""Plans of any shape, for the properties."""

from types import SimpleNamespace

import pytest
from hypothesis import strategies as st

from coach.errors import PlanError
from coach.plan.model import Coaching, Effort, Flavour, Interval, Plan, Repeat, Runner, Session, Week
from coach.plan.rules import check_session
from coach.units import MINUTE, SECOND, Milliseconds

lengths = st.integers(4, 600).map(lambda seconds: Milliseconds(seconds * SECOND))
flavours = st.sampled_from([None, *Flavour])
words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
notes = st.none() | st.lists(words, min_size=1, max_size=4).map(" ".join)
intervals = st.builds(Interval, st.sampled_from([Effort.RUN, Effort.WALK]), lengths, flavours, notes)
walks = st.builds(Interval, st.just(Effort.WALK), lengths, flavours, notes)


def repeats(inner):
    return st.builds(Repeat, st.integers(1, 4), st.lists(inner, min_size=1, max_size=3).map(tuple))


def main_sets(inner):
    blocks = st.recursive(inner, repeats, max_leaves=4)
    return st.lists(blocks, min_size=1, max_size=3).map(tuple)


def easings(effort, least):
    longer = st.integers(least // SECOND, 900).map(lambda seconds: Milliseconds(seconds * SECOND))
    return st.builds(Interval, st.just(effort), longer, flavours, notes)


def sessions(inner=intervals, least=5 * MINUTE):
    return st.builds(
        Session, easings(Effort.WARM_UP, least), main_sets(inner), easings(Effort.COOL_DOWN, least), title=notes, note=notes
    )


def keeps_the_rules(session):
    try:
        check_session(session)
    except PlanError:
        return False
    return True


running_sessions = sessions().filter(keeps_the_rules)
walking_sessions = sessions(walks, 30 * SECOND).filter(keeps_the_rules)
any_session = running_sessions | walking_sessions
weeks = st.builds(Week, st.lists(any_session, min_size=1, max_size=4).map(tuple), title=notes)
plans = st.builds(
    Plan,
    st.just("mine"),
    words,
    notes.map(lambda text: text or ""),
    st.sampled_from(Coaching),
    st.sampled_from(Runner),
    st.lists(weeks, min_size=1, max_size=4).map(tuple),
)


@pytest.fixture(scope="session")
def shapes():
    """Strategies for `data.draw`: valid sessions and plans of any shape."""
    return SimpleNamespace(running=running_sessions, walking=walking_sessions, session=any_session, plan=plans)


@pytest.fixture(scope="session")
def make():
    """Make values of the plan in few words: durations in seconds."""

    def run(seconds, **more):
        return Interval(Effort.RUN, Milliseconds(seconds * SECOND), **more)

    def walk(seconds, **more):
        return Interval(Effort.WALK, Milliseconds(seconds * SECOND), **more)

    def session(*main, warm_up=300, cool_down=300):
        return Session(
            Interval(Effort.WARM_UP, Milliseconds(warm_up * SECOND)),
            main,
            Interval(Effort.COOL_DOWN, Milliseconds(cool_down * SECOND)),
        )

    def repeat(times, *blocks):
        return Repeat(times, blocks)

    return SimpleNamespace(run=run, walk=walk, session=session, repeat=repeat)
