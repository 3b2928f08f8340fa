"""Speech recognition on a whole session, as the runner hears it: the MP3 decoded again."""

import json

import av
import numpy as np
import pytest
from mutagen.id3 import ID3

pytestmark = [pytest.mark.slow, pytest.mark.words, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

MOST_ERRORS = 0.05
"""Words lost, added or mistaken, of all words; the smallest recogniser makes one or two in a hundred of its own."""


def at_16_khz(path):
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        chunks = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(chunks)


def test_the_words_of_a_whole_session_are_understood(rendered, recogniser):
    words, word_error_rate, plain = recogniser
    recipe = next(frame for frame in ID3(rendered).getall("TXXX") if "recipe" in frame.desc)
    meant = " ".join(cue["text"] for cue in json.loads(str(recipe))["script"]["cues"] if cue["text"])
    heard = words(at_16_khz(rendered))
    assert word_error_rate(plain(meant), plain(heard)) <= MOST_ERRORS, heard
