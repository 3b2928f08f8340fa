"""A session's intervals as an SVG picture for pages, with the same bars as on the covers. It stretches to any width."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from coach.language.english import ENGLISH
from coach.plan.skyline import EASE, RUN, WALK, skyline
from coach.plan.timeline import Timeline
from coach.script.titles import main_set_title

_WIDTH: Final = 1_400
_HEIGHT: Final = 400
_CLASSES: Final = {RUN: "run", WALK: "walk", EASE: "ease"}


def timeline_svg(timeline: Timeline, label: str | None = "") -> Markup:
    """Draw the timeline. `label` is the text alternative. Empty: `timeline_label`. None: hidden, if text beside it says it."""
    paths = Markup("").join(Markup('<path class="{}" d="{}"/>').format(name, line) for name, line in timeline_bars(timeline))
    if label is None:
        attributes = Markup('aria-hidden="true"')
    else:
        attributes = Markup('role="img" aria-label="{}"').format(label or timeline_label(timeline))
    return Markup('<svg class="bars" viewBox="0 0 {} {}" preserveAspectRatio="none" {}>{}</svg>').format(
        _WIDTH, _HEIGHT, attributes, paths
    )


def timeline_bars(timeline: Timeline) -> list[tuple[str, str]]:
    """Return the picture's shapes: the class of each, and its path."""
    shapes: dict[str, list[str]] = {}
    for block in skyline(timeline, _WIDTH):
        shape = f"M{block.left} {_HEIGHT}V{_HEIGHT - block.height}H{block.right}V{_HEIGHT}Z"
        shapes.setdefault(_CLASSES[block.colour], []).append(shape)
    return [(name, "".join(parts)) for name, parts in shapes.items()]


def timeline_label(timeline: Timeline) -> str:
    """Describe the picture in a sentence."""
    minutes = ENGLISH.whole_minutes
    first, last = timeline.intervals[0], timeline.intervals[-1]
    return (
        f"{minutes(timeline.duration)}: warm-up {minutes(first.duration)}, then {main_set_title(timeline)}, "
        f"then cool-down {minutes(last.duration)}"
    )
