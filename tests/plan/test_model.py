"""What a plan's values say about themselves, and the timeline that they are laid on."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coach.plan.model import Effort, unrolled
from coach.plan.rules import count_intervals
from coach.plan.timeline import timeline
from coach.units import MINUTE, SECOND


def test_repeats_within_repeats_are_run_in_the_order_in_which_they_are_written(make):
    block = make.repeat(2, make.repeat(2, make.run(10), make.walk(20)), make.walk(60))
    assert [interval.duration // SECOND for interval in unrolled(block)] == [10, 20, 10, 20, 60] * 2


def test_a_session_knows_its_running_and_its_longest_run(make):
    session = make.session(make.repeat(3, make.run(60), make.walk(30)), make.run(120))
    assert (session.running, session.longest_run) == (5 * MINUTE, 2 * MINUTE)


def test_a_session_that_is_all_walking_has_no_running(make):
    session = make.session(make.walk(600))
    assert (session.running, session.longest_run) == (0, 0)


def test_runs_and_walks_are_counted_each_for_themselves(make):
    line = timeline(make.session(make.repeat(3, make.run(60), make.walk(30)), make.walk(60)))
    runs = [(interval.repetition, interval.repetitions) for interval in line.intervals if interval.effort is Effort.RUN]
    walks = [(interval.repetition, interval.repetitions) for interval in line.intervals if interval.effort is Effort.WALK]
    assert runs == [(1, 3), (2, 3), (3, 3)]
    assert walks == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_moment_on_a_change_belongs_to_the_interval_that_begins_there(make):
    line = timeline(make.session(make.run(60), make.walk(60)))
    assert [line.at(moment * SECOND) for moment in (0, 299, 300, 359, 360, 719, 720, 9_999)] == [0, 0, 1, 1, 2, 3, 3, 3]


@given(st.data())
def test_intervals_tile_the_session_and_add_up_to_its_total(shapes, data):
    session = data.draw(shapes.session)
    line = timeline(session)
    assert line.intervals[0].start == 0
    assert all(before.end == after.start for before, after in pairwise(line.intervals))
    assert line.duration == session.duration == sum(interval.duration for interval in session.intervals())
    assert len(line.intervals) == count_intervals(session.main) + 2
    assert [interval.effort for interval in line.intervals] == [interval.effort for interval in session.intervals()]


@given(st.data())
def test_every_moment_of_a_session_lies_in_the_interval_that_is_found_for_it(shapes, data):
    line = timeline(data.draw(shapes.session))
    moment = data.draw(st.integers(0, line.duration - 1))
    found = line.intervals[line.at(moment)]
    assert found.start <= moment < found.end
