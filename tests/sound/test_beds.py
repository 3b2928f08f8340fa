from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from coach.errors import BedError
from coach.plan.model import Effort
from coach.sound.beds import patterns
from coach.sound.beds.ambient import AmbientBed
from coach.sound.beds.band import play
from coach.sound.beds.beat import RUN_RANGE, WALK_RANGE, BeatBed, loop_period
from coach.sound.beds.bed import BED_LOUDNESS, bed_end, whole
from coach.sound.beds.by_effort import BedByEffort
from coach.sound.ducking import messages
from coach.sound.loudness import loudness, true_peak
from coach.sound.sounds import sounds
from coach.units import Milliseconds, samples

PATTERNS = [*patterns.RUN, patterns.RUN_OUT, *patterns.WALK, patterns.WALK_OUT, *patterns.EASY]


def laid(bed, sheet, voice):
    return bed.sections(sheet, messages(sounds(sheet, voice)), whole(sheet))


def onset(sound):
    """Return the first sample at which the sound has a fifth of its peak."""
    loud = np.abs(sound).max(axis=1)
    return int(np.argmax(loud > 0.2 * np.max(loud)))


@pytest.mark.parametrize("bpm", [*RUN_RANGE, *WALK_RANGE])
def test_every_tempo_is_kept_within_one_part_in_350_in_whole_frames(bpm):
    period = loop_period(bpm)
    assert period % 24 == 0
    assert 16 * 60_000 / period == pytest.approx(bpm, rel=1 / 350)


@pytest.mark.parametrize(("run", "walk"), [(119, 115), (211, 115), (160, 79), (160, 151)])
def test_a_tempo_that_nobody_steps_to_is_refused_with_a_remedy(run, walk):
    with pytest.raises(BedError, match=r"bpm \d+: .* choose from \d+ to \d+"):
        BeatBed(run, walk)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("bpm", [115, 160])
def test_a_pattern_begins_on_its_first_sample_and_goes_round_without_a_click(pattern, bpm):
    period = loop_period(bpm)
    loop = play(pattern, period, BED_LOUDNESS)
    assert loop.shape == (samples(period), 2)
    assert onset(loop[: samples(Milliseconds(100))]) < samples(Milliseconds(5))
    inside = np.max(np.abs(np.diff(loop, axis=0)))
    assert np.max(np.abs(loop[0] - loop[-1])) <= inside


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_a_pattern_is_level_whole_and_the_same_on_every_call(pattern):
    loop = play(pattern, loop_period(140), BED_LOUDNESS)
    assert loudness(loop) == pytest.approx(BED_LOUDNESS, abs=0.1)
    assert true_peak(loop) < -4
    assert np.array_equal(loop, play(pattern, loop_period(140), BED_LOUDNESS))
    mono = loop.mean(axis=1)
    assert loudness(np.column_stack((mono, mono))) > BED_LOUDNESS - 1.0


def test_the_beats_are_where_the_tempo_puts_them():
    period = loop_period(160)
    loop = play(patterns.RUN[0], period, BED_LOUDNESS).mean(axis=1)
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
    assert all(one.end == other.start for one, other in pairwise(sections))
    assert sections[-1].end == bed_end(sheet)


def test_each_effort_has_its_tempo_and_the_edges_of_a_session_are_calmer(voice, tools):
    sheet = tools.session(run=60, walk=60)
    bed = BeatBed(172, 108)
    for section in laid(bed, sheet, voice):
        effort = sheet.timeline.intervals[sheet.timeline.at(section.start)].effort
        assert section.source.period == loop_period(172 if effort is Effort.RUN else 108)
    loops = {section.source.key: section.source for section in laid(bed, sheet, voice)}
    levels = {key: loudness(loop.pcm(Milliseconds(0), loop.period)) for key, loop in loops.items()}
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
    loop = laid(AmbientBed(), tools.session(), voice)[0].source
    around = loop.pcm(Milliseconds(loop.period - 1_000), Milliseconds(2_000))
    steps = np.abs(np.diff(around, axis=0))
    assert np.max(steps[47_990:48_010]) <= np.max(steps)
    assert np.array_equal(around[48_000:], loop.pcm(Milliseconds(0), Milliseconds(1_000)))
    one, other = (loop.pcm(Milliseconds(place), Milliseconds(5_000)) for place in (0, 15_000))
    spectra = [np.abs(np.fft.rfft(part[:, 0]))[500:5_000] for part in (one, other)]
    assert np.corrcoef(*spectra)[0, 1] < 0.98
    assert abs(loudness(one) - loudness(other)) < 4


def test_the_texture_never_dips_where_it_begins_anew_under_a_message(voice, tools):
    sheet = tools.session()
    loop = laid(AmbientBed(), sheet, voice)[0].source
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
        running = sheet.timeline.intervals[sheet.timeline.at(Milliseconds(section.end - 1))].effort is Effort.RUN
        assert ("beat" in section.source.key) is running
    # The last walk and the cool-down after it are one place.
    assert {interval.start for interval in sheet.timeline.intervals[:-1]} <= {section.start for section in both}
