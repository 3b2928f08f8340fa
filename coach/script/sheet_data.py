"""The cue sheet as plain data, there and back: what the recipe in a file holds, and what `coach script` prints as JSON.

`docs/cue-sheet.md` has the schema.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coach.json_table import JsonTable
from coach.plan.model import MOST_INTERVALS, Effort, Flavour
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.cues import Cue, CueKind, CueSheet, DroppedCue, Phrase, PlacedPhrase, Tone
from coach.units import HOUR, MINUTE, SECOND, Milliseconds

SCHEMA_VERSION: Final = 1

LONGEST_FILE: Final = Milliseconds(13 * HOUR)
MOST_CUES: Final = 40_000
"""Of the longest session with the most intervals: eight each."""

MOST_PHRASES: Final = 20_000
"""In one cue; a narrated walk reads for hours."""

LONGEST_TEXT: Final = 2_000
"""Characters of a phrase."""

LONGEST_SPOKEN: Final = Milliseconds(3 * MINUTE)
"""Of a phrase."""

_LONGEST_WAKE: Final = Milliseconds(10 * SECOND)
_LONGEST_NAME: Final = 200


def sheet_data(sheet: CueSheet) -> dict[str, object]:
    """Return the cue sheet as plain data, ready for JSON; all times in whole milliseconds."""
    intervals = sheet.timeline.intervals
    return {
        "schema_version": SCHEMA_VERSION,
        "plan_ms": sheet.timeline.duration,
        "file_ms": sheet.file_length,
        "intervals": [
            {
                "effort": str(interval.effort),
                "flavour": str(interval.flavour) if interval.flavour else None,
                "start_ms": interval.start,
                "end_ms": interval.end,
                "repetition": interval.repetition,
                "repetitions": interval.repetitions,
                "free": interval.free,
            }
            for interval in intervals
        ],
        "cues": [_cue_data(cue, len(intervals)) for cue in sheet.cues],
        "dropped": [
            {"kind": str(lost.kind), "text": lost.text, "interval": lost.interval, "reason": lost.reason}
            for lost in sheet.dropped
        ],
    }


def _cue_data(cue: Cue, closing: int) -> dict[str, object]:
    return {
        "start_ms": cue.start,
        "end_ms": cue.end,
        "kind": str(cue.kind),
        "text": cue.text,
        "interval": cue.interval if cue.interval < closing else None,
        "tone": str(cue.tone) if cue.tone else None,
        "speech": [
            {"start_ms": cue.start + placed.offset, "length_ms": placed.length, "text": placed.phrase.text}
            for placed in cue.phrases
        ],
    }


def parse_sheet(data: JsonTable) -> CueSheet:
    """Return the cue sheet that `sheet_data` wrote. Raises ValueError where a value is not what a cue sheet can hold."""
    timeline = Timeline(tuple(map(_parse_interval, data.sections("intervals", MOST_INTERVALS + 2))))
    if not timeline.intervals or timeline.duration != data.whole("plan_ms", LONGEST_FILE):
        raise ValueError("plan_ms is not the end of its intervals")
    _check_order([(interval.start, interval.end) for interval in timeline.intervals], "intervals")
    length = Milliseconds(data.whole("file_ms", LONGEST_FILE))
    cues = tuple(_parse_cue(cue, len(timeline.intervals)) for cue in data.sections("cues", MOST_CUES))
    _check_order([(cue.start, cue.end) for cue in cues], "cues")
    if max(timeline.duration, *(cue.end for cue in cues[-1:]), 0) > length:
        raise ValueError("file_ms is before its end")
    dropped = tuple(
        DroppedCue(
            CueKind(lost.text("kind", _LONGEST_NAME)),
            lost.text("text", LONGEST_TEXT),
            lost.whole("interval", MOST_INTERVALS + 2),
            lost.text("reason", _LONGEST_NAME),
        )
        for lost in data.sections("dropped", MOST_CUES)
    )
    return CueSheet(timeline, cues, dropped, length)


def _parse_interval(data: JsonTable) -> TimedInterval:
    flavour = data.table.get("flavour")
    return TimedInterval(
        Effort(data.text("effort", _LONGEST_NAME)),
        None if flavour is None else Flavour(data.text("flavour", _LONGEST_NAME)),
        Milliseconds(data.whole("start_ms", LONGEST_FILE)),
        Milliseconds(data.whole("end_ms", LONGEST_FILE)),
        data.whole("repetition", MOST_INTERVALS),
        data.whole("repetitions", MOST_INTERVALS),
        free=data.flag("free"),
    )


def _parse_cue(data: JsonTable, closing: int) -> Cue:
    start, end = data.whole("start_ms", LONGEST_FILE), data.whole("end_ms", LONGEST_FILE)
    phrases = tuple(_parse_phrase(phrase, start) for phrase in data.sections("speech", MOST_PHRASES))
    _check_order([(phrase.offset, phrase.offset + phrase.length) for phrase in phrases], "speech")
    if phrases and start + phrases[-1].offset + phrases[-1].length > end:
        raise ValueError("end_ms is before its speech ends")
    tone = None if data.table.get("tone") is None else Tone(data.text("tone", _LONGEST_NAME))
    if tone is Tone.WAKE and (phrases[0].offset if phrases else end - start) > _LONGEST_WAKE:
        raise ValueError("end_ms makes its wake sound too long")
    return Cue(
        CueKind(data.text("kind", _LONGEST_NAME)),
        Milliseconds(start),
        Milliseconds(end),
        closing if data.table.get("interval") is None else data.whole("interval", closing),
        tone,
        phrases,
    )


def _parse_phrase(data: JsonTable, start: int) -> PlacedPhrase:
    return PlacedPhrase(
        Phrase(data.text("text", LONGEST_TEXT)),
        Milliseconds(data.whole("start_ms", LONGEST_FILE, start) - start),
        Milliseconds(data.whole("length_ms", LONGEST_SPOKEN)),
    )


def _check_order(spans: Sequence[tuple[int, int]], what: str) -> None:
    """Check that each span ends after it begins, and before the next one. Raises ValueError."""
    edge = 0
    for start, end in spans:
        if not edge <= start <= end:
            raise ValueError(f"{what} overlap, or are not in the order of time")
        edge = end
