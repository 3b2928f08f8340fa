"""The mixer on a published site: its engine, pieces and pages, written so that the one before works to the last moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from coach.mixer.engine import Engine
from coach.mixer.in_page import open_mixer
from coach.mixer.package import Packager
from coach.plan.catalogue import bundled_names, find_plan
from coach.session.request import SessionRequest
from coach.web.folder_writer import FolderWriter
from coach.web.mixer_pages import INDEX, mixer_index, mixer_pages
from coach.web.pages import Pages
from coach.web.plan_cover import cover_of_own


@dataclass(frozen=True, slots=True)
class MixerSite:
    """What a site's mixer is made from."""

    packager: Packager
    engine: Engine


def write_mixer(mixer: MixerSite, pages: Pages, writer: FolderWriter, plans: Sequence[tuple[SessionRequest, ...]]) -> None:
    """Speak, encode and write what sessions are made from, then the pages, and at last the index that leads to them.

    `plans` are those whose sessions stand on the site. Raises what speaking raises, and OutputError.
    """
    package = mixer.packager.make(cover_of_own(), _whole_plans(plans))
    writer.expect(chain(mixer.engine.files, package.pieces, package.files))
    for name, content in mixer.engine.files.items():
        writer.write(name, content)
    for name, entry in package.pieces.items():
        writer.write(name, mixer.packager.entry(entry))
    for name, content in package.files.items():
        writer.write(name, content)
    opened = open_mixer(package.index, package.lengths, package.start)
    for name, text in mixer_pages(pages, opened, chain(*plans)):
        writer.write(name, text)
    writer.write(INDEX, mixer_index(package.address, mixer.engine))


def _whole_plans(plans: Sequence[tuple[SessionRequest, ...]]) -> Iterator[str]:
    """Yield the names of the bundled plans of which every session stands on the site, as the plan has it."""
    for requests in plans:
        plan = requests[0].plan
        is_whole = len(requests) == sum(len(week.sessions) for week in plan.weeks)
        is_plans_own = plan.name in bundled_names() and plan == find_plan(plan.name)
        if is_whole and is_plans_own and not any(request.ratio for request in requests):
            yield plan.name
