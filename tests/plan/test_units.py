"""Durations: read once at the border, written the way they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import DurationError
from coach.units import LONGEST_DURATION, SECOND, Milliseconds, clock, duration_label, parse_duration, samples

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
    ],
)
def test_every_documented_form_of_a_duration_is_read(text, seconds):
    assert parse_duration(text) == seconds * SECOND


@pytest.mark.parametrize(
    "text",
    ["", " ", "0s", "0", "90", "1.5m", "-1m", "1m-30s", "30s1m", "1:60", "1:70:00", "25h", "m", "1d", "²s", "nan", "infs"],
)
def test_what_is_no_duration_is_refused_with_a_remedy(text):
    with pytest.raises(DurationError, match="write 45s"):
        parse_duration(text)


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
