"""Durations: read once at the border, written the way they are typed."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coach.errors import DurationError
from coach.units import LONGEST_DURATION, SECOND, Milliseconds, clock, duration_label, parse_duration, samples

_SPELLINGS = [
    ("h", "m", "s"),
    (" h", " min", " s"),
    (" hr", " mins", " sec"),
    (" hours", " minutes", " seconds"),
    ("hour", "minute", "second"),
]

_SIXTY = st.integers(0, 59)
whole_seconds = st.integers(1, LONGEST_DURATION // SECOND).map(lambda seconds: Milliseconds(seconds * SECOND))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45s", 45),
        ("90s", 90),
        ("1m30s", 90),
        ("5m", 300),
        ("1:30", 90),
        ("1h10m", 4_200),
        ("1:10:00", 4_200),
        (" 1M 30S ", 90),
        ("24h", 86_400),
        ("90 sec", 90),
        ("90 secs.", 90),
        ("90 seconds", 90),
        ("2 min", 120),
        ("1 minute", 60),
        ("1.5 min", 90),
        ("1,5 min", 90),
        ("1.5h", 5_400),
        ("0:90", 90),
        ("1m30", 90),
        ("1h10", 4_200),
        ("1 h 10 min", 4_200),
        ("1 hour and 10 minutes", 4_200),
        ("1 min, 30 s", 90),
        ("1'30\"", 90),
        ("2\u00a0min", 120),
        ("400 min", 24_000),
    ],
)
def test_every_documented_form_of_a_duration_is_read(text, seconds):
    assert parse_duration(text) == seconds * SECOND


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0s",
        "0",
        "-1m",
        "1m-30s",
        "30s1m",
        "1:60",
        "1:90",
        "1.5m30s",
        "30 s 1 m",
        "1m m",
        "min",
        "1 month",
        "1:70:00",
        "25h",
        "m",
        "1d",
        "²s",
        "nan",
        "infs",
    ],
)
def test_what_is_no_duration_is_refused_with_a_remedy(text):
    with pytest.raises(DurationError, match="write 45s"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("90", "minutes or seconds? Write 90m or 90s"),
        ("400", "minutes or seconds? Write 400 min or 400s"),
        ("1,5", "minutes or hours? Write 1.5 min or 1.5 h"),
        ("400m", "minutes or metres? For minutes write 400 min; for 400 metres write their time"),
        ("100 m", "minutes or metres?"),
        ("150m30", "minutes or metres?"),
        ("1.33 min", "use whole seconds"),
    ],
)
def test_a_duration_with_two_readings_is_refused_with_both(text, remedy):
    with pytest.raises(DurationError, match=re.escape(remedy)):
        parse_duration(text)


def test_the_most_minutes_with_a_single_letter_are_99():
    assert parse_duration("99m") == parse_duration("99 min")


@given(st.integers(0, 23), _SIXTY, _SIXTY, st.sampled_from(_SPELLINGS), st.sampled_from(["", " ", ", "]))
def test_every_spelling_of_the_units_is_read_alike(hours, minutes, seconds, spelling, joint):
    assume(hours or minutes or seconds)
    parts = zip((hours, minutes, seconds), spelling, strict=True)
    text = joint.join(f"{number}{unit}" for number, unit in parts if number)
    assert parse_duration(text) == (hours * 3_600 + minutes * 60 + seconds) * SECOND


@given(st.integers(1, 99 * 4), st.sampled_from(".,"), st.sampled_from(["m", " min", " minutes"]))
def test_quarters_of_minutes_are_read_with_a_point_or_a_comma(quarters, mark, unit):
    text = f"{quarters / 4:g}".replace(".", mark)
    assert parse_duration(text + unit) == quarters * 15 * SECOND


@given(whole_seconds)
def test_a_duration_is_read_as_it_is_written(duration):
    assert parse_duration(duration_label(duration)) == duration


@given(whole_seconds)
def test_a_stopwatch_time_is_read_as_it_is_shown(duration):
    assert parse_duration(clock(duration)) == duration


@given(st.text(max_size=40))
def test_any_text_is_a_duration_in_bounds_or_a_duration_error(text):
    try:
        assert 0 < parse_duration(text) <= LONGEST_DURATION
    except DurationError as error:
        assert "\n" not in str(error)  # noqa: PT017  # a property: any of the two may happen


@given(whole_seconds)
def test_a_millisecond_is_48_samples(duration):
    assert samples(duration) == duration * 48
