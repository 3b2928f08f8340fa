"""`coach serve`: the plans on the phone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.calendar import OnDays
from coach.cli.logbook import Profile
from coach.cli.options import BED, FILE, PACE, SPEECH, Changes, settings_with, takes, whole_number
from coach.errors import Field, MissingEngineError, UsageError
from coach.progress import Event, Noticed

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.mixer.options import Choices
    from coach.plan.distance import Paces
    from coach.plan.model import Plan
    from coach.plan.schedule import ScheduledSession
    from coach.progress import Listener
    from coach.settings import Settings
    from coach.web.link_secret import LinkSecrets

DEFAULT_PORT = 8420


@takes(pace=PACE, speech=SPEECH, bed=BED, file=FILE)
def serve(  # noqa: PLR0913  # one for each option that only this command has
    plans: Annotated[
        list[str] | None, typer.Argument(metavar="[PLAN]...", help="Your own plans (.toml), beside the bundled ones.")
    ] = None,
    *,
    lan: Annotated[bool, typer.Option("--lan", help="Let the home network in, by a secret link and its QR code.")] = False,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The name or address that links carry, such as 192.168.1.20 or https://runs.example.org/coach.",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(parser=whole_number(0, 65_535), metavar="N", help="The port; 0 for any that is free.")
    ] = DEFAULT_PORT,
    new_link: Annotated[bool, typer.Option("--new-link", help="Make a new secret link; the old one stops working.")] = False,
    from_log: Annotated[
        bool, typer.Option("--from-log", help="Podcasts and calendars by your log: done on its day, the rest from today on.")
    ] = False,
    days: OnDays = None,
    profile: Profile = None,
    link: Annotated[
        str | None, typer.Option("--link", metavar="NAME", help="With --lan: a link of its own for a person or a device.")
    ] = None,
    links: Annotated[bool, typer.Option("--links", help="List the links that have a name, and end.")] = False,
    withdraw: Annotated[
        str | None, typer.Option("--withdraw", metavar="NAME", help="Let the link of that name stop working at once, and end.")
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option("--proxy", metavar="ADDRESS", help="A proxy in front whose X-Forwarded-For is believed (default: none)."),
    ] = None,
    pace: Changes,
    speech: Changes,
    bed: Changes,
    file: Changes,
) -> None:
    """Open the plans as web pages and podcasts: listen, mix, download to the phone.

    On this computer alone, or with --lan on the home network. Ctrl+C ends it.
    """
    try:
        from coach.web import network, server
        from coach.web.app import web_app
        from coach.web.config import ServerConfig
        from coach.web.connection import LimitedConnection
        from coach.web.guard import AccessPolicy
        from coach.web.link_secret import LinkSecrets
        from coach.web.process_memory import limit_pools
        from coach.web.public_address import parse_public_address
    except ImportError as error:
        from coach.remedies import install_command

        raise MissingEngineError(f"{error.name} is missing; install it: {install_command(error.name or '')}") from error
    from platformdirs import user_data_path

    from coach.cli.renderers import renderer_factory
    from coach.export.qr import qr_terminal
    from coach.files import remove_leftovers_below
    from coach.web.job_queue import JobQueue

    if (days or profile) and not from_log:
        raise UsageError("--days and --profile say how --from-log reads your log; give it too")
    limit_pools()
    secrets = LinkSecrets(user_data_path("coach", appauthor=False))
    if links or withdraw is not None:
        _manage(secrets, withdraw)
        return
    settings = settings_with(pace, speech, bed, file)
    offered = _offered(plans or [], settings)
    remove_leftovers_below(Path(settings.output).expanduser())
    proxies = frozenset(map(_ip_address, proxy or ()))
    LimitedConnection.proxies = proxies
    secret = secrets.secret(link or "", new=new_link) if lan or new_link else ""
    socket = network.listening_socket(network.ALL_INTERFACES if lan else network.LOOPBACK, port)
    actual = socket.getsockname()[1]
    public = parse_public_address(host, actual)
    shown = public.origin or f"http://{(network.lan_address() if lan else None) or 'localhost'}:{actual}"
    policy = AccessPolicy(
        frozenset({*network.own_names(), *([public.name] if public.name else [])}),
        secrets.current if lan else None,
        public.base_path,
        proxies,
    )
    now = datetime.now().astimezone
    logged_days = _logged_days(plans or [], days, profile, settings.paces) if from_log else _no_days
    config = ServerConfig(
        offered,
        _choices(),
        lambda: now(),  # noqa: PLW0108  # asked anew each time
        policy,
        public.origin,
        shown if lan else "",
        logged_days=logged_days,
    )
    queue = JobQueue(renderer_factory(_notices()), settings)
    address = f"{shown}{public.base_path}/{secret}/" if lan else f"{shown}{public.base_path}/"
    if lan:
        typer.echo(qr_terminal(address), err=True)
    typer.echo(address)
    typer.echo(
        "coach: open this address; Ctrl+C ends it" if not lan else "coach: scan the code with the phone; Ctrl+C ends it",
        err=True,
    )
    try:
        server.run(web_app(config, queue), socket)
    finally:
        queue.close()


def _offered(own: list[str], settings: Settings) -> dict[str, Plan]:
    """Return the plans that can be coached: without a text there are no narrated walks.

    Raises UsageError where one of the runner's own plans needs a text, and PlanError for a plan that cannot be found.
    """
    from coach.plan.catalogue import bundled_names, find_plan
    from coach.plan.model import Coaching

    plans = {plan.name: plan for plan in (find_plan(name, settings.paces) for name in (*bundled_names(), *own))}
    if settings.read:
        return plans
    for name in own:
        if find_plan(name, settings.paces).coaching is Coaching.NARRATED:
            raise UsageError(f"{name}: a narrated walk reads a text to the runner; give one with ", Field("read"))
    return {name: plan for name, plan in plans.items() if plan.coaching is not Coaching.NARRATED}


def _no_days(_: Plan) -> tuple[ScheduledSession, ...]:
    """Return no days: the log is not used."""
    return ()


def _logged_days(
    own: list[str], days: str | None, profile: str | None, paces: Paces
) -> Callable[[Plan], tuple[ScheduledSession, ...]]:
    """Return a function from a plan to the days of its sessions by the log, which is read anew each time."""
    from coach.cli.logbook import this_day
    from coach.log.dates import days_of_all, days_to_come
    from coach.log.record import log_name
    from coach.log.standing import standing
    from coach.log.store import log_path, read_log
    from coach.plan.catalogue import find_plan
    from coach.plan.schedule import default_days, parse_days

    called = {find_plan(name, paces).name: log_name(name) for name in own}
    path, chosen = log_path(profile), parse_days(days) if days else None

    def logged(plan: Plan) -> tuple[ScheduledSession, ...]:
        entries = read_log(path)
        name = called.get(plan.name, plan.name)
        if not any(entry.plan == name for entry in entries):
            return ()
        where, today = standing(entries, name, paces), this_day()
        return days_of_all(where, days_to_come(where, today, chosen or default_days(plan)), today)

    return logged


def _notices() -> Listener:
    """Return a listener that says on stderr, once, what the runner should know."""
    told: set[str] = set()

    def hear(event: Event) -> None:
        if isinstance(event, Noticed) and event.message not in told:
            told.add(event.message)
            typer.echo(f"coach: {event.message}", err=True)

    return hear


def _manage(secrets: LinkSecrets, withdrawn: str | None) -> None:
    """Withdraw a link, or list those that there are."""
    if withdrawn is not None:
        secrets.withdraw(withdrawn)
        typer.echo(f"coach: the link {withdrawn} does not work any more", err=True)
        return
    for name in secrets.names():
        typer.echo(name)
    if not secrets.names():
        typer.echo("coach: no link has a name; coach serve --lan --link NAME makes one", err=True)


def _ip_address(text: str) -> str:
    import ipaddress

    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise UsageError(f"--proxy {text}: write the address from which the proxy connects, such as 127.0.0.1") from error


def _choices() -> Choices:
    from coach.mixer.options import Choices
    from coach.script.lines import bundled_styles
    from coach.speech.engines import engine
    from coach.speech.voice import bundled_voices

    ready = [voice for voice in bundled_voices() if engine(voice.engine).readiness(voice.engine_voice).ready]
    return Choices({voice.name: voice.description or voice.name for voice in ready}, tuple(bundled_styles()))
