from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.plan.model import Effort
from coach.signal.beat_grid import first_beat
from coach.signal.loudness import true_peak, ungated_loudness
from coach.sound.beds import ambient
from coach.sound.beds.ambient import AmbientBed
from coach.sound.beds.beat import BeatBed
from coach.sound.beds.bed import TimeRange, whole_session
from coach.sound.beds.by_effort import BedByEffort
from coach.sound.beds.held_chord import CLEAR_AFTER, CLEAR_BEFORE, chord_ranges, held_chord
from coach.sound.ducking import HOLD, message_ranges
from coach.sound.placed_sounds import placed_sounds
from coach.units import Decibels, Milliseconds


def laid(bed, sheet, voice):
    return bed.sections(sheet, message_ranges(placed_sounds(sheet, voice)), whole_session(sheet))


@given(
    st.lists(st.tuples(st.integers(HOLD, 90_000), st.integers(200, 9_000)), max_size=6),
    st.integers(1_100, 3_000),
)
def test_rests_hold_all_that_is_said_and_lie_whole_bars_apart(drawn, bar):
    said, free = [], 0
    for gap, length in drawn:
        said.append(TimeRange(Milliseconds(free + gap), Milliseconds(free + gap + length)))
        free += gap + length
    stops = list(chord_ranges(said, Milliseconds(0), Milliseconds(10**6), Milliseconds(bar)))
    since = 0
    for stop in stops:
        assert (stop.start - since) % bar == 0
        assert stop.end % 24 == 0
        since = stop.end
    assert all(one.end + bar <= other.start for one, other in pairwise(stops))
    for message in said:
        stop = next(stop for stop in stops if stop.start <= message.start and message.end < stop.end)
        assert stop.end - message.end >= CLEAR_AFTER
    for before, stop in zip([None, *stops], stops, strict=False):
        first = next(message for message in said if message.start >= stop.start)
        begins_anew = before.end if before else 0
        assert first.start - stop.start >= CLEAR_BEFORE or stop.start == begins_anew


def test_the_texture_plays_on_under_a_story(tools):
    bed = AmbientBed()
    sheet, story = tools.with_reading(tools.session(warm_up=300), 60_000, 200_000)
    heard = [section for section in bed.sections(sheet, (story,), whole_session(sheet)) if section.start < story.end]
    assert all(section.source.period > 24 for section in heard)


def test_a_held_chord_is_the_same_in_every_frame():
    chord = held_chord("test", ambient.HARMONICS, -26.0, Decibels(-6.0))
    sound = chord.pcm(Milliseconds(0), Milliseconds(960)).reshape(40, -1)
    assert np.array_equal(sound, np.repeat(sound[:1], 40, axis=0))
    heard = chord.pcm(Milliseconds(0), Milliseconds(960))
    assert ungated_loudness(heard) == pytest.approx(-26.0, abs=0.2)
    assert true_peak(heard) < -12
    assert np.max(np.abs(np.diff(heard, axis=0))) < 0.05
    mono = heard.mean(axis=1)
    assert ungated_loudness(np.column_stack((mono, mono))) > -28


def test_the_texture_has_no_seam_and_never_stands_still(voice, tools):
    loop = texture(laid(AmbientBed(), tools.session(), voice))
    around = loop.pcm(Milliseconds(loop.period - 1_000), Milliseconds(2_000))
    steps = np.abs(np.diff(around, axis=0))
    assert np.max(steps[47_990:48_010]) <= np.max(steps)
    assert np.array_equal(around[48_000:], loop.pcm(Milliseconds(0), Milliseconds(1_000)))
    one, other = (loop.pcm(Milliseconds(place), Milliseconds(5_000)) for place in (0, 15_000))
    spectra = [np.abs(np.fft.rfft(part[:, 0]))[500:5_000] for part in (one, other)]
    assert np.corrcoef(*spectra)[0, 1] < 0.98
    assert abs(ungated_loudness(one) - ungated_loudness(other)) < 4


def texture(sections):
    return next(section.source for section in sections if section.source.period > 24)


def test_the_texture_never_dips_where_it_begins_anew_after_a_message(voice, tools):
    sheet = tools.session()
    loop = texture(laid(AmbientBed(), sheet, voice))
    assert true_peak(loop.pcm(Milliseconds(0), loop.period)) < -8
    for one, other in pairwise(laid(AmbientBed(), sheet, voice)):
        assert other.start == one.end - one.fade_out
        assert other.fade_in == one.fade_out


def test_two_beds_share_a_session_by_effort(voice, tools):
    sheet = tools.session()
    for section in laid(BedByEffort(BeatBed(), None), sheet, voice):
        assert sheet.timeline.intervals[sheet.timeline.at(Milliseconds(section.start + 12))].effort is Effort.RUN
    both = laid(BedByEffort(BeatBed(), AmbientBed()), sheet, voice)
    for section in both:
        running = sheet.timeline.intervals[sheet.timeline.at(Milliseconds(section.start + 12))].effort is Effort.RUN
        assert ("beat" in section.source.describe(Milliseconds(0), Milliseconds(1))) is running
    # The last walk and the cool-down after it are one place.
    starts = {section.start for section in both}
    assert all(starts & {interval.start, first_beat(interval.start)} for interval in sheet.timeline.intervals[:-1])
