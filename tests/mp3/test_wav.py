"""A mixdown as a WAV file, read by the standard library: the very sound that went into it."""

import wave

import numpy as np
import pytest

from coach.errors import OutputError
from coach.mp3.cutting import splice
from coach.sound.pcm import write_wav
from coach.units import SAMPLE_RATE, Samples


def read(path):
    """Return the sound of a 16-bit WAV file: a row for each sample, from -1 to 1."""
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth()) == (SAMPLE_RATE, 2)
        content = file.readframes(file.getnframes())
        return np.frombuffer(content, "<i2").reshape(-1, file.getnchannels()) / 32_767


@pytest.mark.parametrize("kind", ["voice", "over_bed"])
def test_every_sample_is_in_its_place(kind, sessions, tmp_path):
    session = sessions[kind]
    found = read(write_wav(tmp_path / "session.wav", session.mixdown))
    assert found.shape == (session.mixdown.length, session.mixdown.channels)
    expected = session.sound.reshape(len(session.sound), -1)[: len(found)]
    assert np.abs(found - expected).max() < 0.0001


def test_parts_can_be_written_too(voice, tmp_path):
    spliced = splice(voice.mixdown, [(Samples(0), Samples(48_000)), (Samples(96_000), Samples(144_000))])
    assert len(read(write_wav(tmp_path / "parts.wav", spliced))) == spliced.length


def test_a_folder_in_its_place_is_an_error_and_nothing_is_left(voice, tmp_path):
    (tmp_path / "session.wav").mkdir()
    with pytest.raises(OutputError):
        write_wav(tmp_path / "session.wav", voice.mixdown)
    assert [path.name for path in tmp_path.iterdir()] == ["session.wav"]
