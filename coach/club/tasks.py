"""What a worker does, on this computer or another one: functions that can be imported, with values that can be sent.

A task may run twice, at the same time too: every file is written whole, under its own name, and equal wishes give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.cache import Cache
from coach.club.roster import RosterRow
from coach.errors import CoachError, key_name
from coach.mp3.tag_reading import read_facts
from coach.progress import Event, Noticed, Written
from coach.script.cues import Phrase
from coach.session.renderer import Renderer
from coach.session.request import SessionRequest
from coach.session.scripts import MissingWordsError
from coach.units import Milliseconds


@dataclass(frozen=True, slots=True)
class MadeSession:
    """A finished file."""

    row: int
    file: str
    """Below the runner's folder, with slashes."""
    week: int
    session: int
    title: str
    duration: Milliseconds
    size: int
    """In bytes."""
    sound: str
    """The checksum of its frames, as the file itself notes it; a changed tag does not change it."""
    unchanged: bool
    """Whether it was there already."""


@dataclass(frozen=True, slots=True)
class FailedRunner:
    """Why a runner has not got all sessions."""

    row: int
    message: str


@dataclass(frozen=True, slots=True)
class WaitingRunner:
    """A runner whose sessions need words that have not been spoken yet."""

    row: int
    unspoken: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows of a task."""

    made: tuple[MadeSession, ...] = ()
    failed: tuple[FailedRunner, ...] = ()
    notices: tuple[str, ...] = ()
    waiting: tuple[WaitingRunner, ...] = ()


def render_rows(rows: Sequence[RosterRow], cache: str) -> Outcome:
    """Make the sessions of runners. Speaks nothing: missing words are returned, and the runner waits for them."""
    outcomes = [_render_row(row, Cache(Path(cache))) for row in rows]
    return joined(outcomes)


def check_files(files: Sequence[str]) -> list[tuple[str, str]]:
    """Check finished files. Returns each with what fails; an empty text where everything holds."""
    from coach.proof.check import check_file

    results = []
    for file in files:
        try:
            report = check_file(Path(file))
            faults = [measurement.summary for measurement in report.measurements if measurement.verdict == "FAILS"]
            results.append((file, "" if report.holds else "; ".join(faults)))
        except CoachError as error:
            results.append((file, str(error)))
    return results


def joined(outcomes: Iterable[Outcome]) -> Outcome:
    """Put outcomes together."""
    outcomes = list(outcomes)
    return Outcome(
        made=tuple(made for outcome in outcomes for made in outcome.made),
        failed=tuple(failed for outcome in outcomes for failed in outcome.failed),
        notices=tuple(dict.fromkeys(notice for outcome in outcomes for notice in outcome.notices)),
        waiting=tuple(waiting for outcome in outcomes for waiting in outcome.waiting),
    )


def _render_row(row: RosterRow, cache: Cache) -> Outcome:
    written: dict[Path, bool] = {}
    notices: list[str] = []

    def listener(event: Event) -> None:
        if isinstance(event, Written):
            written[event.path] = event.unchanged
        elif isinstance(event, Noticed):
            notices.append(event.message)

    failed: tuple[FailedRunner, ...] = ()
    waiting: tuple[WaitingRunner, ...] = ()
    requests: Sequence[SessionRequest] = ()
    try:
        requests = row.sessions()
        Renderer(row.settings, listener, cache=cache, speaks=False).render(requests)
    except MissingWordsError as missing:
        waiting = (WaitingRunner(row.number, missing.phrases),)
    except CoachError as error:
        failed = (FailedRunner(row.number, error.text(key_name)),)
    except OSError as error:
        failed = (FailedRunner(row.number, f"{row.settings.output}: {error.strerror or error}"),)
    made = tuple(_made(row, request, written) for request in requests if request.path(Path(row.settings.output)) in written)
    return Outcome(made, failed, tuple(notices), waiting)


def _made(row: RosterRow, request: SessionRequest, written: dict[Path, bool]) -> MadeSession:
    output = Path(row.settings.output)
    path = request.path(output)
    facts = read_facts(path)
    return MadeSession(
        row=row.number,
        file=path.relative_to(output).as_posix(),
        week=request.week,
        session=request.session,
        title=request.title,
        duration=request.timeline.duration,
        size=path.stat().st_size,
        sound=facts.sound if facts else "",
        unchanged=written[path],
    )
