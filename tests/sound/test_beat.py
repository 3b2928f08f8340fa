"""The beat: one groove from the first beat of an interval to the last, and music in the gaps between messages."""

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
from coach.signal.beat_grid import BeatGrid, beat_grid, first_beat
from coach.signal.loudness import true_peak, ungated_loudness
from coach.sound.beds import score
from coach.sound.beds.band import play_groove, play_phrase
from coach.sound.beds.beat import CLEAR_AFTER, CLEAR_BEFORE, GROOVE_LEVEL, LEAST_MUSIC, BeatBed
from coach.sound.beds.bed import BED_LOUDNESS, UNDER_SPEECH, TimeRange, whole_session
from coach.sound.beds.composition import Composition
from coach.sound.beds.phrases import Drum
from coach.sound.ducking import message_ranges
from coach.sound.placed_sounds import placed_sounds
from coach.sound.tempo import DEFAULT_RUN_BPM, DEFAULT_WALK_BPM, RUN_BPM_RANGE, WALK_BPM_RANGE
from coach.units import Milliseconds, samples

FORMS = [score.RUN, score.LAST_RUN, score.RUN_LIFT, score.WALK, score.WALK_LIFT]
GROOVES = [score.RUN_GROOVE, score.WALK_GROOVE]
LEVEL = BED_LOUDNESS


def laid(bed, sheet, voice):
    return bed.sections(sheet, message_ranges(placed_sounds(sheet, voice)), whole_session(sheet))


def with_tip(sheet, tools, start, interval):
    tip = tools.said(CueKind.TIP, start, None, "Stand tall and look ahead", interval=interval)
    return tip, replace(sheet, cues=tuple(sorted([*sheet.cues, tip], key=lambda cue: cue.start)))


def is_music(section):
    return isinstance(section.source, Composition)


def interval_of(sheet, section):
    return sheet.timeline.intervals[sheet.timeline.at(Milliseconds(section.start + 12))]


@pytest.mark.parametrize("bpm", [*RUN_BPM_RANGE, *WALK_BPM_RANGE])
def test_every_tempo_is_played_within_a_beat_a_minute_of_what_was_asked_for(bpm):
    assert abs(beat_grid(bpm).bpm - bpm) < 0.6


def test_at_the_default_tempos_every_beat_stands_on_the_frame_grid():
    assert beat_grid(DEFAULT_RUN_BPM) == BeatGrid(16)
    assert beat_grid(DEFAULT_WALK_BPM) == BeatGrid(22)


@pytest.mark.parametrize("grid", [BeatGrid(16), BeatGrid(22), BeatGrid(235, 16), BeatGrid(59, 4)])
@pytest.mark.parametrize("moment", [0, 1, 383, 384, 12_345, 60_000])
def test_a_beat_is_found_from_any_moment(grid, moment):
    origin = Milliseconds(24)
    found = grid.first_at(origin, moment + 24)
    assert moment + 24 - 0.5 <= found < moment + 24 + grid.beat_ms
    assert (found - origin) / grid.beat_ms == pytest.approx(round((found - origin) / grid.beat_ms), abs=0.01)
    assert abs(grid.nearest(origin, moment + 24) - moment - 24) <= grid.beat_ms / 2 + 0.5


@pytest.mark.parametrize(("run", "walk"), [(119, 115), (211, 115), (160, 79), (160, 151)])
def test_a_tempo_that_nobody_steps_to_is_refused_with_a_remedy(run, walk):
    with pytest.raises(UsageError, match=r"bpm \d+: .* choose from \d+ to \d+"):
        BeatBed(run, walk)


def test_phrases_are_written_in_four_bars_and_no_two_of_a_form_are_the_same():
    for form in FORMS:
        for phrase in form.phrases:
            for line in (phrase.bass, phrase.melody, *(line for _, line in phrase.drums)):
                assert {len(bar) for bar in line.split()} == {16}
                assert len(line.split()) in {1, 4}
            assert Drum.KICK not in [drum for drum, _ in phrase.drums]
        assert len({replace(phrase, name="") for phrase in form.phrases}) == len(form.phrases)
    for form in (score.RUN, score.WALK):
        assert form.bars == 64
        assert len({phrase.chords for phrase in form.phrases}) >= 4
        assert len({phrase.drums for phrase in form.phrases}) >= 4


@pytest.mark.parametrize("groove", GROOVES, ids=lambda groove: groove.name)
@pytest.mark.parametrize("grid", [BeatGrid(16), BeatGrid(22), BeatGrid(235, 16)], ids=str)
def test_a_groove_has_a_stroke_on_each_beat_of_equal_level_and_goes_round_without_a_click(groove, grid):
    cell = play_groove(groove, grid, LEVEL)
    assert len(cell) == grid.frames * 1_152
    assert np.max(np.abs(cell[0] - cell[-1])) <= np.max(np.abs(np.diff(cell, axis=0)))
    beats = cell.reshape(grid.beats, -1, 2)
    strokes = [np.sqrt(np.mean(beat[:2_400] ** 2)) for beat in beats]
    assert min(strokes) == pytest.approx(max(strokes), rel=0.02)
    assert np.array_equal(cell, play_groove(groove, grid, LEVEL))


@pytest.mark.parametrize("phrase", [phrase for form in FORMS for phrase in form.phrases], ids=lambda phrase: phrase.name)
def test_a_phrase_is_level_whole_in_one_earbud_and_rings_out(phrase):
    length = Milliseconds(6_144)
    music = play_phrase(phrase, length, LEVEL)
    bars = music[: samples(length)]
    assert ungated_loudness(bars) == pytest.approx(LEVEL, abs=0.1 if not any(phrase.rise_db) else 2.5)
    assert true_peak(music) < -3
    assert np.max(np.abs(music[-48:])) < 1e-3
    mono = bars.mean(axis=1)
    assert ungated_loudness(np.column_stack((mono, mono))) > ungated_loudness(bars) - 1.2


def test_a_composition_holds_its_groove_sample_for_sample_and_goes_round(voice, tools):
    for music in {
        section.source.form.name: section.source
        for section in laid(BeatBed(), tools.session(90, 90), voice)
        if is_music(section)
    }.values():
        assert music.period % 24 == 0
        end = Milliseconds(music.period - 500)
        assert np.array_equal(music.pcm(end, Milliseconds(1_000)), music.pcm(Milliseconds(-500), Milliseconds(1_000)))
        whole = music.pcm(Milliseconds(0), music.phrase_length)
        alone = replace(music, groove=replace(music.groove, key="silent", render=lambda: np.zeros((1_152, 2), np.float32)))
        groove = music.groove.pcm(Milliseconds(0), music.phrase_length)
        assert np.allclose(whole - alone.pcm(Milliseconds(0), music.phrase_length), groove, atol=1e-6)
        assert ungated_loudness(groove) == pytest.approx(BED_LOUDNESS + GROOVE_LEVEL, abs=0.2)
        assert ungated_loudness(whole) == pytest.approx(BED_LOUDNESS, abs=1.5)


@pytest.mark.parametrize(("run", "walk"), [(47, 53), (20, 15), (10, 10), (180, 70), (400, 95)])
@pytest.mark.parametrize("bpm", [(156, 114), (163, 81), (207, 149)])
def test_the_beat_is_unbroken_within_every_interval(voice, tools, run, walk, bpm):
    sheet = tools.session(run=run, walk=walk)
    sections = laid(BeatBed(*bpm), sheet, voice)
    assert 0 <= sheet.timeline.duration - sections[-1].end + 12 <= 160 + 24
    for one, other in pairwise(sections):
        assert one.start < other.start
        assert one.end <= other.end
        if interval_of(sheet, one) == interval_of(sheet, other):
            # They cross-fade with equal gain, and the groove is at the same place in both.
            assert one.end - other.start == one.fade_out == other.fade_in
            grid = BeatBed(*bpm).beats[interval_of(sheet, one).effort]
            unit = min(grid.place(4), grid.frames * 24)
            places = [(section.position - section.start) % unit for section in (one, other)]
            assert places[0] == places[1]
        else:
            assert 0 <= other.start - one.end <= BeatBed(*bpm).beats[interval_of(sheet, one).effort].beat_ms / 2 + 12
    for section in sections:
        assert section.end - section.start >= section.fade_in + section.fade_out
        assert 0 <= section.position < section.source.period


def test_an_interval_begins_with_a_stroke_within_12_ms_of_its_change(voice, tools):
    sheet = tools.session(run=47, walk=53)
    starts = {section.start: section for section in laid(BeatBed(), sheet, voice)}
    for interval in sheet.timeline.intervals:
        first = starts[first_beat(interval.start)]
        assert abs(first.start - interval.start) <= 12
        assert first.position == 0


def test_music_enters_and_leaves_at_a_bar_clear_of_every_message(voice, tools):
    tip, sheet = with_tip(tools.session(run=120, walk=90), tools, 80_016, 1)
    bed = BeatBed()
    messages = message_ranges(placed_sounds(sheet, voice))
    music = [section for section in laid(bed, sheet, voice) if is_music(section)]
    assert len(music) > 5
    for section in music:
        interval = interval_of(sheet, section)
        bar = bed.beats[interval.effort].beat_ms * 4
        origin = first_beat(interval.start)
        assert (section.start + 24 - origin) % bar == 0
        assert (section.end - origin) % bar == 0
        for message in messages:
            assert section.end <= message.start - CLEAR_BEFORE or section.start >= message.end + CLEAR_AFTER - 24
    assert any(section.end <= tip.start < section.end + 4_000 for section in music)
    assert any(section.start - 4_000 < tip.end <= section.start for section in music)


def test_the_place_in_the_composition_is_the_bar_since_the_interval_began(voice, tools):
    sheet = tools.session(run=90, walk=90, times=5)
    bed = BeatBed()
    for section in laid(bed, sheet, voice):
        if is_music(section) and "lift" not in section.source.form.name:
            interval = interval_of(sheet, section)
            turn = bed.beats[interval.effort].place(16 * 4) * (interval.repetition - 1)
            assert section.position == (section.start - first_beat(interval.start) + turn) % section.source.period


def test_no_two_neighbouring_minutes_of_an_interval_are_alike(voice, tools):
    """Each bar of four is compared with what is played a minute later."""
    for form in (score.RUN, score.WALK):
        grid = beat_grid(DEFAULT_RUN_BPM if form is score.RUN else DEFAULT_WALK_BPM)
        minute = 60_000 / (grid.beat_ms * 16)
        phrases = [form.phrases[int(place) % len(form.phrases)] for place in np.arange(0, 10 * minute, 1)]
        later = round(minute)
        assert all(one != other for one, other in zip(phrases, phrases[later:], strict=False))
    sheet = tools.session(run=180, walk=60, times=3)
    begins = {}
    for section in laid(BeatBed(), sheet, voice):
        if is_music(section):
            begins.setdefault(sheet.timeline.at(section.start), (section.source.form.name, section.position))
    assert len({begins[number] for number in (1, 3, 5)}) == 3


def test_a_lift_comes_before_each_change_and_the_last_run_has_music_of_its_own(voice, tools):
    sheet = tools.session(run=90, walk=90, times=3, warm_up=120, cool_down=120)
    music = [section for section in laid(BeatBed(), sheet, voice) if is_music(section)]
    runs = [interval for interval in sheet.timeline.intervals if interval.effort is Effort.RUN]
    for interval in sheet.timeline.intervals:
        own = [section for section in music if interval_of(sheet, section) == interval]
        effort = "run" if interval.effort is Effort.RUN else "walk"
        assert own[0].source.form.name == ("last run" if interval == runs[-1] else effort)
        lifts = [section for section in own if section.source.form.name == f"{effort} lift"]
        assert bool(lifts) is (interval != sheet.timeline.intervals[-1])
        assert all(interval.end - lift.start < 27_000 for lift in lifts)
        assert not lifts or interval.end - lifts[0].start > 10_000


def test_music_plays_on_under_a_story_and_is_ducked_more_than_the_groove(tools):
    sheet, story = tools.with_reading(tools.session(warm_up=300), 60_000, 200_000)
    sections = [
        section
        for section in BeatBed().sections(sheet, (story,), whole_session(sheet))
        if section.start < story.end < section.end + 10**6
    ]
    assert any(is_music(section) and section.start < story.start + 30_000 < section.end for section in sections)
    for section in sections:
        level = BED_LOUDNESS if is_music(section) else BED_LOUDNESS + GROOVE_LEVEL
        assert section.source.depth(Milliseconds(0), Milliseconds(1)) == pytest.approx(UNDER_SPEECH - level)


def test_the_groove_alone_plays_under_a_message_however_long_it_is(tools):
    sheet = tools.session(warm_up=300)
    message = TimeRange(Milliseconds(0), Milliseconds(100_000))
    under = [section for section in BeatBed().sections(sheet, (message,), whole_session(sheet)) if section.start < message.end]
    assert not any(is_music(section) for section in under)


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
    messages, free = [], 0
    for gap, length in drawn:
        messages.append(TimeRange(Milliseconds(free + gap), Milliseconds(free + gap + length)))
        free += gap + length + 1_500
    sections = BeatBed(run_bpm, walk_bpm).sections(sheet, tuple(messages), whole_session(sheet))
    assert sections[0].start == 0
    assert 0 <= sheet.timeline.duration - sections[-1].end + 12 <= 160 + 24
    for section in sections:
        assert section.end - section.start >= section.fade_in + section.fade_out
        assert 0 <= section.position < section.source.period
        assert not is_music(section) or section.end - section.start >= 1_000
    for one, other in pairwise(sections):
        assert one.start < other.start
        assert one.end <= other.end
        assert other.start - one.end <= 400
    assert LEAST_MUSIC == 3_000
