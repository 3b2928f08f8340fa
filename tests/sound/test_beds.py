from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import UsageError
from coach.plan.model import Effort
from coach.script.cues import CueKind
from coach.signal.loudness import true_peak, ungated_loudness
from coach.sound.beds import ambient, beat, patterns
from coach.sound.beds.ambient import AmbientBed
from coach.sound.beds.band import play_pattern
from coach.sound.beds.beat import BeatBed, loop_period
from coach.sound.beds.bed import BED_LOUDNESS, TimeRange, bed_end, whole_session
from coach.sound.beds.by_effort import BedByEffort
from coach.sound.beds.held_chord import CHORD_FADE, CLEAR_AFTER, CLEAR_BEFORE, chord_ranges, held_chord
from coach.sound.ducking import HOLD, message_ranges
from coach.sound.placed_sounds import placed_sounds
from coach.sound.tempo import DEFAULT_RUN_BPM, DEFAULT_WALK_BPM, RUN_BPM_RANGE, WALK_BPM_RANGE
from coach.units import Milliseconds, samples

OPENINGS = [patterns.RUN_IN, patterns.WALK_IN, patterns.EASY_IN]
PATTERNS = [*patterns.RUN, patterns.RUN_OUT, *patterns.WALK, patterns.WALK_OUT, *patterns.EASY, *OPENINGS]


def laid(bed, sheet, voice):
    return bed.sections(sheet, message_ranges(placed_sounds(sheet, voice)), whole_session(sheet))


def onset(sound):
    """Return the first sample at which the sound has a fifth of its peak."""
    loud = np.abs(sound).max(axis=1)
    return int(np.argmax(loud > 0.2 * np.max(loud)))


@pytest.mark.parametrize("bpm", [*RUN_BPM_RANGE, *WALK_BPM_RANGE])
def test_every_tempo_is_kept_within_one_part_in_350_in_whole_frames(bpm):
    period = loop_period(bpm)
    assert period % 24 == 0
    assert 16 * 60_000 / period == pytest.approx(bpm, rel=1 / 350)


@pytest.mark.parametrize(("run", "walk"), [(119, 115), (211, 115), (160, 79), (160, 151)])
def test_a_tempo_that_nobody_steps_to_is_refused_with_a_remedy(run, walk):
    with pytest.raises(UsageError, match=r"bpm \d+: .* choose from \d+ to \d+"):
        BeatBed(run, walk)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("bpm", [115, 160])
def test_a_pattern_begins_on_its_first_sample_and_goes_round_without_a_click(pattern, bpm):
    period = loop_period(bpm)
    loop = play_pattern(pattern, period, BED_LOUDNESS)
    assert loop.shape == (samples(period), 2)
    assert onset(loop[: samples(Milliseconds(100))]) < samples(Milliseconds(5))
    inside = np.max(np.abs(np.diff(loop, axis=0)))
    assert np.max(np.abs(loop[0] - loop[-1])) <= inside


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_a_pattern_is_level_whole_and_the_same_on_every_call(pattern):
    loop = play_pattern(pattern, loop_period(140), BED_LOUDNESS)
    assert ungated_loudness(loop) == pytest.approx(BED_LOUDNESS, abs=0.1)
    assert true_peak(loop) < -4
    assert np.array_equal(loop, play_pattern(pattern, loop_period(140), BED_LOUDNESS))
    mono = loop.mean(axis=1)
    assert ungated_loudness(np.column_stack((mono, mono))) > BED_LOUDNESS - 1.0


def test_the_beats_are_where_the_tempo_puts_them():
    period = loop_period(160)
    loop = play_pattern(patterns.RUN[0], period, BED_LOUDNESS).mean(axis=1)
    power = np.convolve(loop**2, np.ones(240), mode="same")
    rise = np.maximum(np.diff(power), 0)
    spectrum = np.abs(np.fft.rfft(rise))
    # 16 beats go once round: the beat is the sixteenth line, and stronger than what lies between the beats' lines.
    assert spectrum[16] > 3 * np.max(spectrum[17:32])
    beats = [round(step * len(loop) / 16) for step in range(16)]
    assert all(np.max(power[beat : beat + 960]) > 3 * np.median(power) for beat in beats)


def test_patterns_are_written_in_four_bars_and_there_are_at_least_three_for_each_effort():
    assert min(len(patterns.RUN), len(patterns.WALK)) >= 3
    assert len({pattern.name for pattern in PATTERNS}) == len(PATTERNS)
    for pattern in PATTERNS:
        for line in (pattern.bass, pattern.melody, *(line for _, line in pattern.drums)):
            assert {len(bar) for bar in line.split()} == {16}
            assert len(line.split()) in {1, 4}


def test_the_beat_begins_anew_at_each_change_and_leads_into_the_next_on_the_bar(voice, tools):
    sheet = tools.session(run=47, walk=53, times=2)
    sections = laid(BeatBed(), sheet, voice)
    starts = {section.start: section for section in sections}
    ends = {section.end: section for section in sections}
    for interval in sheet.timeline.intervals:
        assert starts[interval.start].position == 0
    for interval in sheet.timeline.intervals[:-1]:
        last = ends[interval.end]
        assert (last.position + last.end - last.start) % last.source.period == 0
    assert all(one.end - other.start in (0, CHORD_FADE) for one, other in pairwise(sections))
    assert sections[-1].end == bed_end(sheet)


@pytest.mark.parametrize(("run", "walk"), [(47, 53), (20, 15), (10, 10), (180, 70), (400, 95)])
@pytest.mark.parametrize("bpm", [(160, 115), (163, 81), (207, 149)])
def test_no_bar_is_ever_cut(voice, tools, run, walk, bpm):
    sheet = tools.session(run=run, walk=walk)
    tip = tools.said(CueKind.TIP, 40_000 + run * 500 // 24 * 24, None, "Stand tall", interval=1)
    bed = BeatBed(*bpm)
    sections = laid(bed, replace(sheet, cues=tuple(sorted([*sheet.cues, tip], key=lambda cue: cue.start))), voice)
    within = [pair for pair in pairwise(sections) if pair[1].start not in {each.start for each in sheet.timeline.intervals}]
    assert all({one.source.period, other.source.period} != {24} for one, other in within)
    assert all(one.start < other.start < one.end <= other.end for one, other in pairwise(sections) if one.fade_out > 8)
    for section in sections:
        assert section.end - section.start >= section.fade_in + section.fade_out
        effort = sheet.timeline.intervals[sheet.timeline.at(section.start)].effort
        bar = loop_period(bpm[0] if effort is Effort.RUN else bpm[1]) // 4
        unit = {24: 1, 4 * bar: bar}.get(section.source.period, section.source.period)
        rings = CHORD_FADE if section.fade_out == CHORD_FADE else 0
        played = section.end - rings - section.start
        if unit == bed.pulses[effort]:
            # Its last beat may be a frame short: what follows begins on the grid of frames. Or all of an interval is words.
            changes = {interval.end for interval in sheet.timeline.intervals}
            assert section.end - rings in changes or played % unit in (0, *range(unit - 24, unit))
        else:
            assert played % unit == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(4, 400),
    st.integers(4, 400),
    st.sampled_from(RUN_BPM_RANGE),
    st.sampled_from(WALK_BPM_RANGE),
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(100, 12_000)), max_size=40),
)
def test_whatever_is_said_the_parts_of_a_beat_follow_each_other_without_a_gap(tools, run, walk, run_bpm, walk_bpm, drawn):
    sheet = tools.session(run=run, walk=walk)
    said, free = [], 0
    for gap, length in drawn:
        said.append(TimeRange(Milliseconds(free + gap), Milliseconds(free + gap + length)))
        free += gap + length + 1_500
    sections = BeatBed(run_bpm, walk_bpm).sections(sheet, tuple(said), whole_session(sheet))
    assert sections[0].start == 0
    assert sections[-1].end == bed_end(sheet)
    for section in sections:
        assert section.end - section.start >= section.fade_in + section.fade_out
        assert 0 <= section.position < section.source.period
    for one, other in pairwise(sections):
        assert one.start < other.start
        assert other.start <= one.end <= other.end
        assert one.end - other.start in (0, CHORD_FADE)


def test_the_band_rests_while_something_is_said_in_its_midst(voice, tools):
    sheet = tools.session(run=120)
    tip = tools.said(CueKind.TIP, 80_016, None, "Stand tall and look ahead", interval=1)
    sections = laid(BeatBed(), replace(sheet, cues=tuple(sorted([*sheet.cues, tip], key=lambda cue: cue.start))), voice)
    chord = next(section for section in sections if section.start < tip.start < section.end)
    assert chord.source.period == 24
    assert 600 < tip.start - chord.start < 600 + loop_period(160) / 4 + 100
    after = next(section for section in sections if section.start >= tip.end)
    assert after.position == 0
    assert 400 < after.start - tip.end < 800
    assert after.source.period == loop_period(160)


@pytest.mark.parametrize("bpm", [*RUN_BPM_RANGE, *WALK_BPM_RANGE])
def test_the_beats_that_words_begin_on_are_whole_frames_at_nearly_the_tempo(bpm):
    pulse = BeatBed(*((bpm, DEFAULT_WALK_BPM) if bpm in RUN_BPM_RANGE else (DEFAULT_RUN_BPM, bpm))).pulses[
        Effort.RUN if bpm in RUN_BPM_RANGE else Effort.WALK
    ]
    assert pulse % 24 == 0
    assert 400 < pulse < 1_200
    beats = 2 if bpm >= 109 else 1
    assert beats * 60_000 / pulse == pytest.approx(bpm, rel=1 / 45)


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


@pytest.mark.parametrize("bed", [BeatBed(), AmbientBed()], ids=["beat", "texture"])
def test_a_bed_plays_on_under_a_story(tools, bed):
    sheet = tools.session(warm_up=300)
    story = TimeRange(Milliseconds(60_000), Milliseconds(200_000))
    heard = [section for section in bed.sections(sheet, (story,), whole_session(sheet)) if section.start < story.end]
    assert all(section.source.period > 24 for section in heard)


@pytest.mark.parametrize("voices", [beat.CHORD, ambient.HARMONICS], ids=["beat", "texture"])
def test_a_held_chord_is_the_same_in_every_frame(voices):
    chord = held_chord("test", voices, -26.0)
    sound = chord.pcm(Milliseconds(0), Milliseconds(960)).reshape(40, -1)
    assert np.array_equal(sound, np.repeat(sound[:1], 40, axis=0))
    heard = chord.pcm(Milliseconds(0), Milliseconds(960))
    assert ungated_loudness(heard) == pytest.approx(-26.0, abs=0.2)
    assert true_peak(heard) < -12
    assert np.max(np.abs(np.diff(heard, axis=0))) < 0.05
    mono = heard.mean(axis=1)
    assert ungated_loudness(np.column_stack((mono, mono))) > -28


def test_each_effort_has_its_tempo_and_the_edges_of_a_session_are_calmer(voice, tools):
    sheet = tools.session(run=60, walk=60)
    bed = BeatBed(172, 108)
    for section in laid(bed, sheet, voice):
        effort = sheet.timeline.intervals[sheet.timeline.at(section.start)].effort
        bpm = 172 if effort is Effort.RUN else 108
        assert section.source.period in (loop_period(bpm), bed.pulses[effort], 24)
    loops = {section.source.key: section.source for section in laid(bed, sheet, voice)}
    levels = {key: ungated_loudness(loop.pcm(Milliseconds(0), loop.period)) for key, loop in loops.items()}
    calm = next(level for key, level in levels.items() if "dawn" in key)
    assert calm == pytest.approx(BED_LOUDNESS - 3, abs=0.2)


def test_long_runs_and_repetitions_do_not_wear_out(voice, tools):
    sheet = tools.session(run=180, walk=60, times=3)
    keys = {}
    for section in laid(BeatBed(), sheet, voice):
        number = sheet.timeline.at(section.start)
        keys.setdefault(number, []).append(section.source.key)
    runs = [keys[number] for number in (1, 3, 5)]
    assert all(len(set(run)) >= 4 for run in runs)
    assert len({tuple(run) for run in runs}) == 3
    assert len({run[0] for run in runs}) == 1


def test_the_new_beat_is_heard_exactly_on_the_change(voice, tools):
    sheet = replace(tools.session(), cues=())
    for section in laid(BeatBed(), sheet, voice):
        if section.start in {interval.start for interval in sheet.timeline.intervals}:
            beginning = section.source.pcm(section.position, Milliseconds(120))
            assert onset(beginning) < samples(Milliseconds(5))


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
        assert sheet.timeline.intervals[sheet.timeline.at(section.start)].effort is Effort.RUN
    both = laid(BedByEffort(BeatBed(), AmbientBed()), sheet, voice)
    for section in both:
        running = sheet.timeline.intervals[sheet.timeline.at(section.start)].effort is Effort.RUN
        assert ("beat" in section.source.key) is (running and section.source.period > 24)
    # The last walk and the cool-down after it are one place.
    assert {interval.start for interval in sheet.timeline.intervals[:-1]} <= {section.start for section in both}
