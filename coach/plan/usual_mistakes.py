"""What people write in a plan in place of its keys, and what to write there."""

from __future__ import annotations

from typing import Final

_EASY_RUN: Final = 'write an easy run: { run = "2m", flavour = "easy" }'
_FAST_RUN: Final = 'write a fast run: { run = "30s", flavour = "race pace" }'
_STILL: Final = 'every interval is a run or a walk; write a walk with a note: { walk = "3m", note = "Stretch." }'
INSTEAD_OF_EFFORT: Final = {
    "jog": _EASY_RUN,
    "easy": _EASY_RUN,
    "sprint": _FAST_RUN,
    "stride": _FAST_RUN,
    "fast": _FAST_RUN,
    "hill": 'write an uphill run: { run = "1m", flavour = "uphill" }',
    **dict.fromkeys(("rest", "stand", "pause", "stop", "stretch", "recover", "recovery"), _STILL),
    **dict.fromkeys(("warm-up", "warmup", "cool-down", "cooldown"), "it stands beside main, not in it"),
    "times": "write repeat for how often, and of for what",
}
INSTEAD_OF_REPEAT: Final = {
    **dict.fromkeys(("times", "count", "sets", "reps"), "write repeat for how often: repeat = 6"),
    **dict.fromkeys(
        ("run", "walk"), 'runs and walks of a repeat stand in of: repeat = 6, of = [{ run = "1m" }, { walk = "2m" }]'
    ),
}
INSTEAD_OF_MAIN: Final = dict.fromkeys(
    ("run", "walk", "repeat", "jog", "of", "repeats", "intervals"),
    'intervals stand in main: main = [{ repeat = 6, of = [{ run = "1m" }, { walk = "2m" }] }]',
)
INSTEAD_OF_WEEKS: Final = {"weeks": "write [[week]] once for each week, with its own main below"}
