"""The pages of a club: an index for whoever looks after it, cards to hand out, and a page in each runner's folder.

HTML that needs nothing else: it opens from disk, on any web host, and prints.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from coach.club.manifest import RUNNERS, Manifest, RunnerEntry
from coach.export.qr import qr_svg
from coach.files import write_file
from coach.language.english import ENGLISH
from coach.script.titles import ratio_title
from coach.units import HOUR, Milliseconds, clock

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MEGABYTE: Final = 1_000_000


def write_pages(output: Path, manifest: Manifest, base_url: str) -> list[Path]:
    """Write all pages, and return the paths of the index and of the cards. Raises OutputError.

    `base_url` is where the runners' folder will be reached, with a slash at its end; empty for cards without a code.
    """
    runners = [runner for runner in manifest.runners if runner.sessions]
    for runner in runners:
        _write(
            output / RUNNERS / runner.row.folder / "index.html",
            "runner.html",
            runner=runner,
            safety=ENGLISH.words.labels.safety,
        )
    index, cards = output / "index.html", output / "cards.html"
    _write(index, "index.html", manifest=manifest, folder=RUNNERS)
    _write(cards, "cards.html", cards=[(runner, _address(base_url, runner)) for runner in runners])
    return [index, cards]


def _address(base_url: str, runner: RunnerEntry) -> str:
    return f"{base_url}{quote(runner.row.folder)}/" if base_url else ""


def _write(path: Path, template: str, **values: object) -> None:
    write_file(path, _environment().get_template(template).render(**values).encode())


def _length(duration: Milliseconds) -> str:
    return clock(duration) if duration >= HOUR else f"{round(duration / 60_000)} min"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"length_of_time": _length, "megabytes": lambda size: f"{size / _MEGABYTE:.1f} MB", "address": quote}
    environment.globals |= {"qr": qr_svg, "ratio_title": partial(ratio_title, language=ENGLISH)}
    return environment
