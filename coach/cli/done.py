"""`coach done`: a session into the log."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.logbook import Day, Profile, this_day
from coach.cli.options import PACE, RATIO, Changes, settings_with, takes, whole_number
from coach.cli.selection import PlanName
from coach.errors import UsageError
from coach.plan.next import Felt
from coach.plan.ratio import Ratio
from coach.settings import Settings


@takes(ratio=RATIO, pace=PACE)
def done(  # noqa: PLR0913  # one for each option that only this command has
    plan: PlanName = None,
    *,
    week: Annotated[
        int | None, typer.Option(parser=whole_number(1), metavar="N", help="The week (default: the one that was due).")
    ] = None,
    session: Annotated[int | None, typer.Option(parser=whole_number(1), metavar="N", help="The session of the week.")] = None,
    felt: Annotated[Felt | None, typer.Option(help="How it felt.")] = None,
    note: Annotated[str | None, typer.Option(metavar="WORDS", help="A note of your own.")] = None,
    day: Day = None,
    profile: Profile = None,
    ratio: Ratio,
    pace: Changes,
) -> None:
    """Log a session as done. Without numbers it is the one that `coach today` names.

    Options that change a session, such as --walk, tell how long was run and walked.
    """
    from coach.log.record import log_name, session_done
    from coach.log.standing import standing
    from coach.log.store import add_to_log, checked_entry, log_path, read_log

    if (week is None) != (session is None):
        raise UsageError("give both --week and --session, or neither")
    day, path = day or this_day(), log_path(profile)
    if day > this_day():
        raise UsageError(f"--date {day} is still to come; log a session once it is done")
    settings = settings_with(pace)
    where = standing(read_log(path), log_name(plan) if plan else None, settings.paces)
    called, changes = where.called, ratio
    if week is None or session is None:
        advice = session_done(where, day)
        called, week, session = advice.plan, advice.week, advice.session
        changes = Ratio(feel=advice.feel) if changes == Ratio() else changes
    run, walk = _lengths(called, week, session, changes, settings)
    values = {
        "date": day,
        "plan": called,
        "week": week,
        "session": session,
        "felt": felt,
        "note": note,
        "run": run,
        "walk": walk,
    }
    entry = checked_entry("--note" if note else "the session", {key: value for key, value in values.items() if value})
    add_to_log(path, [entry])
    felt_words = f", it felt {felt}" if felt else ""
    typer.echo(f"Logged for {day}: {entry.plan_name}, week {week}, session {session}{felt_words}.")
    typer.echo(f"coach: to change it, edit {path}", err=True)


def _lengths(called: str, week: int, session: int, ratio: Ratio, settings: Settings) -> tuple[str, str]:
    """Return how long was run and walked in a session with these changes, as durations are typed."""
    from coach.log.entry import run_and_walk
    from coach.plan.catalogue import find_plan
    from coach.session.request import session_requests
    from coach.units import duration_label

    request = session_requests(find_plan(called, settings.paces), week, session, ratio, settings.runner)[0]
    run, walk = run_and_walk(request.context.content)
    return duration_label(run) if run else "", duration_label(walk)
