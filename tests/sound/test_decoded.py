"""Ground truth: what is heard of a finished file."""

from __future__ import annotations

import av
import numpy as np
import pytest

from coach.cache import Cache
from coach.mp3.assemble import write_mp3
from coach.mp3.whole import encode_whole
from coach.plan.model import Effort
from coach.script.cues import Tone
from coach.signal.facts import FRAME_SAMPLES, FULL_SCALE_16_BIT, SPEECH_LOUDNESS
from coach.signal.loudness import true_peak, ungated_loudness
from coach.sound.beds.ambient import AmbientBed
from coach.sound.beds.beat import BeatBed
from coach.sound.beds.music import MusicBed, TalkBed
from coach.sound.earcons import waveform
from coach.sound.mix import mix
from coach.sound.mixdown import ENCODER_LEAD
from coach.sound.placed_sounds import placed_sounds
from coach.units import Milliseconds, samples

KINDS = ["none", "beat", "ambient", "music", "talk"]
FARTHEST = samples(Milliseconds(5))
BETWEEN_ENCODER_AND_CEILING = 0.5


def decoded(path):
    with av.open(str(path)) as container:
        to_floats = av.AudioResampler(format="fltp")
        parts = [part.to_ndarray() for frame in container.decode(audio=0) for part in to_floats.resample(frame)]
    return np.concatenate(parts, axis=1).T.astype(np.float64)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    """Make a track with a beat, a tune and silence between them."""
    path = tmp_path_factory.mktemp("song") / "song.wav"
    time = np.arange(44_100 * 240) / 44_100
    tune = sum(np.sin(2 * np.pi * pitch * time) for pitch in (220, 330, 523.3, 784)) * (np.sin(2 * np.pi * time / 4) > 0)
    beat = np.exp(-(time % 0.5) * 30) * np.random.default_rng(6).standard_normal(len(time))
    pcm = np.round((tune / 8 + beat / 4).clip(-1, 1) * FULL_SCALE_16_BIT).astype("<i2")
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=44_100, layout="mono")
        for start in range(0, len(pcm), 44_100):
            frame = av.AudioFrame.from_ndarray(pcm[None, start : start + 44_100], format="s16", layout="mono")
            frame.sample_rate = 44_100
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def finished(tmp_path_factory, song):
    """Write and decode the same session over each kind of bed, once for all tests."""
    folder = tmp_path_factory.mktemp("finished")
    cache = Cache(folder / "cache")
    beds = {
        "none": None,
        "beat": BeatBed(),
        "ambient": AmbientBed(),
        "music": MusicBed(song, cache),
        "talk": TalkBed(song, cache),
    }
    known = {}

    def session(kind, voice, tools):
        if kind not in known:
            sheet = tools.session()
            mixdown = mix(sheet, voice, beds[kind])
            path = write_mp3(folder / f"{kind}.mp3", mixdown, b"", cache)
            known[kind] = sheet, mixdown, decoded(path), tools.heard(mixdown) / FULL_SCALE_16_BIT
        return known[kind]

    return session


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_is_as_long_as_the_session_to_the_sample(finished, voice, tools, kind):
    sheet, _, heard, _ = finished(kind, voice, tools)
    assert len(heard) == samples(sheet.file_length)


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_heard_in_its_place(finished, voice, tools, kind):
    sheet, _, heard, _ = finished(kind, voice, tools)
    for interval in sheet.timeline.intervals[1:]:
        reference = waveform(Tone.RUN if interval.effort is Effort.RUN else Tone.WALK)
        place = samples(interval.start)
        window = heard[place - 480 : place + len(reference) + 480, 0]
        lag = int(np.argmax(np.correlate(window, reference, mode="valid"))) - 480
        assert abs(lag) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_each_phrase_is_heard_in_its_place_at_its_level(finished, voice, tools, kind):
    sheet, _, heard, _ = finished(kind, voice, tools)
    for sound in placed_sounds(sheet, voice):
        if not sound.key.startswith("beep"):
            continue
        reference = np.frombuffer(sound.pcm(), dtype="<i2") / FULL_SCALE_16_BIT
        place = samples(sound.start)
        window = heard[place - 240 : place + len(reference) + 240, 0]
        assert abs(int(np.argmax(np.correlate(window, reference, mode="valid"))) - 240) <= 1
        level = ungated_loudness(heard[place : place + len(reference)])
        both = 3 if heard.shape[1] == 2 else 0
        assert level == pytest.approx(SPEECH_LOUDNESS + both, abs=0.6)


@pytest.mark.parametrize("kind", KINDS)
def test_no_peak_comes_near_full_scale(finished, voice, tools, kind):
    _, _, heard, _ = finished(kind, voice, tools)
    for start in range(0, len(heard), 240_000):
        assert true_peak(heard[start : start + 240_000]) <= -1 + BETWEEN_ENCODER_AND_CEILING


def test_silence_is_digital_silence(finished, voice, tools):
    sheet, _, heard, truth = finished("none", voice, tools)
    loud = np.flatnonzero(np.any(truth != 0, axis=1)) + ENCODER_LEAD
    quiet = np.ones(len(heard), dtype=bool)
    for start in np.unique(loud // FRAME_SAMPLES):
        quiet[max(start - 3, 0) * FRAME_SAMPLES : (start + 4) * FRAME_SAMPLES] = False
    assert np.count_nonzero(quiet) > len(heard) / 3
    assert not np.any(heard[quiet])
    assert sheet.file_length > 0


@pytest.mark.parametrize("kind", KINDS)
def test_seams_are_as_good_as_one_whole_encode(finished, voice, tools, tmp_path, kind):
    _, mixdown, heard, truth = finished(kind, voice, tools)
    whole = decoded(encode_whole(tmp_path / "whole.mp3", mixdown, b""))
    near = np.zeros(len(heard), dtype=bool)
    frame = 0
    for span in mixdown.spans:
        near[
            max(frame * FRAME_SAMPLES - FRAME_SAMPLES, 0) + ENCODER_LEAD : frame * FRAME_SAMPLES + FRAME_SAMPLES + ENCODER_LEAD
        ] = True
        frame += span.frames
    near[:ENCODER_LEAD] = near[len(truth) :] = False
    wanted = truth[np.flatnonzero(near) - ENCODER_LEAD]
    joined_error, whole_error = (np.mean((sound[near] - wanted) ** 2) for sound in (heard, whole))
    assert joined_error <= 1.2 * whole_error


@pytest.mark.parametrize("kind", KINDS[1:])
def test_there_is_no_click_at_a_seam(finished, voice, tools, kind):
    _, mixdown, heard, truth = finished(kind, voice, tools)
    frame = 0
    for span in mixdown.spans[1:-1]:
        seam = frame * FRAME_SAMPLES
        around = slice(max(seam - 2 * FRAME_SAMPLES, 0), seam + 2 * FRAME_SAMPLES)
        steps = np.abs(np.diff(heard[ENCODER_LEAD:][around], axis=0))
        allowed = np.abs(np.diff(truth[around], axis=0))
        assert np.max(steps, initial=0) <= 1.3 * np.max(allowed, initial=0) + 0.03
        frame += span.frames
