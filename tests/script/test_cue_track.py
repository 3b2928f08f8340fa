"""The cue track: what is taken, what has room, and how a wording becomes cues."""

from itertools import pairwise

import pytest
from support import SpokenAtReadingSpeed

from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.breaths import REST, lead
from coach.script.cue_track import CLOSEST, TIMED_WITHIN, CueTrack, Utterance
from coach.script.cues import Cue, CueKind, Tone
from coach.script.lines import Wording
from coach.script.moments import grid_down, grid_up
from coach.signal.beat_grid import BeatGrid
from coach.signal.facts import FRAME_MS
from coach.signal.headset import HEADSET_SLEEPS_AFTER
from coach.units import MINUTE, SECOND, Milliseconds

DURATIONS = SpokenAtReadingSpeed()


def timeline(*seconds):
    moments = [0]
    for length in seconds:
        moments.append(moments[-1] + length * SECOND)
    return Timeline(
        tuple(
            TimedInterval(Effort.RUN if number % 2 else Effort.WALK, None, Milliseconds(start), Milliseconds(end), 1, 1)
            for number, (start, end) in enumerate(pairwise(moments))
        )
    )


def track_of(*seconds, wake=0, beats=None):
    return CueTrack(timeline(*seconds), DURATIONS, Milliseconds(wake), beats or {})


def cue(start, end, interval=0):
    return Cue(CueKind.TIP, Milliseconds(start), Milliseconds(end), interval)


def test_moments_are_moved_to_the_grid():
    assert [grid_up(0), grid_up(1), grid_up(FRAME_MS), grid_down(FRAME_MS - 1)] == [0, FRAME_MS, FRAME_MS, 0]


def test_words_follow_their_tone_and_each_other_on_the_grid():
    utterance = Utterance(CueKind.WARNING, 0, (), Tone.WARNING)
    (laid,) = track_of(60).compose(utterance, Wording(("One.", "Two.")), Milliseconds(1_200))
    first, second = laid.phrases
    assert laid.start + first.offset >= 1_200 + DURATIONS.tone(Tone.WARNING)
    assert (laid.start + first.offset) % FRAME_MS == (laid.start + second.offset) % FRAME_MS == 0
    assert second.offset > first.offset + first.length
    assert laid.end == laid.start + second.offset + second.length


def test_a_pause_makes_two_cues_with_quiet_between_them():
    wording = Wording(("Say where you are.",), Milliseconds(5 * SECOND), ("Good.",))
    first, second = track_of(60).compose(Utterance(CueKind.TALK_TEST, 0, ()), wording, Milliseconds(0))
    assert 5 * SECOND <= second.start - first.end < 5 * SECOND + FRAME_MS


def test_over_a_beat_every_cue_and_every_phrase_begins_on_it():
    grid = BeatGrid(22)
    track = track_of(60, beats={Effort.WALK: grid})
    wording = Wording(("Walk.", "Breathe."))
    for kind in (CueKind.TIP, CueKind.TALK_TEST, CueKind.WELCOME):
        (cue,) = track.compose(Utterance(kind, 0, ()), wording, Milliseconds(5_016))
        assert cue.start == 10 * 528
        assert all((cue.start + phrase.offset) % 528 == 0 for phrase in cue.phrases)


def test_what_stands_at_an_exact_moment_stays_there_and_its_words_follow_on_the_beat():
    track = track_of(60, beats={Effort.WALK: BeatGrid(22)})
    (command,) = track.compose(Utterance(CueKind.COMMAND, 0, (), Tone.WALK), Wording(("Walk.",)), Milliseconds(0))
    (tick,) = track.compose(Utterance(CueKind.COUNTDOWN, 0, (), Tone.COUNT), None, Milliseconds(57_000))
    assert command.start == 0
    assert command.phrases[0].offset % 528 == 0
    assert tick.start == 57_000


@pytest.mark.parametrize("grid", [BeatGrid(16), BeatGrid(22), BeatGrid(235, 16), BeatGrid(31)])
@pytest.mark.parametrize("length", range(20, 200, 7))
def test_what_names_a_time_is_within_a_fifth_of_a_second_of_it(grid, length):
    track = track_of(length, beats={Effort.WALK: grid})
    meant = Milliseconds((length - 10) * SECOND)
    (warning,) = track.compose(Utterance(CueKind.WARNING, 0, (), Tone.WARNING), None, meant)
    assert abs(warning.start - meant) <= TIMED_WITHIN
    halves = (warning.start - 0) / grid.beat_ms * 2
    assert halves == pytest.approx(round(halves), abs=0.01)


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [(0, 4_650, True), (0, 4_651, False), (6_349, 7_000, False), (6_350, 7_000, True), (5_100, 5_200, False), (-1, 100, False)],
)
def test_a_cue_has_room_if_its_neighbours_are_far_enough(start, end, free):
    track = track_of(60)
    track.put((cue(5_000, 6_000),))
    assert track.has_room((cue(start, end),), CLOSEST) is free


def test_speech_is_counted_but_that_of_a_story():
    track = track_of(60)
    spoken = track.compose(Utterance(CueKind.TIP, 0, ()), Wording(("Breathe out.",)), Milliseconds(0))
    track.put(spoken)
    track.put(track.compose(Utterance(CueKind.STORY, 0, ()), Wording(("Once.",)), Milliseconds(9_000)), counts=False)
    assert track.speech == spoken[0].phrases[0].length


def test_an_interval_of_a_minute_keeps_its_quiet_stretch():
    track = track_of(60, 30)
    track.put((cue(20_500, 21_000),))
    assert track.keeps_quiet((cue(10_000, 11_000),))
    track.put((cue(39_000, 42_000),))
    assert not track.keeps_quiet((cue(10_000, 11_000),))
    assert track.keeps_quiet((cue(70_000, 71_000, interval=1),))


def test_gaps_are_where_nothing_is_heard():
    track = track_of(120)
    track.put((cue(60_000, 61_000),))
    assert track.gaps(0, Milliseconds(20 * SECOND)) == [(20_016, 60_000), (grid_up(61_000 + CLOSEST), 120_000)]


def test_a_cue_follows_what_its_interval_begins_with():
    track = track_of(60, 60)
    assert track.follow_on(1) == MINUTE
    track.put((cue(60_000, 63_000, interval=1), cue(63_400, 64_000, interval=1)))
    assert track.follow_on(1) == grid_up(64_000 + CLOSEST)


def test_a_wake_sound_comes_before_a_cue_after_silence():
    track = track_of(60, wake=1_800)
    track.put((cue(10_008, 11_000), cue(11_500, 12_000)))
    wake, first, second = track.with_wakes()
    assert (wake.tone, wake.kind) == (Tone.WAKE, CueKind.WAKE)
    assert wake.start == grid_down(first.start - lead(Milliseconds(1_800)))
    assert wake.end == grid_down(first.start - REST)
    assert second.start == 11_500


def test_in_a_short_gap_a_headset_is_kept_awake_by_as_little_as_can_be():
    for gap in range(900, 4_000, 100):
        track = track_of(60, wake=1_500)
        track.put((cue(0, 20_000), cue(20_000 + gap, 30_000)))
        cues = track.with_wakes()
        if gap <= HEADSET_SLEEPS_AFTER:
            assert len(cues) == 2
            continue
        first, breath, second = cues
        assert second.start - breath.end < HEADSET_SLEEPS_AFTER
        awake_still = breath.start - first.end < HEADSET_SLEEPS_AFTER
        assert awake_still or second.start - breath.start >= 1_500
        assert breath.end - breath.start <= lead(Milliseconds(1_500)) - REST


def ticks(count, change=30_000):
    return tuple(
        Cue(CueKind.COUNTDOWN, Milliseconds(change - left * SECOND), Milliseconds(change - left * SECOND + 120), 0, Tone.COUNT)
        for left in range(count, 0, -1)
    )


@pytest.mark.parametrize(("count", "lost"), [(1, 0), (2, 0), (3, 1), (5, 1)])
def test_of_three_ticks_or_more_the_first_may_be_lost_and_no_other(count, lost):
    track = track_of(60, wake=1_500)
    track.put(ticks(count))
    breath, *counted = track.with_wakes()
    awake_from = breath.start + 1_500
    assert sum(tick.start < awake_from for tick in counted) == lost


def test_the_first_words_wait_for_a_headset_that_the_opening_does_not_wake():
    track = track_of(60, wake=4_000)
    wording = Wording(("Welcome.",))
    opening, words = track.compose(Utterance(CueKind.COMMAND, 0, (wording,), Tone.OPENING), wording, Milliseconds(0))
    assert (opening.tone, opening.phrases) == (Tone.OPENING, ())
    assert words.start >= 4_000
    track.put((opening, words))
    assert [cue.kind for cue in track.with_wakes()] == [CueKind.COMMAND, CueKind.WAKE, CueKind.COMMAND]
