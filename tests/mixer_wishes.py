"""Choices of a mixer's form, drawn over all that is offered, both ends included."""

from coach.mixer.limits import LONGEST_SESSION, MOST_REPETITIONS, lengths
from coach.plan.catalogue import find_plan
from coach.plan.model import Effort
from coach.units import MINUTE, duration_label

CUES = {
    "ticks": ["0", "1", "3", "5"],
    "warning": ["0s", "5s", "10s", "15s"],
    "early-warning": ["0s", "30s", "60s"],
    "time-left-every": ["0s", "60s", "120s"],
    "halfway": ["on", "off"],
    "tones": ["normal", "soft"],
}


def length(draw, effort, longest=None):
    """Draw a length: often a short one, sometimes one of the ends."""
    offered = sorted(each for each in lengths(effort) if longest is None or each <= longest)
    kind = draw.random()
    if kind < 0.1:
        return draw.choice((offered[0], offered[-1]))
    return draw.choice(offered[: max(1, len(offered) // 3)] if kind < 0.6 else offered)


def own_ratio(draw):
    """Draw a ratio of one's own, no longer than is offered."""
    easing = {}
    for name, effort in (("warm-up", Effort.WARM_UP), ("cool-down", Effort.COOL_DOWN)):
        if draw.random() < 0.2:
            easing[name] = max(5 * MINUTE, length(draw, effort))
    left = LONGEST_SESSION - sum(easing.get(name, 5 * MINUTE) for name in ("warm-up", "cool-down"))
    run = length(draw, Effort.RUN, left - 5_000)
    walk = length(draw, Effort.WALK, left - run)
    most = min(MOST_REPETITIONS, left // (run + walk))
    repeat = draw.choice((1, most, draw.randint(1, most), draw.randint(1, most), draw.randint(1, min(most, 25))))
    values = {"run": duration_label(run), "walk": duration_label(walk), "repeat": str(repeat)}
    if draw.random() < 0.15:
        del values["repeat"]
        values["total"] = f"{draw.randint(20, 180)}m"
    return values | {name: duration_label(each) for name, each in easing.items()}


def of_plan(draw, plans):
    """Draw a session of a plan, as it is or in other lengths."""
    plan = find_plan(draw.choice(plans))
    week = draw.randint(1, len(plan.weeks))
    values = {"plan": plan.name, "week": str(week), "session": str(draw.randint(1, len(plan.weeks[week - 1].sessions)))}
    if draw.random() < 0.3:
        values["run"] = duration_label(length(draw, Effort.RUN))
    if draw.random() < 0.3:
        values["walk"] = duration_label(length(draw, Effort.WALK))
    if draw.random() < 0.2:
        values["repeat"] = str(draw.randint(1, 30))
    elif draw.random() < 0.2:
        values["total"] = f"{draw.randint(5, 120)}m"
    for name, effort in (("warm-up", Effort.WARM_UP), ("cool-down", Effort.COOL_DOWN)):
        if draw.random() < 0.1:
            values[name] = duration_label(length(draw, effort))
    if plan.scale and draw.random() < 0.7:
        values[str(plan.scale.by)] = str(draw.randint(1, 40))
    return values


def wishes(draw, plans):
    """Draw a whole form. It may be one that is refused: a plan may not take what is asked of it."""
    values = of_plan(draw, plans) if draw.random() < 0.4 else own_ratio(draw)
    if draw.random() < 0.3:
        values["feel"] = draw.choice(["great", "good", "tired"])
    if draw.random() < 0.5:
        values["talk"] = draw.choice(["commands", "less", "normal", "more"])
    for name, offered in CUES.items():
        if draw.random() < 0.2:
            values[name] = draw.choice(offered)
    return values
