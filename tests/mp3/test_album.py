"""Tracks that are cut from a session, and play without a gap."""

from itertools import pairwise

import numpy as np
import pytest

from coach.mp3.assemble import write_mp3
from coach.mp3.cutting import cut_track
from coach.signal.facts import FRAME_SAMPLES
from coach.units import Samples


@pytest.mark.parametrize("kind", ["voice", "over_bed"])
def test_tracks_one_after_another_are_the_session(kind, sessions, finished, decode, decoded, cache, tmp_path):
    mixdown = sessions[kind].mixdown
    whole = decoded(finished(kind, "joined"))
    cuts = [0, 48_000 * 5, 500_200, 1_234_000, 48_000 * 40, mixdown.length]
    parts = []
    for start, stop in pairwise(cuts):
        track = cut_track(mixdown, Samples(start), Samples(stop))
        path = write_mp3(tmp_path / f"{start}.mp3", track.mixdown, b"", cache, delay=track.delay)
        parts.append(decode(path, mixdown.channels))
        assert len(parts[-1]) == stop - start
    assert np.abs(np.concatenate(parts) - whole).max() < 0.001


def test_a_track_holds_no_more_than_it_needs(voice):
    start, stop = Samples(48_000 * 10), Samples(48_000 * 12)
    track = cut_track(voice.mixdown, start, stop)
    assert sum(span.frames for span in track.mixdown.spans) <= (stop - start) // FRAME_SAMPLES + 4


def test_no_track_encodes_anything_anew(voice, cache, tmp_path):
    write_mp3(tmp_path / "session.mp3", voice.mixdown, b"", cache)
    events = []
    track = cut_track(voice.mixdown, Samples(100_000), Samples(1_300_000))
    write_mp3(tmp_path / "track.mp3", track.mixdown, b"", cache, events.append, track.delay)
    assert events == []
