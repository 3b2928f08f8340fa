"""Names of the beds that a runner can choose. Imports nothing heavy."""

from __future__ import annotations

from typing import Final

NONE: Final = "none"
BEAT: Final = "beat"
AMBIENT: Final = "ambient"
BUILT_IN: Final = (NONE, BEAT, AMBIENT)
"""The beds that need no file of the runner's."""
