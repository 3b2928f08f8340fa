from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.script.cues import CueKind, Tone
from coach.signal.facts import FRAME_SAMPLES
from coach.sound.grid import frames_for
from coach.sound.mix import mix
from coach.sound.mixdown import CONTEXT, ENCODER_LEAD
from coach.sound.over_silence import over_silence
from coach.sound.placed_sounds import PlacedSound, placed_sounds
from coach.units import Milliseconds, samples


def expected(heard_sounds, length):
    """Lay the sounds on a plain array, sample by sample, as the first frame's feed begins."""
    total = np.zeros(frames_for(samples(length)) * FRAME_SAMPLES + ENCODER_LEAD, dtype=np.int32)
    for sound in heard_sounds:
        pcm = np.frombuffer(sound.pcm(), dtype="<i2")
        start = samples(sound.start)
        stop = min(start + len(pcm), len(total))
        total[start:stop] += pcm[: stop - start]
    return total[ENCODER_LEAD:]


def test_every_sound_is_at_its_exact_sample(voice, tools):
    sheet = tools.session()
    mixdown = mix(sheet, voice)
    assert mixdown.channels == 1
    assert np.array_equal(tools.heard(mixdown)[:, 0], expected(placed_sounds(sheet, voice), sheet.file_length))


def test_the_spans_tile_the_session_with_the_decoders_delay(voice, tools):
    sheet = tools.session()
    mixdown = mix(sheet, voice)
    frames = sum(span.frames for span in mixdown.spans)
    assert mixdown.length == samples(sheet.file_length)
    assert 529 <= frames * FRAME_SAMPLES - mixdown.length < 529 + FRAME_SAMPLES
    assert all(span.frames > 0 for span in mixdown.spans)
    assert all(span.skip + span.frames <= span.piece.frames for span in mixdown.spans if span.piece)


def test_a_tone_and_a_phrase_are_pieces_of_their_own(voice, tools):
    mixdown = mix(tools.session(), voice)
    assert all("+" not in key for key in tools.pieces(mixdown))


def test_the_same_sound_at_whole_seconds_needs_three_pieces_at_most():
    tick = [
        PlacedSound(Milliseconds(second * 1_000), Milliseconds(second * 1_000 + 96), "tick", lambda: b"\1\1" * 4_608)
        for second in range(1, 200)
    ]
    mixdown = over_silence(tick, Milliseconds(210_000))
    assert len({span.piece.key for span in mixdown.spans if span.piece}) == 3


def test_sounds_that_touch_become_one_piece(voice, tools):
    close = tools.said(CueKind.COMMAND, 24_000, Tone.RUN, "Run", "now", gap=0)
    sheet = tools.session()
    sheet = type(sheet)(sheet.timeline, (close,), (), sheet.file_length)
    mixdown = mix(sheet, voice)
    (piece,) = tools.pieces(mixdown).values()
    assert all(part in piece.key for part in ("run", "Run", "now"))
    assert np.array_equal(tools.heard(mixdown)[:, 0], expected(placed_sounds(sheet, voice), sheet.file_length))


def test_a_piece_is_silent_where_its_neighbours_are(voice, tools):
    for piece in tools.pieces(mix(tools.session(), voice)).values():
        pcm = np.frombuffer(piece.pcm(), dtype="<i2")
        edge = (CONTEXT + 2) * FRAME_SAMPLES
        assert not np.any(pcm[:edge])
        assert not np.any(pcm[-edge:])
        assert np.any(pcm)


def test_equal_keys_are_equal_sound_whatever_the_ratio(voice, tools):
    one = tools.pieces(mix(tools.session(run=30), voice))
    other = tools.pieces(mix(tools.session(run=60), voice))
    shared = one.keys() & other.keys()
    assert len(shared) > len(one) // 2
    assert all(one[key].pcm() == other[key].pcm() for key in shared)


def test_a_new_ratio_needs_only_what_was_never_said(voice, tools):
    known = tools.pieces(mix(tools.session(run=30, walk=60, times=6), voice))
    fresh = tools.pieces(mix(tools.session(run=45, walk=60, times=6), voice))
    # What stands behind the phase: the same sound at another phase is encoded again, at most three times in all.
    names = [{key.rsplit("|", 1)[1].split(":", 1)[1] for key in keys} for keys in (known, fresh)]
    assert names[1] - names[0] == {"beep:run for 45 seconds"}


def test_nothing_is_rendered_before_it_is_asked_for(voice, tools):
    mix(tools.session(), voice)
    assert not voice.rendered


def test_mixing_loads_no_heavy_library():
    code = "import sys; import coach.sound.mix; print([n for n in ('numpy', 'av', 'pydub', 'soxr') if n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@st.composite
def rows_of_sounds(draw):
    place = draw(st.integers(0, 200))
    row = []
    for number in range(draw(st.integers(1, 8))):
        length = draw(st.integers(1, 700))
        level = draw(st.integers(1, 20_000))
        pcm = level.to_bytes(2, "little") * samples(Milliseconds(length))
        row.append(
            PlacedSound(Milliseconds(place), Milliseconds(place + length), f"{number}:{length}:{level}", lambda pcm=pcm: pcm)
        )
        place += length + draw(st.integers(0, 400))
    return row, Milliseconds(place + draw(st.integers(0, 500)))


@given(rows_of_sounds())
@settings(max_examples=150, deadline=None)
def test_any_row_of_sounds_is_heard_as_it_is_written(tools_row):
    row, length = tools_row
    mixdown = over_silence(row, length)
    parts = []
    for span in mixdown.spans:
        if span.piece is None:
            parts.append(np.zeros(span.frames * FRAME_SAMPLES, dtype=np.int16))
        else:
            pcm = np.frombuffer(span.piece.pcm(), dtype="<i2")[(CONTEXT + span.skip) * FRAME_SAMPLES :]
            parts.append(pcm[: span.frames * FRAME_SAMPLES])
    # Before the first frame's feed lie 12 ms that only the context of the first piece holds.
    assert np.array_equal(np.concatenate(parts), expected(row, length))
