"""What each plan sounds like in each style, in figures: share of speech, encouragements, distinct lines, and how soon a line
comes back. `make words-report` writes the table into docs/lines.md.

Lengths are those of a reader who speaks at a usual speed, so that no voice is needed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import STORY, SpokenAtReadingSpeed  # noqa: E402  # found on the path above

from coach.plan.catalogue import bundled_names, find_plan  # noqa: E402
from coach.plan.context import SessionContext, session_context  # noqa: E402
from coach.plan.model import Coaching, Plan  # noqa: E402
from coach.script.cues import CueKind, CueSheet  # noqa: E402
from coach.script.lines import bundled_styles, load_style  # noqa: E402
from coach.script.writer import ScriptOptions, write_script  # noqa: E402

PAGE = ROOT / "docs" / "lines.md"
BEGIN, END = "<!-- words-report -->", "<!-- end of words-report -->"
STYLES = ("warm", "calm", "plain")
FREE = (CueKind.ENCOURAGEMENT, CueKind.TIP, CueKind.CHECK_IN, CueKind.FUEL, CueKind.TALK_TEST)
TEN_MINUTES = 600_000


def contexts(plan: Plan) -> list[SessionContext]:
    """Return all sessions of a plan, each in its place."""
    return [
        session_context(plan, week, session)
        for week, each in enumerate(plan.weeks, 1)
        for session in range(1, len(each.sessions) + 1)
    ]


def sheets(name: str, style: str) -> list[CueSheet]:
    """Write the cue sheets of all sessions of a plan."""
    durations, loaded = SpokenAtReadingSpeed(), load_style(style)
    return [
        write_script(context, loaded, durations, ScriptOptions(), STORY if context.coaching is Coaching.NARRATED else ())
        for context in contexts(find_plan(name))
    ]


def spoken_share(sheets_of_plan: list[CueSheet]) -> float:
    """Return the share of speech in the time of all sessions, without the text of a narrated walk."""
    speech = sum(
        placed.length
        for sheet in sheets_of_plan
        for cue in sheet.cues
        if cue.kind is not CueKind.STORY
        for placed in cue.phrases
    )
    return speech / sum(sheet.file_length for sheet in sheets_of_plan)


def recurrence(sheets_of_plan: list[CueSheet]) -> int | None:
    """Return after how many sessions a free line comes back at the earliest; None if none does."""
    heard: dict[str, int] = {}
    distances = []
    for number, sheet in enumerate(sheets_of_plan):
        for text in {cue.text for cue in sheet.cues if cue.kind in FREE and cue.text}:
            if text in heard:
                distances.append(number - heard[text])
            heard[text] = number
    return min(distances, default=None)


def row(name: str, by_style: dict[str, list[CueSheet]]) -> str:
    """Write a row of the table: each cell has the figures of all styles."""
    share, company, distinct, back = [], [], [], []
    for sheets_of_plan in by_style.values():
        minutes = sum(sheet.timeline.duration for sheet in sheets_of_plan) / TEN_MINUTES
        cues = [cue for sheet in sheets_of_plan for cue in sheet.cues if cue.text]
        share.append(f"{100 * spoken_share(sheets_of_plan):.0f}")
        company.append(f"{sum(cue.kind is CueKind.ENCOURAGEMENT for cue in cues) / minutes:.1f}")
        distinct.append(str(len({cue.text for cue in cues if cue.kind in FREE})))
        back.append(str(recurrence(sheets_of_plan) or "-"))
    cells = (" / ".join(cell) for cell in (share, company, distinct, back))
    return f"| `{name}` | {' | '.join(cells)} |"


def main() -> None:
    """Write the table into the page."""
    if set(STYLES) != set(bundled_styles()):
        raise SystemExit("words.py: the bundled styles are others; correct STYLES")
    rows = [row(name, {style: sheets(name, style) for style in STYLES}) for name in bundled_names()]
    names = ("plan", "speech, %", "encouragements in 10 min", "different free lines", "a line comes back after")
    head = f"| {' | '.join(names)} |\n{'|---' * len(names)}|\n"
    table = f"{BEGIN}\n{head}" + "\n".join(rows) + f"\n{END}"
    text = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(rf"{BEGIN}.*?{END}", lambda _: table, text, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    main()
