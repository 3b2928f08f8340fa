"""The tempo of the beat: defaults and bounds in beats (steps) per minute. Imports nothing, so that settings can read it."""

from __future__ import annotations

from typing import Final

DEFAULT_RUN_BPM: Final = 156
"""Beats per minute of a run. Played at 156.25: a beat is then 16 MP3 frames."""

DEFAULT_WALK_BPM: Final = 114
"""Beats per minute of a walk, the warm-up and the cool-down. Played at 113.6: a beat is then 22 MP3 frames."""

SLOWEST_RUN_BPM: Final = 120
FASTEST_RUN_BPM: Final = 210
SLOWEST_WALK_BPM: Final = 80
FASTEST_WALK_BPM: Final = 150
"""The bounds are included."""

RUN_BPM_RANGE: Final = range(SLOWEST_RUN_BPM, FASTEST_RUN_BPM + 1)
WALK_BPM_RANGE: Final = range(SLOWEST_WALK_BPM, FASTEST_WALK_BPM + 1)
