"""The cue sheet as plain data, there and back: what the recipe in a file holds, and what `coach script` prints as JSON.

`docs/cue-sheet.md` has the schema.
"""

from __future__ import annotations

from typing import Any, Final

from coach.plan.model import Effort, Flavour
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.cues import Cue, CueKind, CueSheet, DroppedCue, Phrase, PlacedPhrase, Tone
from coach.units import Milliseconds

SCHEMA_VERSION: Final = 1


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


def parse_sheet(data: dict[str, Any]) -> CueSheet:
    """Return the cue sheet that `sheet_data` wrote. Raises KeyError, ValueError, TypeError or IndexError where it is broken."""
    timeline = Timeline(
        tuple(
            TimedInterval(
                Effort(interval["effort"]),
                Flavour(interval["flavour"]) if interval["flavour"] else None,
                Milliseconds(interval["start_ms"]),
                Milliseconds(interval["end_ms"]),
                interval["repetition"],
                interval["repetitions"],
                free=interval.get("free", False),
            )
            for interval in data["intervals"]
        )
    )
    if timeline.duration != data["plan_ms"]:
        raise ValueError("plan_ms")
    cues = tuple(_parse_cue(cue, len(timeline.intervals)) for cue in data["cues"])
    dropped = tuple(
        DroppedCue(CueKind(lost["kind"]), lost["text"], lost["interval"], lost["reason"]) for lost in data.get("dropped", ())
    )
    return CueSheet(timeline, cues, dropped, Milliseconds(data["file_ms"]))


def _parse_cue(data: dict[str, Any], closing: int) -> Cue:
    start = data["start_ms"]
    return Cue(
        CueKind(data["kind"]),
        Milliseconds(start),
        Milliseconds(data["end_ms"]),
        closing if data["interval"] is None else data["interval"],
        Tone(data["tone"]) if data["tone"] else None,
        tuple(
            PlacedPhrase(Phrase(phrase["text"]), Milliseconds(phrase["start_ms"] - start), Milliseconds(phrase["length_ms"]))
            for phrase in data["speech"]
        ),
    )
