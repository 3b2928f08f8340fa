"""Makes docs/demo.mp3: a session in forty seconds, cut by its cues, each phrase whole. Run by `make demo`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.mp3.assemble import write_mp3
from coach.mp3.tags import Tags, render_tag
from coach.plan.catalogue import DEFAULT_PLAN, find_plan
from coach.plan.model import Effort
from coach.plan.ratio import Ratio
from coach.script.cues import Cue, CueKind, CueSheet
from coach.session.renderer import BuiltSession, Renderer
from coach.session.request import session_requests
from coach.settings import Settings, cache_path
from coach.signal.facts import BYTES_PER_SAMPLE, FRAME_SAMPLES
from coach.sound.grid import frames_for
from coach.sound.mixdown import CONTEXT, ENCODER_LEAD, Mixdown, Piece, Span
from coach.units import SECOND, Milliseconds, Samples, samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BEFORE: Final = 150
AFTER: Final = 300
"""Milliseconds that are heard before a part's first sound and after its last one: less than the quiet between phrases."""

FADE: Final = 120
"""Milliseconds over which a part fades in and out."""

COUNTDOWN: Final = 3 * SECOND + BEFORE
BAR: Final = 2 * SECOND
"""What is heard of the bed before the countdown, and after the command."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a session, and the phrases in it."""

    start: Milliseconds
    end: Milliseconds
    phrases: tuple[str, ...]


def quiet_parts(sheet: CueSheet) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return what is heard over silence, before and after the change over the beat."""
    first_run = _change(sheet, Effort.RUN)
    before = (
        _part(sheet, _first(sheet, CueKind.COMMAND), 4_600),
        _part(sheet, _first(sheet, CueKind.WELCOME), 4_000),
        _part(sheet, first_run, 3_500, lead=COUNTDOWN),
        _part(sheet, _first(sheet, CueKind.TALK_TEST), 7_000),
        _part(sheet, _first(sheet, CueKind.HALFWAY), 2_500),
    )
    return before, (_part(sheet, _first(sheet, CueKind.FINISH), 5_000),)


def beat_part(sheet: CueSheet) -> Part:
    """Return what is heard over the beat: the end of a run, its countdown, and the command to walk."""
    return _part(sheet, _change(sheet, Effort.WALK), 8_000, lead=COUNTDOWN + BAR, tail=BAR)


def _first(sheet: CueSheet, kind: CueKind) -> Cue:
    return next(cue for cue in sheet.cues if cue.kind is kind)


def _change(sheet: CueSheet, effort: Effort) -> Cue:
    """Return the command of the first interval of this effort after a countdown."""
    index = next(number for number, interval in enumerate(sheet.timeline.intervals) if interval.effort is effort)
    return next(cue for cue in sheet.cues if cue.kind is CueKind.COMMAND and cue.interval == index)


def _part(sheet: CueSheet, cue: Cue, most: int, *, lead: int = BEFORE, tail: int = AFTER) -> Part:
    """Return the cue from `lead` before it to `tail` after the last phrase that ends within `most` ms; the first in any case.

    Both are shorter where another phrase would be cut.
    """
    inside = [placed for number, placed in enumerate(cue.phrases) if not number or placed.offset + placed.length <= most]
    last = inside[-1]
    begin, stop = cue.start, cue.start + last.offset + last.length
    spoken = [
        (other.start + one.offset, other.start + one.offset + one.length) for other in sheet.cues for one in other.phrases
    ]
    start = max([cue.start - lead, 0, *(end for _, end in spoken if end <= begin)])
    end = min([stop + tail, *(start for start, _ in spoken if start >= stop)])
    return Part(Milliseconds(start), Milliseconds(end), tuple(placed.phrase.text for placed in inside))


def stereo_sound(built: BuiltSession, part: Part) -> NDArray[np.float32]:
    """Render a part of a session, faded at both ends: shape (samples, 2), full scale at 32768."""
    import numpy as np

    first = (samples(part.start) - ENCODER_LEAD) // FRAME_SAMPLES
    last = samples(part.end) // FRAME_SAMPLES + 1
    sound = _frames(built.mixdown, max(0, first), last)
    skipped = samples(part.start) - max(0, first) * FRAME_SAMPLES - ENCODER_LEAD
    sound = np.pad(sound, ((max(0, -skipped), 0), (0, 0)))[max(0, skipped) :][: samples(part.end) - samples(part.start)]
    ramp = np.linspace(0, 1, samples(Milliseconds(FADE)), dtype=np.float32)[:, np.newaxis]
    sound[: len(ramp)] *= ramp
    sound[-len(ramp) :] *= ramp[::-1]
    return sound


def _frames(mixdown: Mixdown, first: int, last: int) -> NDArray[np.float32]:
    """Render frames of a mixdown as two channels."""
    import numpy as np

    size, place, parts = FRAME_SAMPLES * mixdown.channels * BYTES_PER_SAMPLE, 0, []
    for span in mixdown.spans:
        begin, end = max(first, place) - place, min(last, place + span.frames) - place
        if begin < end:
            pcm = span.piece.pcm()[(CONTEXT + span.skip) * size :] if span.piece else bytes(end * size)
            parts.append(pcm[begin * size : end * size])
        place += span.frames
    sound = np.frombuffer(b"".join(parts), "<i2").astype(np.float32).reshape(-1, mixdown.channels)
    return np.broadcast_to(sound, (len(sound), 2)).copy()


def demo(path: Path, cache: Cache) -> tuple[str, ...]:
    """Write the demo. Returns its phrases, in order."""
    import numpy as np

    quiet, beat = (_built(bed, cache) for bed in ("none", "beat"))
    before, after = quiet_parts(quiet.sheet)
    middle = beat_part(beat.sheet)
    sounds = [stereo_sound(quiet, part) for part in before]
    sounds += [stereo_sound(beat, middle), *(stereo_sound(quiet, part) for part in after)]
    with TemporaryDirectory() as folder:  # the sound has no key of its own
        write_mp3(path, _mixdown(np.concatenate(sounds)), render_tag(_tags()), Cache(Path(folder)))
    return tuple(text for part in (*before, middle, *after) for text in part.phrases)


def _built(bed: str, cache: Cache) -> BuiltSession:
    with TemporaryDirectory() as folder:
        (request,) = session_requests(find_plan(DEFAULT_PLAN), 1, 2, Ratio(), None)
        return Renderer(Settings(bed=bed, output=folder), cache=cache).make(request)


def _mixdown(sound: NDArray[np.float32]) -> Mixdown:
    import numpy as np

    length = Samples(len(sound))
    frames = frames_for(length)
    edge = CONTEXT * FRAME_SAMPLES
    # The first frame is fed from `ENCODER_LEAD` on.
    padded = np.pad(sound, ((edge, (frames + CONTEXT) * FRAME_SAMPLES - len(sound) + ENCODER_LEAD), (0, 0)))
    pcm = np.rint(padded[ENCODER_LEAD:]).astype("<i2").tobytes()
    return Mixdown(2, length, (Span(frames, Piece("demo", frames, lambda: pcm)),))


def _tags() -> Tags:
    """Return a title and no more: no session, chapters or recipe."""
    title = "A session in forty seconds"
    return Tags(title=title, album="coach", artist="coach", track=1, tracks=1, disc=1, discs=1, genre="", comment="", recipe="")


def main(arguments: Sequence[str]) -> None:
    """Write the demo to the path that is given."""
    demo(Path(arguments[0]), Cache(cache_path()))


if __name__ == "__main__":
    main(sys.argv[1:])
