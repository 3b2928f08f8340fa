"""Readers that are not ours find nothing to complain of, and know how long a session is and how to seek in it."""

import json

import numpy as np
import pytest

from coach.signal.facts import FRAME_SAMPLES

KINDS = pytest.mark.parametrize("kind", ["voice", "over_bed", "small", "small_bed"])
BIT_RATES = {"voice": 64_000, "over_bed": 128_000, "small": 48_000, "small_bed": 96_000}


@pytest.fixture(params=["joined", "whole"])
def way(request):
    """Both ways to make a file."""
    return request.param


@KINDS
def test_ffmpeg_reads_without_a_warning(kind, way, finished, outside_tool, quietly):
    path = finished(kind, way)
    tool = outside_tool("ffmpeg")
    quietly(tool, "-v", "warning", "-err_detect", "crccheck+bitstream+buffer", "-i", path, "-map", "0:a", "-f", "null", "-")


@KINDS
def test_mpg123_reads_without_a_warning(kind, way, finished, outside_tool, quietly):
    path = finished(kind, way)
    quietly(outside_tool("mpg123"), "-q", "-t", path)


@KINDS
def test_mp3val_finds_the_file_clean(kind, way, finished, outside_tool, quietly, sessions):
    mixdown, path = sessions[kind].mixdown, finished(kind, way)
    output = quietly(outside_tool("mp3val"), path).decode()
    frames = sum(span.frames for span in mixdown.spans)
    assert "WARNING" not in output
    assert f"{frames + 1} MPEG frames (MPEG 1 Layer III), +ID3v2, CBR" in output


def test_mp3val_would_complain_of_a_frame_that_is_cut_short(finished, outside_tool, quietly, tmp_path):
    path = tmp_path / "session.mp3"
    data = finished("voice", "joined").read_bytes()
    path.write_bytes(data[:100_000] + data[100_050:])
    assert "WARNING" in quietly(outside_tool("mp3val"), path).decode()


@KINDS
def test_ffprobe_knows_the_length_without_estimating_it(kind, way, finished, outside_tool, quietly, sessions):
    mixdown, path = sessions[kind].mixdown, finished(kind, way)
    output = quietly(outside_tool("ffprobe"), "-v", "warning", "-of", "json", "-show_format", "-show_streams", path)
    facts = json.loads(output)
    # Old versions count the padding in.
    assert mixdown.length <= round(float(facts["format"]["duration"]) * 48_000) < mixdown.length + 2 * FRAME_SAMPLES
    assert facts["format"]["probe_score"] > 50
    audio = next(stream for stream in facts["streams"] if stream["codec_type"] == "audio")
    assert (audio["sample_rate"], audio["channels"]) == ("48000", mixdown.channels)
    assert int(audio["bit_rate"]) == BIT_RATES[kind]


@KINDS
def test_pyav_knows_the_length_to_the_sample(kind, way, finished, sessions):
    import av

    with av.open(str(finished(kind, way))) as container:
        stream = container.streams.audio[0]
        assert round(stream.duration * stream.time_base * 48_000) == sessions[kind].mixdown.length


@KINDS
def test_mediainfo_calls_the_bit_rate_constant(kind, way, finished, outside_tool, quietly, sessions):
    mixdown, path = sessions[kind].mixdown, finished(kind, way)
    tracks = json.loads(quietly(outside_tool("mediainfo"), "--Output=JSON", path))["media"]["track"]
    audio = next(track for track in tracks if track["@type"] == "Audio")
    assert (audio["BitRate_Mode"], int(audio["BitRate"])) == ("CBR", BIT_RATES[kind])
    assert float(audio["Duration"]) == pytest.approx(mixdown.length / 48_000, abs=0.05)


@pytest.mark.parametrize("second", [10.4, 25.7, 39.0])
def test_seeking_lands_where_it_should(second, finished, decoded):
    import av

    path = finished("voice", "joined")
    whole = decoded(path)[:, 0]
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        container.seek(round(second / stream.time_base), stream=stream)
        frames = [frame for frame, _ in zip(container.decode(stream), range(400), strict=False)]
    start = round(frames[0].time * 48_000)
    assert abs(start - second * 48_000) < 48_000 * 0.1
    sought = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    settled = sought[5_000:60_000]
    place = start + 5_000

    def difference(shift):
        return float(np.sum((whole[place + shift : place + shift + len(settled)] - settled) ** 2))

    shift = min(range(-3 * FRAME_SAMPLES, 3 * FRAME_SAMPLES), key=difference)
    assert difference(shift) < 1e-6
    assert abs(shift) <= FRAME_SAMPLES + 529
