"""What the mixer offers about cues, behind "More": for each setting its label and a few of its values in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class CueChoice(NamedTuple):
    """A setting that the mixer offers; leaving it empty is the usual way."""

    label: str
    values: Mapping[str, str]
    """In the words of an address, with words for people."""


CUE_CHOICES: Final[Mapping[str, CueChoice]] = {
    "ticks": CueChoice("Ticks before a change", {"0": "None", "1": "One", "3": "Three", "5": "Five"}),
    "warning": CueChoice(
        "Announce a change", {"0s": "Never", "5s": "5 seconds ahead", "10s": "10 seconds ahead", "15s": "15 seconds ahead"}
    ),
    "early-warning": CueChoice("Once more in long parts", {"0s": "Never", "30s": "30 seconds ahead", "60s": "A minute ahead"}),
    "time-left-every": CueChoice(
        "Say how much is left",
        {
            "0s": "Never",
            "15s": "Every 15 seconds",
            "30s": "Every 30 seconds",
            "60s": "Every minute",
            "120s": "Every two minutes",
        },
    ),
    "halfway": CueChoice("Say when half is over", {"on": "Yes", "off": "No"}),
    "tones": CueChoice("Tones", {"normal": "As loud as usual", "soft": "Softer"}),
}
