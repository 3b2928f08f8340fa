"""What decoders make of the files: every sample in its place."""

from dataclasses import replace

import numpy as np
import pytest

from coach.mp3.assemble import write_mp3
from coach.signal.facts import FRAME_SAMPLES
from coach.sound.mixdown import CONTEXT

HEARD = 9_000


def lag(decoded_sound, heard, cue):
    """Return by how many samples a cue comes late: where the decoded sound agrees best with what went in."""
    source = heard.sound[cue : cue + HEARD, 0]
    shifts = range(max(-40, -cue), 41)
    return max(shifts, key=lambda shift: float(decoded_sound[cue + shift : cue + shift + len(source), 0] @ source))


@pytest.mark.parametrize("kind", ["voice", "over_bed", "small", "small_bed"])
def test_every_reader_decodes_exactly_the_planned_samples_with_every_cue_in_its_place(kind, finished, sessions, decode):
    heard = sessions[kind]
    sound = decode(finished(kind, "joined"), heard.mixdown.channels)
    assert sound.shape == heard.sound.shape
    assert [lag(sound, heard, cue) for cue in heard.cues] == [0] * len(heard.cues)
    assert np.sqrt(np.mean((sound - heard.sound) ** 2)) < 0.03


def test_silence_between_cues_is_exactly_zero(voice, finished, decode):
    sound = decode(finished("voice", "joined"), 1)
    silent = np.ones(len(sound), dtype=bool)
    for cue in voice.cues:
        silent[max(0, cue - 3 * FRAME_SAMPLES) : cue + 9_600 + 3 * FRAME_SAMPLES] = False
    assert silent.mean() > 0.5
    assert not sound[silent].any()


def test_joined_speech_decodes_to_the_very_samples_of_one_whole_encode(voice, finished, decoded):
    joined, whole = (decoded(finished("voice", way)) for way in ("joined", "whole"))
    assert joined.shape == whole.shape
    assert np.abs(joined - whole).max() < 0.02
    error, whole_error = (np.sqrt(np.mean((sound - voice.sound) ** 2)) for sound in (joined, whole))
    assert error <= 1.05 * whole_error


def test_seams_in_a_bed_are_no_worse_than_one_whole_encode(over_bed, finished, decoded, error_around):
    joined, whole = (decoded(finished("over_bed", way)) for way in ("joined", "whole"))
    assert len(over_bed.seams) > 30
    errors, whole_errors = (error_around(sound, over_bed, over_bed.seams) for sound in (joined, whole))
    assert (errors <= 1.2 * whole_errors).all()


def without_context(span):
    edge = CONTEXT * FRAME_SAMPLES * 4
    whole = span.piece.pcm()
    silenced = bytes(edge) + whole[edge:-edge] + bytes(edge)
    return replace(span, piece=replace(span.piece, key=f"{span.piece.key} alone", pcm=lambda: silenced))


def test_seams_of_pieces_that_were_encoded_without_their_surroundings_would_be_found(
    over_bed, finished, decoded, error_around, cache, tmp_path
):
    alone = replace(over_bed.mixdown, spans=tuple(map(without_context, over_bed.mixdown.spans)))
    joined = decoded(write_mp3(tmp_path / "joined.mp3", alone, b"", cache))
    whole = decoded(finished("over_bed", "whole"))
    errors, whole_errors = (error_around(sound, over_bed, over_bed.seams) for sound in (joined, whole))
    assert (errors > 1.2 * whole_errors).any()


@pytest.mark.parametrize("kind", ["voice", "over_bed", "small", "small_bed"])
def test_both_ways_put_every_frame_in_the_same_place(kind, finished):
    assert finished(kind, "joined").stat().st_size == finished(kind, "whole").stat().st_size
