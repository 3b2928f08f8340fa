"""The cue sheet in other forms: for people, for programs, for readers of subtitles."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import Final

from coach.language.english import ENGLISH
from coach.language.model import Language
from coach.script.cues import Cue, CueSheet
from coach.script.sheet_data import sheet_data
from coach.script.titles import finish_title, interval_title
from coach.units import Milliseconds, clock

LONGEST_LINE: Final = 65
"""Characters in a line of subtitles: what podcast apps ask of transcripts."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+")


def as_json(sheet: CueSheet) -> str:
    """Write the cue sheet as JSON text."""
    return json.dumps(sheet_data(sheet), ensure_ascii=False, indent=2) + "\n"


def as_text(sheet: CueSheet, language: Language = ENGLISH) -> str:
    """Write the cue sheet for people: one line a cue, under the title of its interval."""
    lines: list[str] = []
    intervals = sheet.timeline.intervals
    titles = [(interval.start, interval_title(interval, language)) for interval in intervals]
    titles += [(sheet.timeline.duration, finish_title(language))]
    remaining = list(sheet.cues)
    for number, (start, title) in enumerate(titles):
        end = titles[number + 1][0] if number + 1 < len(titles) else sheet.file_length
        lines += [f"{clock(start):>7}  {title}"]
        while remaining and remaining[0].start < end:
            lines += _cue_lines(remaining.pop(0))
        lines += [""]
    lines += [f"{clock(sheet.file_length):>7}  {language.words.labels.end_of_file}", ""]
    return "\n".join(lines)


def _cue_lines(cue: Cue) -> list[str]:
    if cue.text:
        return [f"{_precise(cue.start):>11}  {cue.kind:<13} {cue.text}"]
    return [f"{_precise(cue.start):>11}  {cue.kind:<13} ({cue.tone} tone)"]


def _precise(moment: Milliseconds) -> str:
    return f"{clock(moment)}.{moment % 1_000 // 100}"


def as_srt(sheet: CueSheet) -> str:
    """Write the spoken words as SubRip subtitles."""
    blocks = [
        f"{number}\n{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}\n{cue.text}\n"
        for number, cue in enumerate(_worded(sheet), 1)
    ]
    return "\n".join(blocks)


def as_vtt(sheet: CueSheet) -> str:
    """Write the spoken words as WebVTT (W3C) subtitles: one sentence a cue, lines of at most `LONGEST_LINE` characters."""
    blocks = [
        "\n".join((f"{_stamp(start, '.')} --> {_stamp(end, '.')}", *wrap(sentence, LONGEST_LINE), ""))
        for cue in _worded(sheet)
        for start, end, sentence in _sentences(cue)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _sentences(cue: Cue) -> Iterator[tuple[Milliseconds, Milliseconds, str]]:
    """Yield a cue's sentences with their start and end; its time is shared out by their letters."""
    sentences = _SENTENCE_END.split(cue.text)
    letters = sum(map(len, sentences))
    start, before = cue.start, 0
    for sentence in sentences:
        before += len(sentence)
        end = Milliseconds(cue.start + (cue.end - cue.start) * before // letters)
        yield start, end, sentence
        start = end


def as_lrc(sheet: CueSheet) -> str:
    """Write the spoken words as LRC lyrics, times to the hundredth of a second."""
    lines = (
        f"[{cue.start // 60_000:02}:{cue.start // 1_000 % 60:02}.{cue.start % 1_000 // 10:02}]{cue.text}"
        for cue in _worded(sheet)
    )
    return "\n".join(lines) + "\n"


def as_csv(sheet: CueSheet) -> str:
    """Write every cue, tones too, as comma-separated values (RFC 4180) with a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["start_ms", "end_ms", "kind", "interval", "tone", "text"])
    closing = len(sheet.timeline.intervals)
    for cue in sheet.cues:
        interval = cue.interval if cue.interval < closing else ""
        writer.writerow([cue.start, cue.end, cue.kind, interval, cue.tone or "", cue.text])
    return out.getvalue()


FORMATS: Final[dict[str, Callable[[CueSheet], str]]] = {
    "text": as_text,
    "json": as_json,
    "srt": as_srt,
    "vtt": as_vtt,
    "lrc": as_lrc,
    "csv": as_csv,
}


def _worded(sheet: CueSheet) -> list[Cue]:
    return [cue for cue in sheet.cues if cue.text]


def _stamp(moment: Milliseconds, point: str) -> str:
    seconds, thousandths = divmod(moment, 1_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{thousandths:03}"
