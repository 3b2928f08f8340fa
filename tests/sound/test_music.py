from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import av
import numpy as np
import pytest

from coach.errors import BedError
from coach.plan.model import Effort
from coach.script.cues import CueKind
from coach.signal.facts import FULL_SCALE_16_BIT
from coach.signal.loudness import ungated_loudness
from coach.sound.beds.audio_files import find_audio_files, measure_audio_file
from coach.sound.beds.audio_reader import AudioReader
from coach.sound.beds.beat import BeatBed
from coach.sound.beds.bed import BED_LOUDNESS, UNDER_SPEECH, TimeRange, whole_session
from coach.sound.beds.by_effort import BedByEffort
from coach.sound.beds.music import TALK_LOUDNESS, MusicBed, TalkBed
from coach.sound.beds.playlist import BAND_UNDER_SPEECH, CROSSFADE, Playlist
from coach.sound.ducking import ducking_envelope, gain, message_ranges
from coach.sound.mix import bed_sections, mix
from coach.sound.placed_sounds import placed_sounds
from coach.units import Milliseconds, samples

FORMATS = {
    "wav": "pcm_s16le",
    "flac": "flac",
    "mp3": "libmp3lame",
    "m4a": "aac",
    "ogg": "vorbis",
    "opus": "libopus",
}


def write_audio(path, sound, rate=44_100, codec=None):
    """Write samples of full scale 1.0, shape (samples, channels), in the format of the file's name."""
    layout = "stereo" if sound.shape[1] == 2 else "mono"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec or FORMATS[path.suffix[1:]], rate=rate, layout=layout)
        if path.suffix in {".mp3", ".m4a", ".ogg"}:
            stream.bit_rate = 192_000
        stream.codec_context.options = {"strict": "experimental"}
        for start in range(0, len(sound), 1_152):
            part = np.ascontiguousarray(sound[start : start + 1_152].T.astype(np.float32))
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate = rate
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def sweep(seconds, rate=44_100, level=0.2, low=200, high=2_000):
    """Make a tone that rises: each place in it sounds unlike any other."""
    time = np.arange(round(seconds * rate)) / rate
    phase = 2 * np.pi * (low * time + (high - low) * time**2 / 2 / seconds)
    return np.column_stack((np.sin(phase), np.sin(1.01 * phase))) * level


def noise(seconds, seed, rate=44_100, level=0.1):
    return np.random.default_rng(seed).standard_normal((round(seconds * rate), 2)) * level


@pytest.fixture
def folder(tmp_path):
    """Make a folder of five short tracks of different levels."""
    music = tmp_path / "music"
    music.mkdir()
    for number in range(5):
        write_audio(music / f"track {number + 1}.flac", noise(40, number, level=0.03 * (number + 1)))
    return music


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_stretch_is_the_same_however_it_is_reached(tmp_path, suffix):
    rate = 48_000 if suffix == "opus" else 44_100
    path = write_audio(tmp_path / f"sweep.{suffix}", sweep(40, rate), rate)
    in_order = AudioReader(path)
    straight = np.concatenate([in_order.stretch(Milliseconds(at), Milliseconds(5_000)) for at in range(0, 40_000, 5_000)])
    for at in (30_000, 12_345, 0, 21_000, 34_567):
        part = AudioReader(path).stretch(Milliseconds(at), Milliseconds(3_000))
        truth = straight[samples(Milliseconds(at)) : samples(Milliseconds(at + 3_000))]
        # Opus comes to rest only after a while; the others are equal to the last bit of 16.
        assert np.max(np.abs(part - truth)) < (2e-3 if suffix == "opus" else 2e-5)


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_read_is_what_was_written(tmp_path, suffix):
    rate = 48_000 if suffix == "opus" else 44_100
    path = write_audio(tmp_path / f"sweep.{suffix}", sweep(20, rate), rate)
    part = AudioReader(path).stretch(Milliseconds(8_000), Milliseconds(2_000))[:, 0]
    truth = sweep(20, 48_000)[:, 0]
    place = samples(Milliseconds(8_000))
    lags = range(-60, 61) if suffix != "m4a" else range(-3_000, 3_001)
    products = [float(np.dot(part, truth[place + lag : place + lag + len(part)])) for lag in lags]
    best = lags[int(np.argmax(products))]
    # What an encoder adds in front is the container's to tell; only AAC's may remain, and it is a constant.
    assert abs(best) <= (2_400 if suffix == "m4a" else 0)
    matching = truth[place + best : place + best + len(part)]
    assert np.corrcoef(part, matching)[0, 1] > 0.99


def test_outside_a_file_is_silence(tmp_path):
    path = write_audio(tmp_path / "short.wav", noise(5, 1))
    reader = AudioReader(path)
    assert np.max(np.abs(reader.stretch(Milliseconds(-2_000), Milliseconds(1_900)))) < 1e-5
    assert np.max(np.abs(reader.stretch(Milliseconds(5_100), Milliseconds(2_000)))) < 1e-5
    across = reader.stretch(Milliseconds(-500), Milliseconds(1_000))
    assert np.max(np.abs(across[:23_500])) < 1e-5
    assert np.max(np.abs(across[24_100:])) > 0.05


def test_neighbouring_stretches_join_without_a_step(tmp_path):
    path = write_audio(tmp_path / "tone.mp3", sweep(60))
    reader = AudioReader(path)
    one = reader.stretch(Milliseconds(0), Milliseconds(12_192))
    other = reader.stretch(Milliseconds(11_904), Milliseconds(12_000))
    assert np.max(np.abs(one[samples(Milliseconds(11_904)) :] - other[: samples(Milliseconds(288))])) < 2e-5


def test_a_track_is_measured_once(tmp_path, cache):
    path = write_audio(tmp_path / "noise.wav", noise(10, 3, rate=48_000), 48_000)
    track = measure_audio_file(path, cache)
    assert track.length == 10_000
    assert track.loudness == pytest.approx(ungated_loudness(noise(10, 3, rate=48_000)), abs=0.1)
    assert track.peak == pytest.approx(20 * np.log10(np.max(np.abs(noise(10, 3, rate=48_000)))), abs=0.1)
    again = measure_audio_file(path, cache)
    assert again == track


def test_each_track_is_levelled(folder, cache):
    for path in find_audio_files(folder):
        playlist = Playlist((measure_audio_file(path, cache),), BED_LOUDNESS)
        assert ungated_loudness(playlist.pcm(Milliseconds(10_000), Milliseconds(10_000))) == pytest.approx(
            BED_LOUDNESS, abs=0.3
        )


def test_a_quiet_track_with_high_peaks_is_not_raised_into_clipping(tmp_path, cache):
    sound = noise(20, 1, level=0.001)
    sound[::44_100] = 0.9
    playlist = Playlist((measure_audio_file(write_audio(tmp_path / "clicks.wav", sound), cache),), BED_LOUDNESS)
    assert np.max(np.abs(playlist.pcm(Milliseconds(0), Milliseconds(15_000)))) < 1.0


def test_the_end_of_a_track_crossfades_into_the_next_at_equal_power(folder, cache):
    tracks = tuple(measure_audio_file(path, cache) for path in find_audio_files(folder)[:3])
    playlist = Playlist(tracks, BED_LOUDNESS)
    middle = Milliseconds(tracks[0].length - CROSSFADE)
    levels = [
        ungated_loudness(playlist.pcm(Milliseconds(middle + step), Milliseconds(500))) for step in range(-2_000, 6_000, 500)
    ]
    assert max(levels) - min(levels) < 1.0
    step = np.abs(np.diff(playlist.pcm(Milliseconds(middle - 100), Milliseconds(CROSSFADE + 200)), axis=0))
    assert np.max(step) < 2 * np.max(np.abs(np.diff(playlist.pcm(Milliseconds(1_000), Milliseconds(4_000)), axis=0)))


def test_the_list_begins_again_with_a_crossfade_too(folder, cache):
    tracks = tuple(measure_audio_file(path, cache) for path in find_audio_files(folder)[:2])
    playlist = Playlist(tracks, BED_LOUDNESS)
    levels = [ungated_loudness(playlist.pcm(Milliseconds(place), Milliseconds(1_000))) for place in range(500, 200_000, 9_000)]
    assert max(levels) - min(levels) < 1.0
    late = playlist.describe(Milliseconds(playlist.length + 10_000), Milliseconds(1_000))
    assert late == playlist.describe(Milliseconds(10_000), Milliseconds(1_000))


def test_equal_descriptions_are_equal_sound(folder, cache):
    tracks = tuple(measure_audio_file(path, cache) for path in find_audio_files(folder))
    one, other = Playlist(tracks[:3], BED_LOUDNESS), Playlist((tracks[3], tracks[0], tracks[1]), BED_LOUDNESS)
    here = Milliseconds(20_000)
    there = Milliseconds(20_000 + tracks[3].length - CROSSFADE)
    assert one.describe(here, Milliseconds(2_000)) == other.describe(there, Milliseconds(2_000))
    assert np.array_equal(one.pcm(here, Milliseconds(2_000)), other.pcm(there, Milliseconds(2_000)))


def test_the_order_is_shuffled_reproducibly(folder, cache, tools):
    sheet = tools.session(times=4)

    def request(seed):
        (section,) = MusicBed(folder, cache, seed).sections(sheet, (), whole_session(sheet))
        return [track.path.name for track in section.source.files]

    assert request(1) == request(1)
    assert len({tuple(request(seed)) for seed in range(6)}) > 2


@pytest.mark.usefixtures("folder")
def test_a_playlist_file_names_its_tracks(tmp_path):
    listed = tmp_path / "run.m3u8"
    listed.write_text("#EXTM3U\n#EXTINF:1,One\nmusic/track 2.flac\n\nmusic\\track 1.flac\n", encoding="utf-8")
    assert [path.name for path in find_audio_files(listed)] == ["track 2.flac", "track 1.flac"]


def test_a_folder_is_read_in_the_order_of_its_numbers(tmp_path):
    for number in (10, 2, 1):
        write_audio(tmp_path / f"chapter {number}.wav", noise(1, number))
    (tmp_path / "cover.jpg").write_bytes(b"no sound")
    assert [path.name for path in find_audio_files(tmp_path)] == ["chapter 1.wav", "chapter 2.wav", "chapter 10.wav"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda place: place / "missing.mp3", "no such file; check"),
        (lambda place: place, "holds no music; put"),
        (lambda place: _write(place / "text.mp3", b"this is no music at all" * 100), "cannot be read as sound .*; convert it"),
        (lambda place: _write(place / "list.m3u", b"http://example.org/a.mp3\n"), "on the network; name files"),
        (lambda place: _write(place / "list.m3u", b"gone.mp3\n"), "list.m3u: .*gone.mp3: there is no such file"),
    ],
)
def test_what_cannot_be_played_is_named_with_a_remedy(tmp_path, cache, make, message, tools):
    sheet = tools.session()
    with pytest.raises(BedError, match=message):
        MusicBed(make(tmp_path), cache).sections(sheet, (), whole_session(sheet))


def _write(path, content):
    path.write_bytes(content)
    return path


def test_music_for_runs_and_for_walks_goes_on_where_it_was(tmp_path, cache, tools, voice):
    run = write_audio(tmp_path / "run.flac", noise(120, 1))
    walk = write_audio(tmp_path / "walk.flac", noise(240, 2))
    sheet = tools.session(run=31, walk=47)
    bed = BedByEffort(MusicBed(run, cache), MusicBed(walk, cache))
    sections = bed.sections(sheet, message_ranges(placed_sounds(sheet, voice)), whole_session(sheet))
    for wanted in (True, False):
        own = [s for s in sections if ("run" in s.source.files[0].path.name) is wanted]
        running = [sheet.timeline.intervals[sheet.timeline.at(s.start)].effort is Effort.RUN for s in own]
        assert set(running) == {wanted}
        for one, other in pairwise(own):
            skipped = other.position - (one.position + one.end - one.start)
            assert 0 <= skipped < 24
            # The same blocks of the track serve every ratio.
            assert (other.position - other.start) % 24 == 0
    assert {s.start for s in sections} >= {interval.start for interval in sheet.timeline.intervals[1:4]}


def test_a_changed_ratio_encodes_only_the_windows_of_the_music_anew(tmp_path, cache, tools, voice):
    path = write_audio(tmp_path / "long.flac", noise(400, 1))
    bed = MusicBed(path, cache)
    one = tools.pieces(mix(tools.session(run=60, walk=60), voice, bed))
    other = mix(tools.session(run=60, walk=75), voice, bed)
    fresh = [piece for key, piece in tools.pieces(other).items() if key not in one]
    assert sum(piece.frames for piece in fresh) < sum(span.frames for span in other.spans) / 3


def test_a_talk_pauses_while_something_is_said_and_loses_nothing(tmp_path, cache, tools, voice):
    path = write_audio(tmp_path / "talk.flac", sweep(260, low=300, high=3_000))
    sheet = tools.session()
    bed = TalkBed(path, cache)
    stretches = message_ranges(placed_sounds(sheet, voice))
    sections = bed.sections(sheet, stretches, whole_session(sheet))
    assert len(sections) > 4
    for section in sections:
        assert not any(m.start < section.end and m.end > section.start for m in stretches)
    for one, other in pairwise(sections):
        assert other.position == one.position + one.end - one.start - one.fade_out
        assert (other.start - other.position) % 24 == (sections[0].start - sections[0].position) % 24


def test_a_talk_goes_on_over_three_sessions(tmp_path, cache, tools, voice):
    path = write_audio(tmp_path / "talk.flac", sweep(700, rate=16_000, low=300, high=3_000), 16_000)
    played, begin = 0, Milliseconds(0)
    for _ in range(3):
        sheet = tools.session()
        bed = TalkBed(path, cache, begin)
        sections = bed.sections(sheet, message_ranges(placed_sounds(sheet, voice)), whole_session(sheet))
        assert sections[0].position == begin
        played += sum(s.end - s.start - s.fade_out for s in sections)
        begin = bed.resume_position(bed_sections(sheet, voice, bed))
        assert begin == played
    # Made again from the same place, the third session ends in the same place.
    again = TalkBed(path, cache, bed.begin)
    assert again.resume_position(bed_sections(tools.session(), voice, again)) == begin


def test_the_sound_of_a_talk_after_a_pause_is_that_before_it(tmp_path, cache, tools, voice):
    path = write_audio(tmp_path / "talk.flac", sweep(120, level=0.05, low=300, high=3_000))
    sheet = replace(tools.session(warm_up=60), cues=(tools.said(CueKind.TIP, 20_000, None, "Stand tall"),))
    bed = TalkBed(path, cache)
    before, after = bed.sections(sheet, message_ranges(placed_sounds(sheet, voice)), whole_session(sheet))
    heard = tools.heard(mix(sheet, voice, bed)) / FULL_SCALE_16_BIT
    lead = 576

    def pitch(moment):
        part = heard[samples(Milliseconds(moment)) - lead :][:9_600, 0]
        return np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part))))) * 5

    rate = (3_000 - 300) / 120_000
    for section in (before, after):
        moment = section.start + 1_000
        assert pitch(moment) == pytest.approx(300 + rate * (section.position + 1_100), abs=6)


def test_a_talk_is_a_little_softer_than_the_coach(tmp_path, cache, tools, voice):
    path = write_audio(tmp_path / "talk.flac", noise(60, 4, level=0.02))
    sheet = replace(tools.session(), cues=())
    heard = tools.heard(mix(sheet, voice, TalkBed(path, cache))) / FULL_SCALE_16_BIT
    assert ungated_loudness(heard[48_000:960_000]) == pytest.approx(TALK_LOUDNESS, abs=0.4)


def test_a_talk_that_ends_is_followed_by_silence_and_one_that_has_ended_is_refused(tmp_path, cache, tools, voice):
    path = write_audio(tmp_path / "short.wav", noise(30, 1))
    sheet = tools.session()
    stretches = message_ranges(placed_sounds(sheet, voice))
    sections = TalkBed(path, cache).sections(sheet, stretches, whole_session(sheet))
    assert sections[-1].end < sheet.timeline.duration
    with pytest.raises(BedError, match=r"is over, 0 s of 0:30 are left; choose another"):
        TalkBed(path, cache, Milliseconds(40_000)).sections(sheet, stretches, whole_session(sheet))


def test_a_talk_does_not_change_with_the_effort(tmp_path, cache):
    with pytest.raises(BedError, match="use it as bed"):
        BedByEffort(BeatBed(), TalkBed(tmp_path, cache))


def test_the_warm_path_over_music_loads_no_heavy_library(tmp_path, cache):
    path = write_audio(tmp_path / "song.wav", noise(20, 1))
    measure_audio_file(path, cache)
    code = (
        "import sys; from pathlib import Path; from coach.cache import Cache;"
        "from coach.sound.beds.audio_files import measure_audio_file;"
        f"measure_audio_file(Path({str(path)!r}), Cache(Path({str(tmp_path / 'cache')!r})));"
        "print([n for n in ('numpy', 'av', 'pydub', 'soxr') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def peak_memory(path, cache_folder, moment):
    code = (
        "import resource; from pathlib import Path; from coach.cache import Cache;"
        "from coach.sound.beds.audio_files import measure_audio_file;"
        "from coach.sound.beds.playlist import Playlist;"
        f"track = measure_audio_file(Path({str(path)!r}), Cache(Path({str(cache_folder)!r})));"
        "playlist = Playlist((track,), -20.0);"
        f"playlist.pcm({moment}, 12_192); playlist.pcm({moment} + 12_000, 12_192);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no module resource on Windows")
def test_three_hours_of_music_take_no_more_memory_than_ten_minutes(tmp_path):
    sizes = []
    for minutes in (10, 180):
        path = write_audio(tmp_path / f"{minutes}.wav", noise(1, 1, rate=8_000), 8_000)
        grow(path, minutes * 60 * 8_000 * 4)
        sizes.append(peak_memory(path, tmp_path / "cache", (minutes - 2) * 60_000))
    assert sizes[1] < 1.15 * sizes[0]


def grow(path, size):
    """Let a WAV file go on in silence: a hole in the file, and its two lengths set anew."""
    with path.open("r+b") as file:
        head = file.read(200)
        data = head.index(b"data")
        file.seek(4)
        file.write((data + 8 + size - 8).to_bytes(4, "little"))
        file.seek(data + 4)
        file.write(size.to_bytes(4, "little"))
        file.truncate(data + 8 + size)


def test_music_that_is_resumed_goes_on_where_the_plan_ended(tmp_path, cache, tools, voice):
    path = write_audio(tmp_path / "song.flac", noise(90, 1))
    sheet = tools.session()
    begin = Milliseconds(0)
    for session in (1, 2, 3):
        bed = MusicBed(path, cache, begin=begin)
        begin = bed.resume_position(bed_sections(sheet, voice, bed))
        assert begin == session * sheet.timeline.duration


def test_the_gain_under_a_long_message_follows_the_music_second_by_second():
    """Loud from 14 to 15 s: it is down there in time, and rises again slowly."""
    message = TimeRange(Milliseconds(10_000), Milliseconds(20_000))
    envelope = ducking_envelope([message], lambda part: -20.0 if part.start < 15_000 and part.end > 14_000 else -8.0)
    decibels = 20 * np.log10(gain(envelope, Milliseconds(9_000), Milliseconds(22_000)))
    for moment, level in (
        (9_800, 0),
        (10_000, -8),
        (13_840, -8),
        (14_000, -20),
        (14_990, -20),
        (15_810, -8),
        (19_990, -8),
        (20_810, 0),
    ):
        assert decibels[(moment - 9_000) * 48] == pytest.approx(level, abs=0.1), moment
    assert -20 < decibels[(15_400 - 9_000) * 48] < -8


def test_a_bed_that_needs_one_gain_keeps_it_through_a_message():
    message = TimeRange(Milliseconds(10_000), Milliseconds(20_000))
    assert len(ducking_envelope([message], lambda _: -9.5).items) == 2
    assert len(ducking_envelope([message], lambda part: -9.5 if part.start < 15_000 else -9.0).items) == 2


def test_music_is_ducked_by_its_level_under_each_message(tmp_path, cache):
    """A loud part, a soft part, and a part that is loud where speech is understood."""
    time = np.arange(48_000 * 20) / 48_000
    low, speech = (0.3 * np.sin(2 * np.pi * hertz * time) for hertz in (120, 1_500))
    sound = np.repeat(np.concatenate([low, 0.02 * low, speech])[:, None], 2, axis=1)
    playlist = Playlist((measure_audio_file(write_audio(tmp_path / "parts.wav", sound, 48_000), cache),), BED_LOUDNESS)
    loud, soft, covering = (playlist.depth(Milliseconds(start), Milliseconds(4_000)) for start in (8_000, 28_000, 48_000))
    assert soft == 0
    assert covering < loud < -5
    for start, depth in ((8_000, loud), (48_000, covering)):
        part = playlist.pcm(Milliseconds(start), Milliseconds(4_000)) * 10 ** (depth / 20)
        assert ungated_loudness(part) <= UNDER_SPEECH + 0.1
        spectrum = np.abs(np.fft.rfft(part, axis=0)) ** 2 * 2 / len(part) ** 2
        frequency = np.fft.rfftfreq(len(part), 1 / 48_000)
        in_band = spectrum[(frequency >= 300) & (frequency <= 4_000)].sum()
        assert 10 * np.log10(in_band + 1e-12) <= BAND_UNDER_SPEECH + 0.1
