"""What a check found: a table for people, the same as data for programs."""

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
    """How a promise fares."""

    HOLDS = "holds"
    FAILS = "FAILS"
    NOT_MEASURABLE = "not measurable"
    NOT_PROMISED = "not promised"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One promise of a file, measured."""

    name: str
    verdict: Verdict
    said: str
    """The figures in words."""
    figures: dict[str, MeasuredValue] = field(default_factory=dict)
    """The same for programs; units stand in the names."""
    faults: tuple[str, ...] = ()
    """Where it fails, and by how much."""
    missed: int = 0
    """How many of the things that it is about could not be measured."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured of a file."""

    path: Path
    measures: tuple[Measurement, ...]

    @property
    def holds(self) -> bool:
        """Whether everything that can be measured holds."""
        return not any(measure.verdict is Verdict.FAILS for measure in self.measures)

    @property
    def not_measurable(self) -> tuple[Measurement, ...]:
        """What could not be measured, all of it or a part."""
        return tuple(each for each in self.measures if each.verdict is Verdict.NOT_MEASURABLE or each.missed)


def as_table(report: Report) -> str:
    """Write a report for people."""
    return "\n".join([str(report.path), *(line for measure in report.measures for line in _lines(measure)), _summary(report)])


def as_data(report: Report) -> dict[str, object]:
    """Return a report as plain data, ready for JSON."""
    return {
        "report_version": REPORT_VERSION,
        "file": str(report.path),
        "holds": report.holds,
        "not_measurable": [measure.name for measure in report.not_measurable],
        "measures": [
            {
                "name": measure.name,
                "verdict": str(measure.verdict).lower(),
                "said": measure.said,
                "figures": measure.figures,
                "faults": list(measure.faults),
                "not_measured": measure.missed,
            }
            for measure in report.measures
        ],
    }


def _lines(measure: Measurement) -> Iterator[str]:
    missed = f"; not measurable: {measure.missed}" if measure.missed and measure.verdict is not Verdict.NOT_MEASURABLE else ""
    yield f"  {measure.name:<22} {measure.verdict:<15} {measure.said}{missed}"
    for fault in measure.faults[:_MOST_FAULTS_SHOWN]:
        yield f"  {'':<22}   {fault}"
    more = len(measure.faults) - _MOST_FAULTS_SHOWN
    if more > 0:
        yield f"  {'':<22}   and {more} more (--json lists all)"


def _summary(report: Report) -> str:
    failed = [measure.name for measure in report.measures if measure.verdict is Verdict.FAILS]
    result = f"  FAILS: {', '.join(failed)}." if failed else "  All that can be measured holds."
    missing = [f"{each.name} ({each.missed})" if each.missed else each.name for each in report.not_measurable]
    return f"{result} Not measurable: {', '.join(missing)}." if missing else f"{result} Nothing was left unmeasured."
