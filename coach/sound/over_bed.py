"""Speech and tones over a bed, in two channels.

Where nothing but the bed is heard, at a constant level, the session is made of blocks of its sources, encoded once. Around
everything else (a sound, a ramp of the bed, a change of the bed) stand windows; under a message over a source that does not
recur, one window around all of it. A window is cut again where its parts recur apart from each other: around a change of the
bed, and between two sounds. Every piece knows the true sound on both its sides, so a cut is never heard.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from coach.signal.facts import FRAME_MS
from coach.sound.arrangement import CHANNELS, Arrangement, pcm16
from coach.sound.beds.bed import BedSection, Source, whole_session
from coach.sound.ducking import (
    ATTACK,
    RELEASE,
    Ramp,
    depth_under,
    ducking_envelope,
    message_ranges,
    session_fade_envelope,
    widened,
)
from coach.sound.grid import MARGIN, frame_at, frames_for, moment_of
from coach.sound.mixdown import CONTEXT, Mixdown, Piece, Span
from coach.sound.time_index import TimeIndex
from coach.units import Milliseconds, samples

if TYPE_CHECKING:
    from coach.script.cues import CueSheet
    from coach.sound.beds.bed import Bed, TimeRange
    from coach.sound.placed_sounds import PlacedSound

MIXING: Final = "bed-6"
"""Part of the key of every piece. Counts up when the same parts give another mix."""

BLOCK: Final = 250
"""Frames in a block of a bed (6 s): the most that is rendered at once, and the least that is encoded again."""

_Blocks = dict[tuple[int, int, int, float], Piece]
"""The blocks of a session, by their source, their number in it, their phase and their level."""

_LEAST_PIECE: Final = 4
"""Frames: nothing smaller is cut off a window."""


def over_bed(sheet: CueSheet, sounds: list[PlacedSound], bed: Bed) -> Mixdown:
    """Lay the sounds of a session over a bed. Raises BedError for music that cannot be read."""
    total = frames_for(samples(sheet.file_length))
    stretches = ducked_ranges(sounds, bed)
    sections = TimeIndex(bed.sections(sheet, stretches, whole_session(sheet)))
    ducked = () if bed.pauses else stretches
    duck = ducking_envelope(ducked, partial(depth_under, sections))
    arrangement = Arrangement(sections, (duck, session_fade_envelope(sheet)), TimeIndex(sounds))
    return Mixdown(CHANNELS, samples(sheet.file_length), tuple(bed_spans(arrangement, ducked, total)))


def bed_spans(arrangement: Arrangement, ducked: Iterable[TimeRange], total: int) -> Iterator[Span]:
    """Yield the spans of an arrangement: of so many frames. `ducked`: where the bed is lowered."""
    preferred = _preferred_cuts(arrangement)
    blocks: _Blocks = {}
    done = 0
    for first, last in _windows(_events(arrangement, ducked), total):
        yield from _between(arrangement, blocks, done, first)
        yield from _cut(arrangement, preferred, first, last)
        done = last
    yield from _between(arrangement, blocks, done, total)


def ducked_ranges(sounds: Iterable[PlacedSound], bed: Bed) -> tuple[TimeRange, ...]:
    """Return the time ranges in which a bed gives way to the sounds."""
    messages = message_ranges(sounds)
    return widened(messages) if bed.beats else messages


def _events(arrangement: Arrangement, ducked: Iterable[TimeRange]) -> list[tuple[int, int]]:
    """List all time ranges, in ms, in which there is more than a bed at a constant level."""
    events: list[tuple[int, int]] = [(sound.start, sound.end) for sound in arrangement.sounds.items]
    for section in arrangement.sections.items:
        events.append((section.start, section.start + section.fade_in + 1))
        events.append((section.end - section.fade_out - 1, section.end))
    duck, fade = arrangement.envelopes
    for stretch in ducked:
        start, end = Milliseconds(stretch.start - ATTACK), Milliseconds(stretch.end + RELEASE)
        if all(_recurs(section.source) for section in arrangement.sections.inside(start, end)):
            events.extend(_heard(arrangement, duck.inside(start, end)))
        else:
            events.append((start, end))
    events.extend(_heard(arrangement, fade.items))
    events.sort()
    return events


def _recurs(source: Source) -> bool:
    """Tell whether a block of a source holds all of it."""
    return source.period is not None and source.period <= BLOCK * FRAME_MS


def _heard(arrangement: Arrangement, ramps: Iterable[Ramp]) -> Iterator[tuple[int, int]]:
    """Yield where ramps change the level of a bed."""
    for ramp in ramps:
        for section in arrangement.sections.inside(ramp.start, ramp.end):
            yield max(ramp.start, section.start), min(ramp.end, section.end)


def _windows(events: list[tuple[int, int]], total: int) -> Iterator[tuple[int, int]]:
    """Merge the events into windows of frames; `first` is included, `last` is not."""
    first = last = 0
    for start, end in events:
        low = max(frame_at(Milliseconds(start)) - MARGIN, 0)
        high = min(frame_at(Milliseconds(end - 1)) + MARGIN + 1, total)
        if low >= last:
            if last > first:
                yield first, last
            first = low
        last = max(last, high)
    if last > first:
        yield first, last


def _cut(arrangement: Arrangement, preferred: list[int], first: int, last: int) -> Iterator[Span]:
    edges = [first, *_cuts(preferred, first, last), last]
    for low, high in pairwise(edges):
        start, end = moment_of(low - CONTEXT), moment_of(high + CONTEXT)
        there = arrangement.heard_between(moment_of(low - MARGIN), moment_of(high + MARGIN))
        key = f"{MIXING}|{high - low}|{there.describe(start, end)}"
        yield Span(high - low, Piece(key, high - low, partial(there.render, start, end)))


def _cuts(preferred: list[int], first: int, last: int) -> list[int]:
    """Choose the frames before which a window is cut: at the preferred places, and where a piece would grow too long."""
    cuts: list[int] = []
    before = first
    for cut in (*preferred[bisect_right(preferred, first) : bisect_left(preferred, last)], last):
        while cut - before > BLOCK:
            before += BLOCK
            cuts.append(before)
        if cut - before >= _LEAST_PIECE and last - cut >= _LEAST_PIECE:
            cuts.append(cut)
            before = cut
    return cuts


def _preferred_cuts(arrangement: Arrangement) -> list[int]:
    return sorted({*_cuts_at_changes(arrangement.sections.items), *_cuts_between_sounds(arrangement.sounds.items)})


def _cuts_at_changes(sections: tuple[BedSection, ...]) -> Iterator[int]:
    """Cut so far from a change of the bed that no piece holds both sides."""
    for old, new in pairwise(sections):
        yield frame_at(Milliseconds(min(new.start, old.end - old.fade_out) - 1)) - CONTEXT
        yield frame_at(Milliseconds(max(new.start + new.fade_in, old.end) - 1)) + 1 + CONTEXT
    for last in sections[-1:]:
        yield frame_at(Milliseconds(last.end - 1)) + 1 + CONTEXT


def _cuts_between_sounds(sounds: tuple[PlacedSound, ...]) -> Iterator[int]:
    """Cut ahead of each sound that has room for the context of both sides before it."""
    for sound, following in pairwise(sounds):
        start = frame_at(following.start)
        if start - frame_at(Milliseconds(sound.end - 1)) > 2 * CONTEXT:
            yield start - CONTEXT


def _between(arrangement: Arrangement, blocks: _Blocks, first: int, last: int) -> Iterator[Span]:
    """Fill frames in which there is the bed alone, or silence."""
    if last <= first:
        return
    moment = moment_of(first)
    section = arrangement.sections.before(moment)
    if section is None or section.end <= moment:
        yield Span(last - first)
        return
    yield from _in_blocks(section, arrangement.level(moment), blocks, first, last)


def _in_blocks(section: BedSection, level: float, blocks: _Blocks, first: int, last: int) -> Iterator[Span]:
    place = moment_of(first) - section.start + section.position
    at, phase = divmod(place, FRAME_MS)
    around = _around(section.source)
    while first < last:
        at = at % around if around else at
        block, skip = divmod(at, BLOCK)
        length = min(BLOCK, around - block * BLOCK) if around else BLOCK
        frames = min(length - skip, last - first)
        name = id(section.source), block, phase, level
        piece = blocks.get(name)
        if piece is None:
            piece = blocks[name] = _block(section.source, level, block * BLOCK, length, phase)
        yield Span(frames, piece, skip)
        first += frames
        at += frames


def _around(source: Source) -> int:
    """Return after how many frames the blocks of a source repeat: whole periods that fill a block; 0 if they never do."""
    period = (source.period or 0) // FRAME_MS
    return period * max(BLOCK // period, 1) if period else 0


def _block(source: Source, level: float, start: int, frames: int, phase: int) -> Piece:
    position = Milliseconds((start - CONTEXT) * FRAME_MS + phase)
    length = Milliseconds((CONTEXT + frames + CONTEXT) * FRAME_MS)
    lowered = "" if level == 1.0 else f"|{level:.4f}"
    key = f"{MIXING}|{frames}|{source.describe(position, length)}{lowered}"
    return Piece(key, frames, partial(_render, source, level, position, length))


def _render(source: Source, level: float, position: Milliseconds, length: Milliseconds) -> bytes:
    return pcm16(source.pcm(position, length) * level)
