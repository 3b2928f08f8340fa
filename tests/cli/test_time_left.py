"""The time left: as it is told, against a batch whose every step takes a known time."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.bar import in_words
from coach.cli.time_left import TimeLeft
from coach.progress import Advanced, ExpectedWork, Planned, Stage, Started, Written

SESSIONS = tuple(ExpectedWork(f"Session {number}", 200.0 / number, 100.0 / number) for number in range(1, 7))
STEPS = 20


def timed_events(sessions, speaking, encoding, loading=0.0):
    """Return the events of a batch with their times, where a unit of each work takes so many seconds."""
    now = 100.0
    events = [(now, Planned(sessions))]
    for session in sessions:
        for stage, work, pace in (
            (Stage.SPEAKING, session.speaking, speaking),
            (Stage.ENCODING, session.encoding, encoding),
        ):
            events.append((now, Started(stage, STEPS)))
            now, loading = now + loading, 0.0
            for _ in range(STEPS):
                now += work * pace / STEPS
                events.append((now, Advanced()))
        events.append((now, Written(Path("session.mp3"))))
    return events


def times_told(events):
    """Yield (time left as told, true time left) after each event."""
    end = events[-1][0]
    time_left = TimeLeft()
    for now, event in events:
        time_left.take(event, now)
        yield time_left.seconds(now), end - now


@pytest.mark.parametrize(("speaking", "encoding"), [(0.05, 0.05), (0.05, 0.04), (0.04, 0.05)])
def test_the_time_left_is_true_to_within_a_third_from_the_moment_it_is_told(speaking, encoding):
    readings = [pair for pair in times_told(timed_events(SESSIONS, speaking, encoding, loading=3.0)) if pair[0] is not None]
    assert len(readings) > STEPS * len(SESSIONS)
    for left, true in readings:
        assert left == pytest.approx(true, rel=1 / 3, abs=0.5)


def test_a_kind_of_work_that_is_slower_than_thought_is_known_once_it_was_measured():
    readings = list(times_told(timed_events(SESSIONS, 0.02, 0.2)))
    after_the_first = readings[2 * (STEPS + 1) + 1 :]
    assert all(left == pytest.approx(true, rel=1 / 3, abs=0.5) for left, true in after_the_first)


def test_a_bed_that_is_encoded_once_is_not_expected_of_the_sessions_that_follow():
    sessions = tuple(replace(session, piece=session.encoding / STEPS) for session in SESSIONS)
    events = timed_events(sessions[:1], 0.05, 0.05)[:-1]
    more = [Started(Stage.ENCODING, 5 * STEPS), *([Advanced()] * (5 * STEPS)), Written(Path("session.mp3"))]
    now = events[-1][0]
    for event in more:
        now += sessions[0].piece * 0.05 if isinstance(event, Advanced) else 0.0
        events.append((now, event))
    later = timed_events(sessions[1:], 0.05, 0.05)[1:]
    events[0] = (100.0, Planned(sessions))
    events += [(then + now - 100.0, event) for then, event in later]
    of_the_bed = list(times_told(events))[2 * (STEPS + 1) + 1 :]
    assert len(of_the_bed) > 5 * STEPS
    assert all(left == pytest.approx(true, rel=1 / 3, abs=0.5) for left, true in of_the_bed)


def test_a_computer_that_becomes_slower_is_noticed():
    quick, slow = timed_events(SESSIONS[:2], 0.05, 0.05), timed_events(SESSIONS[2:], 0.15, 0.15)
    wait = quick[-1][0] - slow[0][0]
    events = [(100.0, Planned(SESSIONS)), *quick[1:], *[(now + wait, event) for now, event in slow[1:]]]
    left, true = list(times_told(events))[-2 * (STEPS + 1)]
    assert left == pytest.approx(true, rel=1 / 3)


def test_nothing_is_told_before_anything_was_measured():
    left, _ = zip(*times_told(timed_events(SESSIONS, 0.01, 0.01)), strict=True)
    assert left[0] is None


def test_the_session_in_work_is_named_with_its_place_among_all():
    time_left = TimeLeft()
    assert time_left.title == ""
    time_left.take(Planned(SESSIONS), 0.0)
    assert time_left.title == "1/6 Session 1"
    time_left.take(Written(Path("unchanged.mp3"), unchanged=True), 1.0)
    assert time_left.title == "1/6 Session 1"
    time_left.take(Written(Path("new.mp3")), 1.0)
    assert time_left.title == "2/6 Session 2"


def test_a_session_alone_is_named_without_a_place():
    time_left = TimeLeft()
    time_left.take(Planned(SESSIONS[:1]), 0.0)
    assert time_left.title == "Session 1"


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), max_size=6), st.floats(0, 2), st.floats(0, 2))
def test_the_time_left_is_never_negative_and_the_share_never_more_than_all(works, speaking, encoding):
    sessions = tuple(ExpectedWork("", *work) for work in works)
    time_left = TimeLeft()
    for now, event in timed_events(sessions, speaking, encoding):
        time_left.take(event, now)
        left = time_left.seconds(now + 0.5)
        assert left is None or left >= 0
        assert 0 <= time_left.share(now, 100.0) <= 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0.0, "about 5 s left"),
        (38.0, "about 40 s left"),
        (58.0, "about 1 min left"),
        (127.0, "about 2 min 10 s left"),
        (598.0, "about 10 min left"),
        (3_700.0, "about 62 min left"),
    ],
)
def test_a_time_left_is_written_no_more_exactly_than_it_is_known(seconds, words):
    assert in_words(seconds) == words
