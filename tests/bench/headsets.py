"""Measure what model headsets lose of a session, and write the table in docs/headsets.md: `python tests/bench/headsets.py`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from coach.plan.catalogue import find_plan
from coach.plan.ratio import Ratio
from coach.proof.decoding import decode
from coach.proof.expectation import read_expectation
from coach.proof.headset_measurements import lost_sounds
from coach.proof.meters import HeadsetSleepMeter
from coach.script.cues import CueKind, Tone
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.signal.headset import MODEL_THRESHOLDS, Headset, WakeSounds
from coach.units import Milliseconds

DOCS: Final = Path(__file__).parents[2] / "docs" / "headsets.md"
NEEDS: Final = tuple(map(Milliseconds, (200, 500, 1_000, 1_500, 2_000, 3_000)))
WAYS: Final = (
    ("`--wake both` (the default)", {}),
    ("`--wake both --wake-length 3s`", {"wake_length": Milliseconds(3_000)}),
    ("`--wake breath`", {"wake": WakeSounds.BREATH}),
    ("`--wake floor`", {"wake": WakeSounds.FLOOR}),
    ("`--wake none`", {"wake": WakeSounds.NONE}),
)
_TABLE: Final = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main() -> None:
    """Render week 1, session 1 of walk-run-start in each way, and write what each headset loses of it."""
    request = session_requests(find_plan("walk-run-start"), 1, 1, Ratio(), None)
    with TemporaryDirectory() as folder:
        parts = [
            _part(name, Settings(output=f"{folder}/{number}").with_changes(changes), request)
            for number, (name, changes) in enumerate(WAYS)
        ]
    DOCS.write_text(_TABLE.sub(lambda _: "\n" + "\n".join(parts), DOCS.read_text("utf-8")), "utf-8")


def _part(name: str, settings: Settings, request: object) -> str:
    (path,) = Renderer(settings).render(request)  # type: ignore[arg-type]
    expectation, meter = read_expectation(path), HeadsetSleepMeter()
    decode(path, (meter,))
    breaths = [cue for cue in expectation.sheet.cues if cue.kind is CueKind.WAKE]
    seconds = sum(cue.end - cue.start for cue in breaths) / 1_000
    rows = []
    for threshold in MODEL_THRESHOLDS:
        cells = []
        for need in NEEDS:
            lost = lost_sounds(expectation, meter, Headset(threshold, need))
            ticks = sum(sound.tone is Tone.COUNT for sound in lost)
            cells.append(f"{len(lost) - ticks} + {ticks}")
        asleep = len(meter.lost_ranges(Headset(threshold)))
        label = f"{threshold:g} dBFS" if threshold is not None else "digital silence"
        rows.append(f"| {label} | {asleep} | {' | '.join(cells)} |")
    needs = " | ".join(f"{need / 1_000:g} s" for need in NEEDS)
    head = f"| sleeps under | times woken | {needs} |\n|---|---|{'---|' * len(NEEDS)}"
    return f"**{name}**: {len(breaths)} breaths, {seconds:.0f} s in all\n\n{head}\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main())
