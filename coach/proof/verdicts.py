"""Gives a measurement its verdict, and words moments, phrases and figures alike in all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coach.proof.report import MeasuredValue, Measurement, Verdict
from coach.script.cues import Tone
from coach.units import Milliseconds, clock


def measurement(
    name: str, summary: str, figures: dict[str, MeasuredValue], faults: Sequence[str], measured: int, unmeasurable: int
) -> Measurement:
    """Give a measurement its verdict: by its faults, and by how many cues could be measured and how many not."""
    if faults:
        verdict = Verdict.FAILS
    elif measured:
        verdict = Verdict.HOLDS
    else:
        verdict = Verdict.NOT_MEASURABLE if unmeasurable else Verdict.NOT_PROMISED
        summary = f"{unmeasurable} under a bed that covers them" if unmeasurable else "the session has none"
    return Measurement(name, verdict, summary, figures, tuple(faults), unmeasurable)


def timing(
    name: str, errors: Sequence[float], faults: list[str], unmeasurable: int, what: str, missing: int | None = None
) -> Measurement:
    """Measure how far sounds are from their places: `errors` in ms; `what` names them, `missing` counts others."""
    sizes = [abs(error) for error in errors]
    most, mean = max(sizes, default=0.0), float(np.mean(sizes)) if sizes else 0.0
    figures: dict[str, MeasuredValue] = {"max_ms": rounded(most), "mean_ms": rounded(mean), "measured": len(sizes)}
    summary = f"max {most:.1f} ms, mean {mean:.1f} ms ({len(sizes)} {what})"
    if missing is not None:
        figures["missing"] = missing
        summary += f", missing {missing}"
    return measurement(name, summary, figures, faults, len(sizes), unmeasurable)


def precise(moment: int) -> str:
    """Write a moment in ms with its thousandths."""
    return f"{clock(Milliseconds(moment))}.{moment % 1_000:03}"


def lateness(error: float) -> str:
    """Word an error in ms."""
    return f"{abs(error):.1f} ms {'late' if error > 0 else 'early'}"


def named(text: str, tone: Tone | None) -> str:
    """Name a phrase or a tone."""
    return f'"{short(text)}"' if text else f"{tone} tone"


def short(text: str, most: int = 40) -> str:
    """Cut a text to so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def rounded(value: float) -> float:
    """Round a figure for programs."""
    return round(value, 2)
