"""The result of a check: a table for people, the same as data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

REPORT_VERSION: Final = 1

_MOST_FAULTS_SHOWN: Final = 8

MeasuredValue = float | int | str | None


class Verdict(StrEnum):
    """The result for one property of a file."""

    HOLDS = "holds"
    FAILS = "FAILS"
    NOT_MEASURABLE = "not measurable"
    NOT_PROMISED = "not promised"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One property of a file, measured."""

    name: str
    verdict: Verdict
    summary: str
    """The figures in a sentence. The key in JSON is `said`."""
    figures: dict[str, MeasuredValue] = field(default_factory=dict)
    """The figures for programs. Their names end with the unit."""
    faults: tuple[str, ...] = ()
    """Where it fails, and by how much."""
    not_measured: int = 0
    """How many of the cues in question could not be measured."""


@dataclass(frozen=True, slots=True)
class Report:
    """All measurements of a file."""

    path: Path
    measurements: tuple[Measurement, ...]
    is_older: bool = False
    """Whether an earlier version of coach made the file, whose sound may be of another design."""

    @property
    def holds(self) -> bool:
        """Whether everything that can be measured holds."""
        return not any(measurement.verdict is Verdict.FAILS for measurement in self.measurements)

    @property
    def not_measurable(self) -> tuple[Measurement, ...]:
        """The measurements of which all or a part was impossible."""
        return tuple(
            measurement
            for measurement in self.measurements
            if measurement.verdict is Verdict.NOT_MEASURABLE or measurement.not_measured
        )


def as_table(report: Report) -> str:
    """Write a report for people."""
    lines = [line for measurement in report.measurements for line in _lines(measurement)]
    return "\n".join([str(report.path), *lines, _summary(report)])


def as_data(report: Report) -> dict[str, object]:
    """Return a report as plain data, ready for JSON."""
    return {
        "report_version": REPORT_VERSION,
        "file": str(report.path),
        "holds": report.holds,
        "made_by_older_version": report.is_older,
        "not_measurable": [measurement.name for measurement in report.not_measurable],
        "measures": [
            {
                "name": measurement.name,
                "verdict": str(measurement.verdict).lower(),
                "said": measurement.summary,
                "figures": measurement.figures,
                "faults": list(measurement.faults),
                "not_measured": measurement.not_measured,
            }
            for measurement in report.measurements
        ],
    }


def unread_as_data(path: Path, error: str) -> dict[str, object]:
    """Return what is said of a file that could not be checked, with the same keys as a report, and `error`."""
    return {
        "report_version": REPORT_VERSION,
        "file": str(path),
        "holds": False,
        "made_by_older_version": False,
        "not_measurable": [],
        "measures": [],
        "error": error,
    }


def _lines(measurement: Measurement) -> Iterator[str]:
    is_partial = measurement.not_measured and measurement.verdict is not Verdict.NOT_MEASURABLE
    note = f"; not measurable: {measurement.not_measured}" if is_partial else ""
    yield f"  {measurement.name:<22} {measurement.verdict:<15} {measurement.summary}{note}"
    for fault in measurement.faults[:_MOST_FAULTS_SHOWN]:
        yield f"  {'':<22}   {fault}"
    more = len(measurement.faults) - _MOST_FAULTS_SHOWN
    if more > 0:
        yield f"  {'':<22}   and {more} more (--json lists all)"


def _summary(report: Report) -> str:
    failed = [measurement.name for measurement in report.measurements if measurement.verdict is Verdict.FAILS]
    result = f"  FAILS: {', '.join(failed)}." if failed else "  All that can be measured holds."
    if failed and report.is_older:
        result = f"{result[:-1]}; an older version of coach made the file, and may have meant it so. Render the session again."
    not_measured = [
        f"{measurement.name} ({measurement.not_measured})" if measurement.not_measured else measurement.name
        for measurement in report.not_measurable
    ]
    return f"{result} Not measurable: {', '.join(not_measured)}." if not_measured else f"{result} Nothing was left unmeasured."
