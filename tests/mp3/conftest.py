"""Sessions of synthetic sound, and decoders that are not ours."""

import functools
import subprocess
from dataclasses import dataclass, replace

import numpy as np
import pytest

from coach.cache import Cache
from coach.mp3.assemble import write_mp3
from coach.mp3.cover import CoverFigure, CoverText, draw_cover
from coach.mp3.tags import Chapter, Tags, TimedLine, render_tag
from coach.mp3.whole import encode_whole
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.signal.facts import FRAME_SAMPLES
from coach.sound.grid import frames_for
from coach.sound.mixdown import CONTEXT, ENCODER_LEAD, FileSize, Mixdown, Piece, Span
from coach.units import SAMPLE_RATE, Milliseconds, Samples

BED_FRAMES = 100
DUCKED_FRAMES = 90
BEEP = 9_600


@dataclass(frozen=True)
class Heard:
    """A session, and the sound that went into it: one row for each sample, from -1 to 1."""

    mixdown: Mixdown
    sound: np.ndarray
    cues: tuple[int, ...]
    seams: tuple[int, ...]


def beep(pitch):
    time = np.arange(BEEP) / SAMPLE_RATE
    return 0.5 * np.sin(2 * np.pi * pitch * time) * np.minimum(1, (BEEP / SAMPLE_RATE - time) * 50)


def piece_of(sound, first, frames, key):
    """Cut a piece and its context out of a function from sample numbers to sound."""

    def pcm():
        start = (first - CONTEXT) * FRAME_SAMPLES + ENCODER_LEAD
        samples = np.arange(start, start + (frames + 2 * CONTEXT) * FRAME_SAMPLES)
        return (sound(samples) * 32767).round().astype("<i2").tobytes()

    return Piece(key, frames, pcm)


def speech_over_silence(seconds, cues, name="voice"):
    """Beeps at samples that stand in no relation to frames, with silence between."""
    length = Samples(round(seconds * SAMPLE_RATE))
    line = np.zeros(length + 40 * FRAME_SAMPLES)
    for number, cue in enumerate(cues):
        line[cue : cue + BEEP] += beep(500 + 90 * number)

    def sound(samples):
        inside = (samples >= 0) & (samples < length)
        return np.where(inside, line[np.clip(samples, 0, len(line) - 1)], 0)[:, None]

    spans, place = [], 0
    for number, cue in enumerate(cues):
        first = max(0, (cue - ENCODER_LEAD) // FRAME_SAMPLES - 3)
        frames = 3 + 3 + -(-BEEP // FRAME_SAMPLES) + 2
        spans += [Span(first - place)] * (first > place)
        spans.append(Span(frames, piece_of(sound, first, frames, f"{name} {number} {cue} {length}")))
        place = first + frames
    total = max(frames_for(length), place)
    spans.append(Span(total - place))
    return Heard(Mixdown(1, length, tuple(span for span in spans if span.frames)), sound(np.arange(length)), tuple(cues), ())


def bed_texture():
    """A bed of one period: a chord in both channels, and a soft beat."""
    period = BED_FRAMES * FRAME_SAMPLES
    time = np.arange(period)
    rng = np.random.default_rng(7)
    chord = sum(np.sin(2 * np.pi * round(pitch * period / SAMPLE_RATE) * time / period) for pitch in (110, 220, 277, 330))
    beat = rng.standard_normal(period) * np.exp(-(time % (period // 4)) / 900)
    return np.stack([0.05 * chord + 0.1 * beat, 0.05 * chord - 0.06 * beat], axis=1)


def speech_over_bed(seconds, every):
    """A looping bed that is ducked under a beep every so many frames."""
    texture = bed_texture()
    length = Samples(seconds * SAMPLE_RATE)
    total = frames_for(length)
    starts = range(every, total - 2 * DUCKED_FRAMES, every)
    inside = DUCKED_FRAMES * FRAME_SAMPLES
    shape = np.ones(inside)
    ramp, edge = 7_200, 4 * FRAME_SAMPLES
    down, up = np.linspace(1, 0.2, ramp), np.linspace(0.2, 1, ramp)
    shape[edge : edge + ramp], shape[-edge - ramp : -edge], shape[edge + ramp : -edge - ramp] = down, up, 0.2
    spoken = np.zeros(inside)
    spoken[edge + ramp : edge + ramp + BEEP] = beep(700)
    ducked = [range(first * FRAME_SAMPLES + ENCODER_LEAD, first * FRAME_SAMPLES + ENCODER_LEAD + inside) for first in starts]

    def sound(samples):
        result = texture[samples % len(texture)]
        for window in ducked:
            here = (samples >= window.start) & (samples < window.stop)
            offset = samples[here] - window.start
            result[here] = result[here] * shape[offset, None] + spoken[offset, None]
        return result

    def loop(samples):
        return texture[samples % len(texture)]

    bed = piece_of(loop, 0, BED_FRAMES, "bed")
    spans, seams, place = [], [], 0
    for first in (*starts, total):
        while place < first:
            skip = place % BED_FRAMES
            spans.append(Span(min(BED_FRAMES - skip, first - place), bed, skip))
            seams.append(place)
            place += spans[-1].frames
        if first < total:
            phase = first % BED_FRAMES
            spans.append(Span(DUCKED_FRAMES, piece_of(sound, first, DUCKED_FRAMES, f"ducked {phase}")))
            seams.append(first)
            place = first + DUCKED_FRAMES
    cues = tuple(window.start + edge + ramp for window in ducked)
    return Heard(Mixdown(2, length, tuple(spans)), sound(np.arange(length)), cues, tuple(seams[1:]))


@pytest.fixture(scope="session")
def voice():
    return speech_over_silence(61.0137, [0, 48_000 * 3 + 1, 500_003, 1_234_567, 1_900_000, 2_900_111])


@pytest.fixture(scope="session")
def over_bed():
    return speech_over_bed(60, 237)


@pytest.fixture(scope="session")
def sessions(voice, over_bed):
    """The two kinds of session, in files of both sizes."""
    small = replace(voice, mixdown=replace(voice.mixdown, size=FileSize.SMALL))
    small_bed = replace(over_bed, mixdown=replace(over_bed.mixdown, size=FileSize.SMALL))
    return {"voice": voice, "over_bed": over_bed, "small": small, "small_bed": small_bed}


@pytest.fixture(scope="session")
def finished(sessions, tags, tmp_path_factory):
    """Return a function to the finished file of a session, joined from frames or encoded whole. Not to be written to."""
    folder = tmp_path_factory.mktemp("finished")

    @functools.cache
    def make(kind, way):
        path = folder / f"{kind}-{way}.mp3"
        if way == "whole":
            return encode_whole(path, sessions[kind].mixdown, render_tag(tags))
        return write_mp3(path, sessions[kind].mixdown, render_tag(tags), Cache(folder / "cache"))

    return make


def decode_av(path):
    import av

    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1).T


def run_quietly(*command):
    """Run a reader, and hold that it has nothing to complain of."""
    done = subprocess.run([str(word) for word in command], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


def decode_ffmpeg(tool, path, channels):
    raw = run_quietly(tool, "-v", "warning", "-i", path, "-f", "f32le", "-")
    return np.frombuffer(raw, "<f4").reshape(-1, channels)


def decode_mpg123(tool, path, channels):
    raw = run_quietly(tool, "-q", "-e", "f32", "-s", path)
    return np.frombuffer(raw, "<f4").reshape(-1, channels)


def decode_libsndfile(tool, path, channels):
    written = path.with_suffix(".au")
    run_quietly(tool, "-float32", path, written)
    data = written.read_bytes()
    sound = np.frombuffer(data[int.from_bytes(data[4:8], "big") :], ">f4").astype(float).reshape(-1, channels)
    # This tool scales what it reads from an MP3 to full level.
    return sound * np.abs(decode_av(path)).max() / np.abs(sound).max()


READERS = {
    "PyAV": (None, lambda _tool, path, _channels: decode_av(path)),
    "ffmpeg": ("ffmpeg", decode_ffmpeg),
    "mpg123": ("mpg123", decode_mpg123),
    "libsndfile": ("sndfile-convert", decode_libsndfile),
}


@pytest.fixture(params=READERS)
def decode(request, outside_tool):
    """Decode a file with each reader in turn."""
    tool, function = READERS[request.param]
    program = outside_tool(tool) if tool else None
    return lambda path, channels: function(program, path, channels)


@pytest.fixture
def decoded():
    """Decode a file with the reader that is always there."""
    return decode_av


@pytest.fixture
def quietly():
    return run_quietly


@pytest.fixture
def error_around():
    """Return a function to the error (RMS) of a decoded file around each of some frames."""

    def measure(decoded_sound, heard, frames, reach=2):
        errors = []
        for frame in frames:
            start = max(0, frame * FRAME_SAMPLES + ENCODER_LEAD - reach * FRAME_SAMPLES)
            part = slice(start, min(len(heard.sound), start + 2 * reach * FRAME_SAMPLES))
            errors.append(np.sqrt(np.mean((decoded_sound[part] - heard.sound[part]) ** 2)))
        return np.array(errors)

    return measure


@pytest.fixture
def make_piece():
    """Return a function to a piece of 50 frames of noise."""

    def make(channels, key="noise"):
        samples = (50 + 2 * CONTEXT) * FRAME_SAMPLES
        rng = np.random.default_rng(len(key))
        sound = (rng.standard_normal((samples, channels)) * 3_000).astype("<i2")
        return Piece(key, 50, sound.tobytes)

    return make


@pytest.fixture(scope="session")
def tags():
    """A tag with everything in it, its chapters of lengths that no reader would sort by time."""
    titles = [
        "Warm-up walk · 5 min",
        "Run 1 of 2 · 2 min",
        "Walk",
        "Run 2 of 2 – the last one, and then it is done",
        "Walk 2",
        "Finish",
    ]
    starts = [0, 10_000, 20_000, 30_500, 40_001, 50_000, 61_000]
    timed = zip(titles, starts, starts[1:], strict=False)
    chapters = tuple(Chapter(title, Milliseconds(start), Milliseconds(end)) for title, start, end in timed)
    lines = tuple(TimedLine(f"Line {number}: run – now.", Milliseconds(number * 1_000)) for number in range(40))
    cover = CoverText("A plan", (CoverFigure("week", "1"),), "6 x run", "28:00")
    easy = TimedInterval(Effort.WALK, None, Milliseconds(0), Milliseconds(60_000), 1, 1)
    return Tags(
        title="Week 1, session 2",
        album="Walk-run – from the start",
        artist="coach",
        track=2,
        tracks=12,
        disc=1,
        discs=4,
        genre="Fitness",
        comment="Turn “Trim silence” off.",
        recipe='{"plan": "walk-run-start", "lines": ["ü", "\\n"]}',
        chapters=chapters,
        lyrics="\n".join(line.text for line in lines),
        timed_lyrics=lines,
        cover=draw_cover(cover, Timeline((easy,))),
    )
