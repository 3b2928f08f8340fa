"""Recordings as they are found: joined from different parts, with jumping clocks, damaged, or named by other systems."""

from fractions import Fraction

import av
import numpy as np
import pytest

from coach.errors import BedError
from coach.sound.beds.audio_files import find_audio_files, measure_audio_file
from coach.sound.beds.audio_reader import AudioReader
from coach.units import Milliseconds

SECONDS = 6


def tone(pitch, rate, seconds=SECONDS):
    return 0.2 * np.sin(2 * np.pi * pitch * np.arange(round(rate * seconds)) / rate).astype(np.float32)


def write(path, sound, rate=44_100, layout="stereo", codec="libmp3lame", jump_at=None, jump=0):
    """Encode a mono sound; from the sample `jump_at` on, the stamps are `jump` samples later."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
        frames = []
        for start in range(0, len(sound), 1_024):
            frame = av.AudioFrame.from_ndarray(sound[None, start : start + 1_024], format="flt", layout="mono")
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = start
            frames += resampler.resample(frame)
        for packet in (packet for frame in [*frames, None] for packet in stream.encode(frame)):
            if jump_at is not None and packet.pts is not None and packet.pts >= jump_at:
                packet.pts += jump
                packet.dts += jump
            file.mux(packet)
    return path


def pitch_at(path, seconds):
    heard = AudioReader(path).stretch(Milliseconds(round(seconds * 1_000)), Milliseconds(1_000))
    return int(np.abs(np.fft.rfft(heard.mean(axis=1) * np.hanning(len(heard)))).argmax())


def joined(path, *parts):
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


MONO = {"rate": 44_100, "layout": "mono"}
STEREO = {"rate": 44_100}
FASTER = {"rate": 48_000}


@pytest.mark.parametrize("forms", [(MONO, STEREO, MONO), (STEREO, MONO, STEREO), (STEREO, FASTER, STEREO), (MONO, FASTER)])
def test_a_stream_that_changes_its_form_keeps_pitch_and_length(tmp_path, cache, forms):
    pitches = [300, 500, 700][: len(forms)]
    parts = [
        write(tmp_path / f"{number}.mp3", tone(pitch, form["rate"]), **form)
        for number, (pitch, form) in enumerate(zip(pitches, forms, strict=True))
    ]
    path = joined(tmp_path / "joined.mp3", *parts)
    assert measure_audio_file(path, cache).length == pytest.approx(SECONDS * 1_000 * len(forms), abs=250)
    assert [pitch_at(path, SECONDS * number + 2.5) for number in range(len(forms))] == pitches


def test_a_part_of_another_rate_has_its_pitch_however_it_is_reached(tmp_path):
    parts = [write(tmp_path / f"{rate}.mp3", tone(400, rate, 12), rate=rate) for rate in (44_100, 48_000)]
    path = joined(tmp_path / "joined.mp3", *parts)
    in_order = AudioReader(path)
    for second in range(22):
        heard = in_order.stretch(Milliseconds(second * 1_000), Milliseconds(1_000))
        assert int(np.abs(np.fft.rfft(heard[:, 0] * np.hanning(len(heard)))).argmax()) == 400
    assert pitch_at(path, 17) == 400


@pytest.mark.parametrize("jump", [2_000_000_000, 30 * 44_100])
def test_a_clock_that_jumps_leaves_no_gap(tmp_path, cache, jump):
    path = write(tmp_path / "gap.m4a", tone(300, 44_100, 12), codec="aac", jump_at=6 * 44_100, jump=jump)
    assert measure_audio_file(path, cache).length == pytest.approx(12_000, abs=100)
    assert [pitch_at(path, second) for second in (2, 8, 10)] == [300, 300, 300]


def test_chained_streams_are_heard_to_the_end(tmp_path, cache):
    parts = [write(tmp_path / f"{pitch}.ogg", tone(pitch, 44_100), codec="flac") for pitch in (300, 500)]
    path = joined(tmp_path / "chained.ogg", *parts)
    assert measure_audio_file(path, cache).length == pytest.approx(2 * SECONDS * 1_000, abs=100)
    assert [pitch_at(path, second) for second in (2, SECONDS + 2)] == [300, 500]


def test_flipped_bits_are_never_louder_than_full_scale(tmp_path, cache):
    path = write(tmp_path / "flipped.mp3", tone(300, 44_100))
    content = bytearray(path.read_bytes())
    for place in np.random.default_rng(3).integers(2_000, len(content), 400):
        content[place] ^= 1 << int(place) % 8
    path.write_bytes(content)
    audio = measure_audio_file(path, cache)
    heard = AudioReader(path).stretch(Milliseconds(0), audio.length)
    assert audio.peak <= 0
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() < 2.0


def test_a_float_file_with_no_numbers_in_it_is_finite(tmp_path):
    sound = tone(300, 44_100)
    sound[1_000:2_000], sound[3_000:3_100] = np.nan, np.inf
    path = write(tmp_path / "nan.wav", sound, layout="mono", codec="pcm_f32le")
    assert np.isfinite(AudioReader(path).stretch(Milliseconds(0), Milliseconds(3_000))).all()


def test_a_sound_of_almost_nothing_is_refused(tmp_path, cache):
    path = write(tmp_path / "tiny.wav", tone(300, 44_100, 0.01), layout="mono", codec="pcm_s16le")
    with pytest.raises(BedError, match=r"tiny\.wav: lasts 10 ms; a bed needs files of 1 s at least"):
        measure_audio_file(path, cache)


def test_hidden_folders_are_left_out(tmp_path):
    for name in ("song.mp3", ".AppleDouble/song.mp3", ".Trash-1000/files/old.mp3", "album/._song.mp3", "album/one.mp3"):
        (tmp_path / "music" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "music" / name).write_bytes(b"")
    paths = find_audio_files(tmp_path / "music")
    assert [str(path.relative_to(tmp_path / "music")) for path in paths] == ["album/one.mp3", "song.mp3"]


def test_a_library_below_a_hidden_folder_is_one(tmp_path):
    (tmp_path / ".media").mkdir()
    (tmp_path / ".media" / "song.mp3").write_bytes(b"")
    assert len(find_audio_files(tmp_path / ".media")) == 1


def test_digits_that_are_no_decimals_are_sorted_as_letters(tmp_path):
    for name in ("1²3.mp3", "7①2.mp3", "10.mp3", "9.mp3", "٣.mp3"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in find_audio_files(tmp_path)][-2:] == ["9.mp3", "10.mp3"]


NAMES = ("Café – Wait… What.mp3", "Naïve.mp3")


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\r\nCaf\xe9 \x96 Wait\x85 What.mp3\r\nNa\xefve.mp3\r\n",
        "Cafe\u0301 – Wait… What.mp3\nNai\u0308ve.mp3\n".encode(),
        "\ufeffCafé – Wait… What.mp3\r\nNaïve.mp3\r\n".encode("utf-16-le"),
        "\ufeffCafé – Wait… What.mp3\rNAÏVE.MP3".encode("utf-8"),
    ],
    ids=["Windows code page", "decomposed accents", "UTF-16", "other letters"],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_list_of_another_system_finds_its_files(tmp_path, content, form):
    import unicodedata

    for name in NAMES:
        (tmp_path / unicodedata.normalize(form, name)).write_bytes(b"")
    (tmp_path / "list.m3u").write_bytes(content)
    names = [unicodedata.normalize("NFC", path.name) for path in find_audio_files(tmp_path / "list.m3u")]
    assert names == list(NAMES)


@pytest.mark.parametrize("content", [b"\0\0\0", b"a\0b.mp3\n", bytes(range(256)) * 20])
def test_a_list_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "list.m3u").write_bytes(content)
    with pytest.raises(BedError, match=r"list\.m3u"):
        find_audio_files(tmp_path / "list.m3u")


@pytest.fixture
def library(tmp_path):
    """A folder with one song that can be played, and two files that cannot."""
    folder = tmp_path / "music"
    folder.mkdir()
    write(folder / "song.mp3", tone(300, 44_100))
    (folder / "broken.mp3").write_bytes(bytes(range(256)) * 40)
    write(folder / "tiny.wav", tone(300, 44_100, 0.01), layout="mono", codec="pcm_s16le")
    (tmp_path / "list.m3u").write_text("music/song.mp3\nmusic/broken.mp3\nmusic/missing.mp3\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "left_out"), [("music", {"broken.mp3", "tiny.wav"}), ("list.m3u", {"broken.mp3", "missing.mp3"})]
)
def test_files_that_cannot_be_played_are_named_and_left_out_unless_it_is_strict(tmp_path, library, cache, name, left_out):
    from coach.sound.beds.music import MusicBed, _measured_files

    assert library.is_dir()
    messages = []
    bed = MusicBed(tmp_path / name, cache, notice=messages.append)
    files = _measured_files(bed, 10**9, Milliseconds(0))
    assert [file.path.name for file in files] == ["song.mp3"]
    assert {word for word in left_out if any(word in line and "left out" in line for line in messages)} == left_out
    with pytest.raises(BedError, match=r"broken\.mp3|tiny\.wav|missing\.mp3"):
        _measured_files(MusicBed(tmp_path / name, cache, strict=True), 10**9, Milliseconds(0))


def test_a_library_of_nothing_that_can_be_played_is_refused(tmp_path, library, cache):
    from coach.sound.beds.music import MusicBed, _measured_files

    (library / "song.mp3").unlink()
    with pytest.raises(BedError, match="none of its 2 files can be played"):
        _measured_files(MusicBed(library, cache), 10**9, Milliseconds(0))
    with pytest.raises(BedError, match="missing"):
        _measured_files(MusicBed(tmp_path / "missing.mp3", cache), 10**9, Milliseconds(0))


def test_what_a_list_names_is_part_of_what_is_up_to_date(tmp_path, library):
    from coach.session.bed_choice import bed_identity
    from coach.settings import Settings

    settings = Settings(bed=str(tmp_path / "list.m3u"))
    before = bed_identity(settings)
    assert bed_identity(settings) == before
    write(library / "song.mp3", tone(500, 44_100))
    assert bed_identity(settings) != before


def test_a_place_to_begin_holds_for_every_session_without_resume(tmp_path, library):
    from coach.plan.catalogue import find_plan
    from coach.plan.ratio import Ratio
    from coach.session.continuation import Begin, Continuation
    from coach.session.request import session_requests

    requests = session_requests(find_plan("walk-run-start"), 1, None, Ratio(), None)
    continuation = Continuation(tmp_path, None, None, 300_000, each=True)
    assert library
    assert [continuation.begin(request) for request in requests] == [Begin(bed=300_000)] * 3


def test_a_place_to_begin_without_a_recording_is_refused():
    from coach.cli.render import begin_of
    from coach.errors import UsageError
    from coach.settings import Settings

    with pytest.raises(UsageError, match="--from needs a recording"):
        begin_of("5:00", Settings(bed="beat"))
